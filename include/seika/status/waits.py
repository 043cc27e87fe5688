"""What waits, for whom, and what is to be done: each a code of ``errors.yml`` with its place, never a value of a person."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from seika.config import Organization
from seika.config.operation import Concern, Operation
from seika.errors import SeikaError
from seika.receive import waiting
from seika.status.deadlines import Expected
from seika.status.months import Month
from seika.store import approvals, dispatches, ledger, releases
from seika.store.last_words import failed_tasks, refused_months, standing_of
from seika.store.ledger import Delivery

Whom = Literal["provider", "steward", "approver", "operator"]


@dataclass(frozen=True)
class Wait:
    """One thing that waits for somebody; ``subject`` names it within its organization, ``where`` is its place as the text says it.

    While ``subject`` and ``where`` stay the same it is the same thing that waits.
    """

    concern: Concern
    whom: Whom
    code: str
    subject: str
    where: Mapping[str, str] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """Return one line: code, place, what is wrong and what to do."""
        return SeikaError(self.code, **self.where).message(language)


def waits(
    organization: Organization,
    operation: Operation,
    sources: Mapping[str, Sequence[Expected]],
    months: Sequence[Month],
    in_force: Mapping[str, Sequence[Delivery]],
) -> list[Wait]:
    """Return all that waits for a person of an organization: what is late first, then what was refused, held back, asked and missed."""
    parts = (
        _late(sources),
        _refused(organization.id),
        _held_back(in_force, operation.alerts.quarantine_percent),
        _approvals(organization.id),
        _missed(months),
        _after_the_close(organization.id, in_force),
        _unpublished(organization.id),
        _nobodys(organization),
        _broken(organization.id),
        _failed(organization.id),
        _undelivered(organization.id),
    )
    return [wait for part in parts for wait in part]


def _late(sources: Mapping[str, Sequence[Expected]]) -> Iterator[Wait]:
    for source_id, months in sources.items():
        late = [each for each in months if each.state == "late"]
        if late:
            where = {"source": source_id, "periods": _span([each.period for each in late]), "due": str(late[0].due)}
            yield Wait("late_extract", "provider", "STATUS-01", source_id, where)


def _refused(organization_id: str) -> Iterator[Wait]:
    """Months of a source whose last word is a refused file, whether or not an earlier one counts."""
    rejected = {each.source_id for each in ledger.deliveries(organization_id, state="rejected")}
    for source_id in sorted(rejected):
        arrivals = ledger.arrivals(organization_id, source_id)
        ours = sorted(ledger.deliveries(organization_id, source_id), key=lambda each: arrivals[each.delivery_id])
        for each in {each.period: each for each in ours}.values():
            if each.state == "rejected":
                where = {"delivery": each.delivery_id, "refusal": each.reason_code or "-"}
                yield Wait("rejected_delivery", "provider", "STATUS-02", each.delivery_id, where)


def _held_back(in_force: Mapping[str, Sequence[Delivery]], percent: int) -> Iterator[Wait]:
    for held in in_force.values():
        for each in held[-1:]:  # older months were looked at in their time
            received, quarantined = each.received_count or 0, each.quarantined_count or 0
            if quarantined * 100 > received * percent:
                where = {"delivery": each.delivery_id, "rows": str(quarantined), "of": str(received), "percent": str(percent)}
                yield Wait("quarantine", "steward", "STATUS-03", each.delivery_id, where)
            broken = sorted(
                found.rule_id for found in ledger.check_results(each.delivery_id) if found.action == "warn" and not found.passed
            )
            if broken:
                where = {"delivery": each.delivery_id, "rules": ", ".join(broken)}
                yield Wait("failed_check", "steward", "STATUS-04", f"{each.delivery_id} warns", where)


def _approvals(organization_id: str) -> Iterator[Wait]:
    for each in approvals.undecided(organization_id):
        where = {"snapshot": each.snapshot_id, "diff": each.diff_hash[:12], "reasons": str(len(json.loads(each.why)))}
        yield Wait("approval", "approver", "STATUS-05", each.snapshot_id, where)


def _missed(months: Sequence[Month]) -> Iterator[Wait]:
    for each in months:
        if each.is_promise_missed:
            yield Wait("promise_missed", "operator", "STATUS-06", each.period, {"period": each.period, "promised": str(each.promised_by)})


def _after_the_close(organization_id: str, in_force: Mapping[str, Sequence[Delivery]]) -> Iterator[Wait]:
    """Deliveries that count but came after their month was published as final: only a restatement takes them up."""
    for snapshot in releases.current_snapshots(organization_id):
        if snapshot.status == "provisional":
            continue
        used = {row["delivery_id"] for row in releases.inputs(snapshot.snapshot_id)}
        left = [each.delivery_id for held in in_force.values() for each in held if each.period == snapshot.period]
        late = sorted(set(left) - used)
        if late:
            where = {"organization": organization_id, "period": snapshot.period, "deliveries": ", ".join(late)}
            yield Wait("late_delivery", "operator", "STATUS-07", snapshot.period, where)


def _unpublished(organization_id: str) -> Iterator[Wait]:
    """Months whose last word in the ledger is a refusal of the computation or of the publication."""
    for event in refused_months(organization_id):
        where = {"period": str(event.period), "refusal": event.code or "-"}
        yield Wait("unpublished", "operator", "STATUS-08", str(event.period), where)


def _nobodys(organization: Organization) -> Iterator[Wait]:
    """Only their number: the name of a file that nobody declared may hold the name of a person."""
    count = sum(file.source_id is None for file in waiting(organization.id))
    if count:
        yield Wait("nobodys_file", "operator", "STATUS-09", "inbox", {"organization": organization.id, "count": str(count)})


def _broken(organization_id: str) -> Iterator[Wait]:
    found = standing_of(organization_id, "verify")
    if found and found.level == "error":
        where = {"organization": organization_id, "refusal": found.code or "-", "count": found.message}
        yield Wait("broken_chain", "operator", "STATUS-10", "verify", where)


def _failed(organization_id: str) -> Iterator[Wait]:
    for event in failed_tasks(organization_id):
        dag, task, problem = event.message.split(" ")
        yield Wait("failed_task", "operator", "STATUS-11", f"{dag} {task}", {"dag": dag, "task": task, "problem": problem})


def _undelivered(organization_id: str) -> Iterator[Wait]:
    """Reports in force of which the last attempt to send failed, or ended nobody knows how."""
    in_force = {each.snapshot_id for each in releases.current_snapshots(organization_id)}
    for each in dispatches.attempts(organization_id):
        parcel = each.parcel
        if each.outcome == "sent" or parcel.snapshot_id not in in_force:
            continue
        where = {"snapshot": parcel.snapshot_id, "edition": parcel.edition, "recipient": parcel.recipient}
        where |= {"refusal": each.code or "-"} if each.outcome == "failed" else {"organization": organization_id, "period": parcel.period}
        code = "DELIVER-06" if each.outcome == "failed" else "DELIVER-05"
        yield Wait("undelivered_report", "operator", code, f"{parcel.snapshot_id} {parcel.edition} {parcel.recipient}", where)


def _span(periods: Sequence[str]) -> str:
    return periods[0] if len(periods) == 1 else f"{periods[0]} - {periods[-1]} ({len(periods)})"

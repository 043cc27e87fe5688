"""check: rules on a decoded delivery; rows go to quarantine, or the whole delivery is refused and the last good one stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from seika.check import own, quarantine, waivers
from seika.check.again import counting_beside, reopen_stale
from seika.check.conserve import Counts, conserve
from seika.check.engine import Filled, columns_named, frame_of
from seika.check.page import write_page
from seika.check.quarantine import Findings
from seika.check.references import fill, wait_for_others
from seika.check.suite import Rule, load_rules, texts
from seika.config import load_organization
from seika.errors import BadData, NotReady
from seika.lineage import tells
from seika.log import events
from seika.store import lake, ledger
from seika.store.ledger import CheckResult, Delivery
from seika.store.stewardship import decisions_of, released_rows

log = events(__name__)


@dataclass(frozen=True)
class Checked:
    """What became of a delivery; counts are rows of its file and none for a rejected one."""

    delivery_id: str
    state: str
    accepted_count: int | None
    quarantined_count: int | None


@tells("check")
def check(delivery_id: str, today: date | None = None) -> Checked:
    """Return what became of a decoded delivery: accepted, with rows in quarantine where rules hold them back, or rejected.

    What was decided before is returned as it is. ``today`` (a day of Asia/Tokyo) says which waivers are
    in force; without it none is. Raises ``NotReady`` (``CHECK-05`` not decoded yet, ``CHECK-01`` another source must be
    accepted first), ``BadConfig`` for a wrong rule; the delivery then stays as it was.
    """
    delivery = ledger.delivery(delivery_id)
    if delivery.state == "received":
        raise NotReady("CHECK-05", delivery=delivery_id)
    if delivery.state == "decoded":
        delivery = _decided(delivery, today)
        write_page(delivery_id)
    return Checked(delivery_id, delivery.state, delivery.accepted_count, delivery.quarantined_count)


def unchecked(organization_id: str, source_id: str) -> list[str]:
    """Return the ids of decoded deliveries that wait for their check, in the order received.

    Those in force that were compared with a delivery that no longer counts wait for another check.
    """
    reopen_stale(organization_id, source_id)
    return [delivery.delivery_id for delivery in ledger.deliveries(organization_id, source_id, "decoded")]


def _decided(delivery: Delivery, today: date | None) -> Delivery:
    organization = load_organization(delivery.organization_id)
    wait_for_others(organization, delivery)
    filled = fill(load_rules(delivery.source_id), organization, delivery)
    columns = columns_named(filled, [*organization.contracts[delivery.source_id].columns])
    rows = lake.table(delivery, columns=[*columns, "row_number"])
    undecoded = lake.table(delivery, "quarantine")
    waived, let_through = waivers.in_force(organization, filled, today), released_rows(delivery.delivery_id)
    findings = quarantine.judge(frame_of(rows), filled, let_through, frozenset(waived))
    held_back = quarantine.table_of(delivery.delivery_id, undecoded, findings, filled)
    numbers = [table.column("row_number").to_numpy() for table in (rows, held_back)]
    counts = conserve(delivery.delivery_id, delivery.received_count or 0, *numbers)
    _judge_share(filled, findings, counts)
    lake.write(delivery, held_back, "quarantine")
    results = quarantine.undecoded_results(undecoded) + [findings.result(rule) for rule, _ in filled]
    ledger.add_check_results(delivery.delivery_id, results)
    _warn(delivery, filled, findings)
    refusal = _refusal(delivery, filled, findings)
    if refusal:
        return _rejected(delivery, refusal)
    _tell_held_back(delivery, counts, filled, results)
    seen = counting_beside(organization, delivery.source_id).get(delivery.period, "")
    decisions = decisions_of(let_through, waivers.used(waived, filled, findings))
    log.info("delivery.accepted", delivery=delivery.delivery_id, rows=counts.accepted, quarantined=counts.quarantined)
    return ledger.mark_accepted(delivery.delivery_id, counts.accepted, counts.quarantined, seen, decisions)


def _judge_share(filled: list[Filled], findings: Findings, counts: Counts) -> None:
    for rule, parameters in filled:
        if rule.type == own.VOLUME:
            findings.add_whole(rule, own.unusual_volume(counts.received, **parameters))
        if rule.type == own.SHARE:
            findings.add_whole(rule, own.quarantined_share(counts.quarantined, counts.received, **parameters))


def _refusal(delivery: Delivery, filled: list[Filled], findings: Findings) -> BadData | None:
    """Return the refusal by the first rule of the file that rejects; none where all hold."""
    for rule, _ in filled:
        if rule.action == "reject" and rule.id not in findings.waived and not findings.outcomes[rule.id].passed:
            count = len(findings.row_numbers[rule.id]) or None
            return BadData("CHECK-03", file=delivery.file_name, rule=rule.id, rows=count, **_said(rule))
    return None


def _rejected(delivery: Delivery, refusal: BadData) -> Delivery:
    _note(delivery, refusal.message("ja"), refusal.code, "error")
    log.warning("delivery.rejected", delivery=delivery.delivery_id, code=refusal.code, rule=refusal.where["rule"])
    return ledger.mark_rejected(delivery.delivery_id, refusal.code, refusal.message("ja"))


def _tell_held_back(delivery: Delivery, counts: Counts, filled: list[Filled], results: list[CheckResult]) -> None:
    if counts.quarantined:
        broken = [result for result in results if result.action == "quarantine" and result.failed_count]
        said = texts([rule for rule, _ in filled])
        rules = "; ".join(f"{result.rule_id} x{result.failed_count} ({said(result.rule_id)[0].ja})" for result in broken)
        told = BadData("CHECK-08", file=delivery.file_name, rows=counts.quarantined, received=counts.received, rules=rules)
        _note(delivery, told.message("ja"), told.code, "info")


def _warn(delivery: Delivery, filled: list[Filled], findings: Findings) -> None:
    for rule, _ in filled:
        broken = not findings.outcomes[rule.id].passed
        if rule.id in findings.waived and broken:
            told = BadData("CHECK-34", file=delivery.file_name, rule=rule.id, rows=len(findings.row_numbers[rule.id]))
            _note(delivery, told.message("ja"), told.code, "warning")
        elif rule.action == "warn" and broken:
            count = len(findings.row_numbers[rule.id]) or None
            told = BadData("CHECK-07", file=delivery.file_name, rule=rule.id, rows=count, **_said(rule))
            _note(delivery, told.message("ja"), told.code, "warning")


def _said(rule: Rule) -> dict[str, str]:
    return {"why": rule.why.ja, "why_en": rule.why.en, "todo": rule.do.ja, "todo_en": rule.do.en}


def _note(delivery: Delivery, message: str, code: str, level: Any) -> None:
    ledger.note(
        "check",
        delivery.organization_id,
        message,
        code=code,
        source_id=delivery.source_id,
        period=delivery.period,
        delivery_id=delivery.delivery_id,
        level=level,
    )

"""One look at an organization: sources, months and what waits for whom, on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from seika.config import Organization, load_organization
from seika.config.identity import STAFF_NUMBER
from seika.config.load import Label
from seika.config.operation import load_operation
from seika.status.deadlines import Expected, expected, missing
from seika.status.months import Month, months
from seika.status.waits import Wait, waits
from seika.store import ledger
from seika.store.ledger import Delivery


@dataclass(frozen=True)
class SourceStatus:
    """What has come of one source: deliveries, the rows of those accepted, and the months that are missing."""

    source_id: str
    label: Label
    is_required: bool
    files: int
    newest: str | None
    rows: int
    accepted: int
    quarantined: int
    refused: int
    in_work: int
    missing: tuple[Expected, ...]

    @property
    def late(self) -> tuple[Expected, ...]:
        """The missing months whose day is over."""
        return tuple(each for each in self.missing if each.is_overdue)


@dataclass(frozen=True)
class Status:
    """All of an organization on the day ``today``."""

    organization_id: str
    label: Label
    today: date
    sources: tuple[SourceStatus, ...]
    months: tuple[Month, ...]
    waits: tuple[Wait, ...]


def status(organization_id: str, today: date) -> Status:
    """Return what has arrived, what is missing and late, what is published when, and what waits for whom; nothing is changed."""
    organization, operation = load_organization(organization_id), load_operation(organization_id)
    deliveries = ledger.deliveries(organization_id)
    in_force = {source_id: ledger.accepted(organization_id, source_id) for source_id in organization.sources}
    wanted = expected(organization, deliveries, today, operation.close.days_off if operation.close else ())
    used = {source_id: held for source_id, held in in_force.items() if source_id != STAFF_NUMBER}  # no snapshot is made of that one
    held_months = months(organization, deliveries, used, today, operation.close)
    return Status(
        organization_id,
        organization.header.label,
        today,
        tuple(_source(organization, source_id, deliveries, wanted[source_id]) for source_id in organization.sources),
        tuple(held_months),
        tuple(waits(organization, operation, wanted, held_months, used)),
    )


def _source(organization: Organization, source_id: str, deliveries: list[Delivery], wanted: list[Expected]) -> SourceStatus:
    ours = [each for each in deliveries if each.source_id == source_id]
    accepted = [each for each in ours if each.state == "accepted"]
    refused = sum(each.state == "rejected" for each in ours)
    return SourceStatus(
        source_id=source_id,
        label=organization.sources[source_id].label,
        is_required=source_id in organization.header.required_sources,
        files=len(ours),
        newest=max((each.period for each in accepted), default=None),
        rows=sum(each.received_count or 0 for each in accepted),
        accepted=sum(each.accepted_count or 0 for each in accepted),
        quarantined=sum(each.quarantined_count or 0 for each in accepted),
        refused=refused,
        in_work=len(ours) - len(accepted) - refused,
        missing=tuple(missing(wanted)),
    )

"""The months: closed when, promised for when, released when, and what came after the close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from seika.config import Organization
from seika.config.operation import Close
from seika.period import TOKYO, Period, period_of
from seika.store import releases
from seika.store.ledger import Delivery
from seika.store.releases import Snapshot
from seika.workdays import working_days_between


@dataclass(frozen=True)
class Month:
    """One month of an organization: the promise measured, the snapshot in force, and the deliveries that came after the close.

    ``days_late`` are working days after the promise until the first release, or until today where nothing was released yet.
    ``late_deliveries`` came after the close; ``late_taken`` of them are in the snapshot in force, ``late_waiting`` wait for the next
    revision.
    """

    period: str
    closes_on: date | None
    promised_by: date | None
    released_at: datetime | None
    days_late: int
    snapshot_id: str | None
    status: str | None
    late_deliveries: int
    late_taken: int
    late_waiting: int

    @property
    def is_promise_missed(self) -> bool:
        """Whether nothing was released although the promised day is over."""
        return self.promised_by is not None and self.released_at is None and self.days_late > 0


def months(
    organization: Organization, deliveries: Sequence[Delivery], in_force: Mapping[str, Sequence[Delivery]], today: date, close: Close | None
) -> list[Month]:
    """Return every finished month that is published or promised, oldest first."""
    snapshots = releases.snapshots(organization.id)
    released = {each.period: each.created_at for each in reversed(snapshots)}
    current = {each.period: each for each in releases.current_snapshots(organization.id)}
    finished = Period(organization.header.first_period).until(period_of(today).plus(-1))
    promised = {month.text for month in finished if close and close.promised_by(month)}
    counting = {each.delivery_id for held in in_force.values() for each in held}
    return [
        _month(Period(text), close, released.get(text), current.get(text), _of(deliveries, text), counting, today)
        for text in sorted(promised | released.keys())
    ]


def _of(deliveries: Sequence[Delivery], text: str) -> list[Delivery]:
    return [each for each in deliveries if each.period == text and each.state == "accepted"]


def _month(
    period: Period,
    close: Close | None,
    released_at: datetime | None,
    snapshot: Snapshot | None,
    accepted: Sequence[Delivery],
    counting: set[str],
    today: date,
) -> Month:
    closes_on, promised_by = (close.closes_on(period), close.promised_by(period)) if close else (None, None)
    late = {each.delivery_id for each in accepted if closes_on and each.received_at.astimezone(TOKYO).date() > closes_on}
    taken = {row["delivery_id"] for row in releases.inputs(snapshot.snapshot_id)} if snapshot and late else set()
    until = released_at.astimezone(TOKYO).date() if released_at else today
    return Month(
        period=period.text,
        closes_on=closes_on,
        promised_by=promised_by,
        released_at=released_at,
        days_late=working_days_between(promised_by, until, close.days_off) if promised_by and close else 0,
        snapshot_id=snapshot.snapshot_id if snapshot else None,
        status=snapshot.status if snapshot else None,
        late_deliveries=len(late),
        late_taken=len(late & taken),
        late_waiting=len((late & counting) - taken),
    )

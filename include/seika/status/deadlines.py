"""When each extract was expected, and whether it came: by source and month, in working days of Asia/Tokyo."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from seika.config import Organization
from seika.config.identity import STAFF_NUMBER
from seika.period import TOKYO, Period, period_of
from seika.store.ledger import Delivery
from seika.workdays import working_day, working_days_between

State = Literal["accepted", "in_work", "refused", "late", "expected"]


@dataclass(frozen=True)
class Expected:
    """One month of a source: due when, came when (the first delivery that was accepted), how many working days late by then or by today.

    ``state`` of a month without an accepted delivery: ``in_work`` (not yet judged), ``refused``, ``late`` (nothing came and the day is
    over), ``expected`` (nothing came and there is time).
    """

    source_id: str
    period: str
    due: date
    state: State
    came: date | None
    days_late: int
    is_required: bool

    @property
    def is_overdue(self) -> bool:
        """Whether it is missing and its day is over."""
        return self.state != "accepted" and self.days_late > 0


def expected(
    organization: Organization, deliveries: Sequence[Delivery], today: date, days_off: Collection[date] = ()
) -> dict[str, list[Expected]]:
    """Return by source every month that was expected from the organization's first to the last finished one, oldest first.

    Of a source whose newest delivery holds the whole state, months before the newest accepted one are left out: nobody needs them.
    """
    last, required = period_of(today).plus(-1), organization.header.required_sources
    found: dict[str, list[Expected]] = {}
    for source_id, source in organization.sources.items():
        ours = [each for each in deliveries if each.source_id == source_id]
        first = Period(organization.header.first_period)
        if source_id == STAFF_NUMBER or organization.contracts[source_id].carries == "ledger":
            newest = max((each.period for each in ours if each.state == "accepted"), default=first.text)
            first = max(first, Period(newest))
        months = [month for month in first.until(last) if month.month in source.due.months]
        found[source_id] = []
        for month in months:
            due = working_day(month.next, source.due.working_day, days_off)
            state, came, late = _standing([each for each in ours if each.period == month.text], due, today, days_off)
            found[source_id].append(Expected(source_id, month.text, due, state, came, late, source_id in required))
    return found


def missing(months: Iterable[Expected]) -> list[Expected]:
    """Return of the months of a source those that have no accepted delivery."""
    return [each for each in months if each.state != "accepted"]


def _standing(deliveries: Sequence[Delivery], due: date, today: date, days_off: Collection[date]) -> tuple[State, date | None, int]:
    came = min((each.received_at.astimezone(TOKYO).date() for each in deliveries if each.state == "accepted"), default=None)
    late = working_days_between(due, came or today, days_off)
    return ("accepted" if came else _state(deliveries, late)), came, late


def _state(deliveries: Sequence[Delivery], days_late: int) -> State:
    if any(each.state in ("received", "decoded") for each in deliveries):
        return "in_work"
    if deliveries:
        return "refused"
    return "late" if days_late else "expected"

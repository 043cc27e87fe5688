"""Which deliveries count for a month, and which months can be computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from seika.canonical import hash_of
from seika.config import Organization
from seika.config.fact import load_facts
from seika.config.identity import STAFF_NUMBER
from seika.config.kpi import Window
from seika.errors import NotReady
from seika.period import Period, period_of
from seika.store import deletions, lake, ledger
from seika.store.ledger import Delivery
from seika.transform.windows import days_of

Accepted = Mapping[str, Sequence[Delivery]]


@dataclass(frozen=True)
class Extract:
    """A delivery that counts: what identifies it, what the ledger counted in it, and where its rows lie (paths or fsspec URLs)."""

    source_id: str
    period: str
    delivery_id: str
    sha256: str
    accepted_count: int
    quarantined_count: int
    rows: str
    quarantine: str | None
    staff_numbers: str | None = None  # the delivery by which numbers became people, where there is one
    decisions: str | None = None  # what people decided of its rows, where they did


def accepted(organization: Organization, cut_off: datetime | None = None) -> dict[str, list[Delivery]]:
    """Return by source what the ledger holds as accepted: the newest of each period, oldest period first."""
    # The ledger of staff numbers is used up when the others are decoded; no fact is made of it.
    return {source: ledger.accepted(organization.id, source, cut_off) for source in organization.sources if source != STAFF_NUMBER}


def choose(organization: Organization, period: Period, held: Accepted) -> list[Extract]:
    """Return the extracts that count for ``period``, by source and month.

    Of a source that carries its whole state the newest up to ``period``; of one that carries months each month that a window of a KPI
    over it reaches back to, but not before the organization's first period. Raises ``NotReady TRANSFORM-01`` naming what a
    required source lacks.
    """
    lacking = missing(organization, period, held)
    if lacking:
        raise NotReady("TRANSFORM-01", organization=organization.id, period=period, lacking=", ".join(lacking))
    erased = deletions.erased_rows(organization.id)
    return [
        _extract(each, STAFF_NUMBER in organization.sources, *erased.get(each.delivery_id, (0, 0)))
        for source in sorted(held)
        for each in _counting(organization, source, period, held[source])
    ]


def missing(organization: Organization, period: Period, held: Accepted) -> list[str]:
    """Return which required sources lack ``period``, as ``<source> <month>``; empty where it can be computed.

    An earlier month that lacks holds nothing back: what reaches over it says so (``spoken_of``).
    """
    required = organization.header.required_sources
    return [f"{source} {period}" for source in required if str(period) not in {delivery.period for delivery in held.get(source, ())}]


def computable(organization: Organization, held: Accepted) -> list[Period]:
    """Return every month that can be computed, oldest first."""
    newest = max((each.period for source in organization.header.required_sources for each in held.get(source, ())), default=None)
    if newest is None:
        return []
    months = Period(organization.header.first_period).until(Period(newest))
    return [month for month in months if not missing(organization, month, held)]


def input_hash(extracts: Sequence[Extract]) -> str:
    """Return the hash of what counts, in whatever order it came: source, month, bytes and counts of each extract.

    Staff numbers and what people decided are in it where there are any: two rows let through and held back instead of each other
    leave the counts as they were.
    """
    return hash_of(
        sorted(
            [each.source_id, each.period, each.sha256, each.accepted_count, each.quarantined_count]
            + [more for more in (each.staff_numbers, each.decisions) if more]
            for each in extracts
        )
    )


def _counting(organization: Organization, source: str, period: Period, held: Sequence[Delivery]) -> list[Delivery]:
    if organization.contracts[source].carries == "month":
        # of a source that may be late the months up to the newest that is there: what they say is stale, and says so
        newest = max((each.period for each in held if each.period <= str(period)), default=str(period))
        wanted = {str(month) for month in _wanted(organization, source, Period(newest))}
        there = [each for each in held if each.period in wanted]
        # over a month that lacks, some KPIs speak of an earlier month, and of what that one looks back to
        return there if len(there) == len(wanted) else [each for each in held if each.period <= str(period)]
    return [each for each in held if each.period <= str(period)][-1:]


def _wanted(organization: Organization, source: str, period: Period) -> list[Period]:
    if organization.contracts[source].carries == "ledger":
        return [period]
    starts = [
        period_of(days_of(window, period, wave=None).start).plus(-months_before)
        for window, months_before in _windows_over(organization, source)
    ]
    return list(max(min(starts, default=period), Period(organization.header.first_period)).until(period))


def _windows_over(organization: Organization, source: str) -> set[tuple[Window, int]]:
    """Return the windows of all KPIs that count anything of ``source``, with the months that their facts look back further.

    No older delivery can change a month's numbers.
    """
    facts, measures = load_facts(), organization.measures
    return {
        (window, facts[measures[name].fact].months_before)
        for kpi in organization.kpis.values()
        for version in kpi.versions
        for name in (version.numerator, version.denominator)
        if name and source in facts[measures[name].fact].sources
        for window in kpi.windows
    }


def _extract(delivery: Delivery, has_staff_numbers: bool, erased_accepted: int = 0, erased_quarantined: int = 0) -> Extract:
    return Extract(
        source_id=delivery.source_id,
        period=delivery.period,
        delivery_id=delivery.delivery_id,
        sha256=delivery.sha256,
        accepted_count=(delivery.accepted_count or 0) - erased_accepted,
        quarantined_count=(delivery.quarantined_count or 0) - erased_quarantined,
        rows=lake.url(delivery, "rows"),
        quarantine=lake.url(delivery, "quarantine") if lake.exists(delivery, "quarantine") else None,
        staff_numbers=lake.notes_of(delivery).get(STAFF_NUMBER) if has_staff_numbers else None,
        decisions=delivery.decisions,
    )

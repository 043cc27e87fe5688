"""Of which month a KPI speaks: the newest that all its sources know without a gap. No old number looks new, no part looks whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from seika.config import Organization
from seika.config.fact import Fact
from seika.config.kpi import KpiVersion, Window
from seika.period import Period, period_of
from seika.transform.choose import Extract
from seika.transform.windows import TO_DATE, days_of


def spoken_of(
    organization: Organization, facts: Mapping[str, Fact], extracts: Sequence[Extract], period: Period, version: KpiVersion, window: Window
) -> Period | None:
    """Return the newest month up to ``period`` for which everything is there that a KPI counts in a window; none where there is none.

    Earlier than ``period`` where the newest extract of a source is old (of windows that reach to the end of the month), and where one
    month of a source that carries months lacks while the window, or what its facts look back to, reaches over it.
    """
    held: dict[str, set[str]] = {}
    for each in extracts:
        held.setdefault(each.source_id, set()).add(each.period)
    sources = {
        source: max(facts[name].months_before for name in _facts(organization, version) if source in facts[name].sources)
        for name in _facts(organization, version)
        for source in facts[name].sources
        if source in held
    }
    known = [organization.sources[source].due.next_after(Period(max(held[source]))).plus(-1) for source in sources]
    newest = min([*known, period]) if window in TO_DATE else period
    months = Period(organization.header.first_period).until(newest)
    return next(
        (
            each
            for each in reversed(list(months))
            if not any(_gaps(organization, source, held[source], each, window, back) for source, back in sources.items())
        ),
        None,
    )


def _facts(organization: Organization, version: KpiVersion) -> set[str]:
    return {organization.measures[name].fact for name in (version.numerator, version.denominator) if name}


def _gaps(organization: Organization, source: str, held: set[str], period: Period, window: Window, months_before: int) -> list[Period]:
    """Return the months that lack of a source that carries months; one that is not required begins with its first extract."""
    if organization.contracts[source].carries != "month":
        return []
    begins = organization.header.first_period if source in organization.header.required_sources else min(held)
    return [
        each
        for each in _needed(window, period, months_before, Period(begins))
        if each.month in organization.sources[source].due.months and str(each) not in held
    ]


def _needed(window: Window, period: Period, months_before: int, begins: Period) -> Iterator[Period]:
    days = days_of(window, period, wave=None)
    return max(period_of(days.start).plus(-months_before), begins).until(period_of(days.end))

"""How the report says dates, numbers and states: eras and fiscal years as a ward writes them (``phrases.yml``)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from seika.config.load import Strict, load_yaml
from seika.period import Period, fiscal_year_of, period_of

Words = dict[str, str]


class Era(Strict):
    """An era and its first day."""

    name: str
    since: date


class Status(Strict):
    """A state as a word and as a shape, so that it needs no colour."""

    shape: str
    word: str

    @property
    def text(self) -> str:
        """Shape and word."""
        return f"{self.shape} {self.word}".strip()


class Phrases(Strict):
    """``phrases.yml``: every word that people read in a report."""

    eras: tuple[Era, ...]
    first_year: str
    dates: Words
    windows: Words
    snapshot_status: Words
    status: dict[str, Status]
    levels: Words
    unit_levels: Words
    directions: Words
    target: Words
    confidence: Words
    provenance: Words
    values: Words
    title: str
    heading: str
    edition: str
    revision: str
    simulated: str
    summary: Words
    sections: Words
    columns: Words
    marks: Words
    notes: Words
    made: Words
    sheets: Words
    pictures: Words


@cache
def phrases() -> Phrases:
    """Return the report's phrases; raises ``BadConfig`` with path and line for a wrong file."""
    return load_yaml(Path(__file__).with_name("phrases.yml"), Phrases)


def day_text(day: date) -> str:
    """Return a day with its era: 2019-05-01 is the first day of a year that is written as 'gan'."""
    return phrases().dates["day"].format(**_era_year(day), month=day.month, day=day.day)


def month_text(period: Period) -> str:
    """Return a month with its era, named by its last day (so April 2019 stays in the era before)."""
    return phrases().dates["month"].format(**_era_year(period.last_day), month=period.month)


def fiscal_year_text(fiscal_year: int) -> str:
    """Return a fiscal year with the era of its 1 May: the year of a change in May is written in the new era, as offices do."""
    return phrases().dates["fiscal_year"].format(**_era_year(date(fiscal_year, 5, 1)))


def span_text(window: str, first: date | None, last: date | None) -> str:
    """Return what a value speaks of: a day, a month, a fiscal year, or a stretch of months or days."""
    if first is None or last is None:
        return phrases().values["none"]
    if window == "wave":
        return phrases().dates["wave"].format(month=month_text(period_of(first)))
    if first == last:
        return day_text(first)
    begin, end = period_of(first), period_of(last)
    if first != begin.first_day or last != end.last_day:
        return _from_to(day_text(first), day_text(last))
    if begin == end:
        return month_text(begin)
    if begin.month == 4 and end == begin.plus(11):
        return fiscal_year_text(fiscal_year_of(first))
    return _from_to(month_text(begin), _later_month(begin, end))


def number_text(value: Decimal | int, decimals: int = 0) -> str:
    """Return a number with thousands separators; it is never rounded a second time, more digits are shown instead."""
    exact = Decimal(value).normalize()
    digits = -int(exact.as_tuple().exponent)
    return f"{exact:,.{max(decimals, digits, 0)}f}"


def _later_month(begin: Period, end: Period) -> str:
    if begin.year == end.year and _era_year(begin.last_day) == _era_year(end.last_day):
        return phrases().dates["same_year"].format(month=end.month)
    return month_text(end)


def _from_to(first: str, last: str) -> str:
    return phrases().dates["from_to"].format(first=first, last=last)


def _era_year(day: date) -> dict[str, str]:
    era = next(era for era in phrases().eras if era.since <= day)
    year = day.year - era.since.year + 1
    return {"era": era.name, "year": phrases().first_year if year == 1 else str(year)}

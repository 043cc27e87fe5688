"""Months and fiscal years of a Japanese public body, in Asia/Tokyo, always explicit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from seika.errors import BadData

TOKYO = ZoneInfo("Asia/Tokyo")
_FORM = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Period:
    """One calendar month, written ``YYYY-MM``; raises ``BadData PERIOD-01`` for any other form."""

    text: str

    def __post_init__(self) -> None:
        if not _FORM.fullmatch(self.text):
            raise BadData("PERIOD-01", value=self.text)

    def __str__(self) -> str:
        return self.text

    @property
    def year(self) -> int:
        """The calendar year."""
        return int(self.text[:4])

    @property
    def month(self) -> int:
        """The month, 1 to 12."""
        return int(self.text[5:])

    @cached_property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @cached_property
    def last_day(self) -> date:
        """The last day of the month."""
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> Period:
        """The month after."""
        return self.plus(1)

    @property
    def fiscal_year(self) -> int:
        """The fiscal year the month lies in, named by the April it starts in."""
        return fiscal_year_of(self.first_day)

    @property
    def fiscal_year_start(self) -> Period:
        """The April of its fiscal year."""
        return Period(f"{self.fiscal_year}-04")

    @property
    def calendar_year_start(self) -> Period:
        """The January of its calendar year."""
        return Period(f"{self.year}-01")

    def plus(self, months: int) -> Period:
        """Return the month ``months`` later (earlier where negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Period(f"{index // 12:04d}-{index % 12 + 1:02d}")

    def until(self, last: Period) -> Iterator[Period]:
        """Yield every month from this one to ``last``, both included."""
        month = self
        while month <= last:
            yield month
            month = month.next


def period_of(day: date) -> Period:
    """Return the month that ``day`` lies in."""
    return Period(f"{day.year:04d}-{day.month:02d}")


def fiscal_year_of(day: date) -> int:
    """Return the fiscal year (1 April to 31 March) of ``day``: 2025-03-31 lies in 2024."""
    return day.year - (day.month < 4)

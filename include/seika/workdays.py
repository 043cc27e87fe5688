"""The days on which the offices of public bodies are open, and deadlines counted in them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache
from itertools import islice

import holidays

from seika.period import Period


def is_day_off(day: date, besides: Collection[date] = ()) -> bool:
    """Return whether offices are closed: Saturday, Sunday, a national holiday (国民の祝日に関する法律), 29 December to 3 January.

    The turn of the year is what the ordinances on working hours of public bodies have; ``besides`` are further days of one body.
    """
    return day.weekday() >= 5 or _is_turn_of_year(day) or day in _national(day.year) or day in besides


def working_day(month: Period, number: int, besides: Collection[date] = ()) -> date:
    """Return the ``number``-th working day counted from the first day of ``month``, beyond its end where it has fewer."""
    days = (month.first_day + timedelta(days=offset) for offset in range(366))
    return next(islice((day for day in days if not is_day_off(day, besides)), number - 1, None))


def working_days_between(first: date, last: date, besides: Collection[date] = ()) -> int:
    """Return how many working days come after ``first`` up to ``last``; 0 where ``last`` is not later."""
    return sum(not is_day_off(first + timedelta(days=offset), besides) for offset in range(1, (last - first).days + 1))


@cache
def _national(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("JP", years=year))


def _is_turn_of_year(day: date) -> bool:
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)

"""The days on which a ward's offices are open: Monday to Friday without national holidays and the turn of the year."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays

from seika.period import Period

_TURN_OF_THE_YEAR = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


@cache
def days_of(period: Period) -> tuple[date, ...]:
    """Return every day of a month; everybody's days are the same objects, which keeps a whole ward in memory."""
    return tuple(period.first_day + timedelta(days=offset) for offset in range(period.last_day.day))


@cache
def is_day_off(day: date) -> bool:
    """Whether offices are closed: Saturday, Sunday, national holiday (国民の祝日に関する法律), 29 December to 3 January."""
    return day.weekday() >= 5 or (day.month, day.day) in _TURN_OF_THE_YEAR or day in _national(day.year)


@cache
def workdays(period: Period) -> tuple[date, ...]:
    """Return the days of a month on which offices are open."""
    return tuple(day for day in days_of(period) if not is_day_off(day))


@cache
def days_off(period: Period) -> tuple[date, ...]:
    """Return the days of a month on which offices are closed."""
    return tuple(day for day in days_of(period) if is_day_off(day))


@cache
def _national(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("JP", years=[year]))

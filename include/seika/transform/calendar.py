"""Which days are holidays and which working days, for the models: Japanese law and the custom of public bodies at the turn of the year."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from seika.period import Period
from seika.workdays import is_day_off

# Windows reach back two years at most beyond their month (the rolling twelve months of the year before).
_MONTHS_BACK = 36


def days(period: Period) -> list[dict[str, Any]]:
    """Return one row a day of the months that a window of ``period`` can reach: work_date, is_holiday and is_working_day.

    Holidays are Saturdays, Sundays, the national holidays (Act on National Holidays, from the library ``holidays``) and 29 December to
    3 January, as the ordinances on working hours of public bodies have them.
    """
    first = period.plus(-_MONTHS_BACK).first_day
    rows = []
    for number in range((period.last_day - first).days + 1):
        day = first + timedelta(days=number)
        off = is_day_off(day)
        rows.append({"work_date": day, "is_holiday": off, "is_working_day": not off})
    return rows

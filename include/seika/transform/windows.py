"""Which days a KPI's window means in a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from seika.config.kpi import Window
from seika.period import Period

# Windows that reach to the end of the month; the others end on a day of their own, which the cell names.
TO_DATE: frozenset[Window] = frozenset({"month", "month_end", "rolling_12_months", "fiscal_year_to_date", "calendar_year_to_date"})


@dataclass(frozen=True)
class Days:
    """The first and the last day of a window, both included."""

    start: date
    end: date


def days_of(window: Window, period: Period, wave: Period | None, not_before: date | None = None) -> Days:
    """Return the days that ``window`` means in ``period``.

    ``wave`` is the month of the newest survey (without one the wave is taken as the month's first day, and its KPIs have no data).
    ``not_before`` clips the start, for KPIs whose extracts begin with the organization's first period.
    """
    days = _days_of(window, period, wave)
    if not_before is None:
        return days
    return Days(min(max(days.start, not_before), days.end), days.end)


def _days_of(window: Window, period: Period, wave: Period | None) -> Days:
    last = period.last_day
    if window == "month":
        return Days(period.first_day, last)
    if window == "month_end":
        return Days(last, last)
    if window == "fiscal_year_to_date":
        return Days(period.fiscal_year_start.first_day, last)
    if window == "calendar_year_to_date":
        return Days(period.calendar_year_start.first_day, last)
    if window == "rolling_12_months":
        return Days(period.plus(-11).first_day, last)
    if window == "calendar_year":
        # In December the year ends on the month's last day, so it is the year of the month itself; else the one before.
        start = period.next.calendar_year_start.plus(-12)
        return Days(start.first_day, start.plus(11).last_day)
    if window == "june_first":
        june = Period(f"{period.year - (period.month < 6)}-06").first_day
        return Days(june, june)
    if window == "april_first":
        return Days(period.fiscal_year_start.first_day, period.fiscal_year_start.first_day)
    if window == "fiscal_year":
        # In March the year ends on the month's last day, so it is the year of the month itself; else the one before.
        start = period.next.fiscal_year_start.plus(-12)
        return Days(start.first_day, start.plus(11).last_day)
    base = (wave or period).first_day
    return Days(base, base)

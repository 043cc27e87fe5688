"""Deadlines in working days, by the calendar of years that people can look up."""

from __future__ import annotations

from datetime import date

import pytest

from seika.period import Period
from seika.workdays import is_day_off, working_day, working_days_between


@pytest.mark.parametrize(
    ("month", "number", "day"),
    [
        ("2026-10", 1, "2026-10-01"),
        ("2026-10", 5, "2026-10-07"),
        ("2026-01", 1, "2026-01-05"),  # 1 to 3 January: closed; the 4th is a Sunday
        ("2026-05", 3, "2026-05-08"),  # Golden Week: 4 and 5 May are holidays, 6 May in place of Constitution Day
        ("2026-09", 15, "2026-09-24"),  # 21 and 23 September are holidays, and so is the day between them
        ("2026-11", 30, "2026-12-15"),  # beyond the end of the month
    ],
)
def test_the_nth_working_day_of_a_month(month: str, number: int, day: str) -> None:
    assert working_day(Period(month), number) == date.fromisoformat(day)


def test_a_body_may_be_closed_on_further_days() -> None:
    holiday_of_tokyo = date(2026, 10, 1)
    assert working_day(Period("2026-10"), 1, {holiday_of_tokyo}) == date(2026, 10, 2)
    assert not is_day_off(holiday_of_tokyo)


def test_days_late_are_working_days_after_the_deadline() -> None:
    friday, monday = date(2026, 10, 9), date(2026, 10, 12)  # the Monday is a holiday
    assert working_days_between(friday, monday) == 0
    assert working_days_between(friday, date(2026, 10, 14)) == 2
    assert working_days_between(date(2026, 10, 14), friday) == 0

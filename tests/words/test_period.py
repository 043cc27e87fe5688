from datetime import date

import pytest

from seika.errors import BadData
from seika.period import Period, fiscal_year_of, period_of


@pytest.mark.parametrize("text", ["2026-9", "2026-13", "2026-00", "2026/09", "202609", "2026-09-01", "", " 2026-09", "2026-09\n"])
def test_only_a_month_written_as_year_and_two_digits_is_a_period(text: str) -> None:
    with pytest.raises(BadData) as refused:
        Period(text)
    assert refused.value.code == "PERIOD-01"


def test_a_full_width_month_is_refused_although_it_is_made_of_digits() -> None:
    with pytest.raises(BadData):
        Period("２０２６-０９")


@pytest.mark.parametrize(
    ("day", "fiscal_year"),
    [(date(2025, 3, 31), 2024), (date(2025, 4, 1), 2025), (date(2025, 12, 31), 2025), (date(2026, 1, 1), 2025)],
)
def test_a_fiscal_year_is_named_by_the_april_it_starts_in(day: date, fiscal_year: int) -> None:
    assert fiscal_year_of(day) == fiscal_year
    assert period_of(day).fiscal_year == fiscal_year


def test_the_last_day_knows_leap_years() -> None:
    assert [Period(f"{year}-02").last_day.day for year in (2023, 2024, 2100, 2000)] == [28, 29, 28, 29]
    assert Period("2025-12").last_day == date(2025, 12, 31)


def test_months_are_counted_across_years_in_both_directions() -> None:
    assert str(Period("2025-12").next) == "2026-01"
    assert str(Period("2026-01").plus(-13)) == "2024-12"


def test_until_gives_both_ends_and_nothing_where_the_end_lies_before() -> None:
    assert [str(month) for month in Period("2025-11").until(Period("2026-02"))] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert list(Period("2025-11").until(Period("2025-10"))) == []


def test_january_belongs_to_the_fiscal_year_before_and_to_its_own_calendar_year() -> None:
    january = Period("2026-01")
    assert str(january.fiscal_year_start) == "2025-04"
    assert str(january.calendar_year_start) == "2026-01"


def test_periods_are_ordered_in_time() -> None:
    assert sorted([Period("2026-01"), Period("2025-12"), Period("2025-04")])[0] == Period("2025-04")

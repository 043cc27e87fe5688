from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seika.disclosure import withhold

RATE = "male_childcare_leave_rate"


def cell(people: int | None, numerator: int | None = 1, denominator: int | None = None, **more: object) -> dict[str, object]:
    row = {
        "kpi_id": RATE,
        "window_id": "month",
        "unit_code": "1010",
        "status": "behind",
        "value": Decimal("50.0"),
        "target": Decimal("85.0"),
    }
    return row | {"people": people, "numerator": numerator, "denominator": denominator} | more


def test_a_cell_about_fewer_people_than_the_threshold_is_withheld_and_one_about_as_many_is_not() -> None:
    few, enough = withhold([cell(4), cell(5, window_id="month_end")], {RATE: 5}, {})
    assert few["status"] == "suppressed"
    assert enough == cell(5, window_id="month_end")


def test_nothing_of_a_withheld_cell_is_left_from_which_it_could_be_worked_out() -> None:
    (row,) = withhold([cell(4, 2, 4)], {RATE: 5}, {})
    assert [row[name] for name in ("numerator", "denominator", "value", "people")] == [None] * 4
    assert (row["unit_code"], row["target"]) == ("1010", Decimal("85.0"))


def test_a_unit_without_anybody_stays_without_record() -> None:
    empty = cell(0, 0, 0, value=None, status="no_data")
    assert withhold([empty], {RATE: 5}, {}) == [empty]


def test_minutes_of_somebody_who_has_left_the_unit_are_withheld_although_nobody_is_there() -> None:
    (row,) = withhold([cell(0, 1_260, 0, value=None, status="no_data")], {RATE: 10}, {})
    assert (row["numerator"], row["status"]) == (None, "suppressed")


def test_an_unknown_number_of_people_counts_as_none() -> None:
    assert withhold([cell(None, 3, 4)], {RATE: 1}, {})[0]["status"] == "suppressed"


def test_a_kpi_without_threshold_is_not_published_by_oversight() -> None:
    with pytest.raises(KeyError):
        withhold([cell(100)], {}, {})


def test_the_rows_handed_in_are_left_as_they_were() -> None:
    row = cell(1)
    withhold([row], {RATE: 5}, {})
    assert row == cell(1)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))), st.integers(1, 20))
def test_no_published_cell_speaks_of_fewer_people_than_allowed_but_of_somebody(cells: list[tuple[int, int, int]], minimum: int) -> None:
    units = [cell(*numbers, unit_code=str(place)) for place, numbers in enumerate(cells)]
    published = withhold(units, {RATE: minimum}, {})
    assert len(published) == len(cells)
    for row in published:
        if row["status"] != "suppressed":
            assert row["people"] >= minimum or not any(row[name] for name in ("people", "numerator", "denominator"))

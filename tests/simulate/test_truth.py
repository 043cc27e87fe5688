"""The oracle on a ward of seven people, every number worked out by hand."""

from datetime import date, datetime
from typing import Any

import pytest

from seika.config import load_organization
from seika.period import Period
from seika.simulate.people import Assignment, Child, Day, Evaluation, Leave, Person, Sheet, Spell, Training, Ward
from seika.simulate.truth import truth

GENERAL_AFFAIRS, PERSONNEL = "0101000", "0102000"
DEPARTMENT, WARD = "0100000", "0000000"


def person(number: str, rank: str = "staff", sex: str = "female", unit: str = GENERAL_AFFAIRS, **other: Any) -> Person:
    hired = other.pop("hired", date(2020, 4, 1))
    employment = other.pop("employment_type", "regular")
    assignments = [Assignment(max(hired, date(2024, 4, 1)), unit, rank)]
    return Person(number, "", "", sex, date(1985, 5, 5), hired, employment, "administrative", assignments=assignments, **other)


def day(on: date, overtime: int) -> Day:
    return Day(on, 510, 1035 + overtime, overtime, 0, False)


@pytest.fixture(scope="module")
def rows() -> dict[tuple[str, str, str, str], tuple[int, int | None, int, str | None]]:
    mover = person("1", days=[day(date(2025, 5, 7), 60), day(date(2025, 5, 20), 31)])
    mover.move(date(2025, 5, 16), PERSONNEL, "staff")
    manager = person("2", "section_head", days=[day(date(2025, 5, 7), 600)])
    father = person(
        "3", sex="male", children=[Child(1, date(2025, 4, 2), date(2025, 4, 2), [Spell(1, date(2025, 5, 1), date(2025, 5, 30))])]
    )
    earlier = person(
        "4", sex="male", children=[Child(1, date(2025, 3, 20), date(2025, 3, 20), [Spell(1, date(2025, 4, 10), date(2025, 4, 20))])]
    )
    leaver = person("5", days=[day(date(2025, 5, 7), 90)])
    leaver.leave_service(date(2025, 5, 15))
    newcomer = person("6", hired=date(2025, 5, 1), leaves=[Leave("annual", date(2025, 5, 9), date(2025, 5, 9), "day", 1)])
    appointed = person("7", employment_type="fiscal_year_appointed", days=[day(date(2025, 5, 7), 45)])
    mover.leaves = [
        Leave("annual", date(2025, 4, 3), date(2025, 4, 4), "day", 2),
        Leave("annual", date(2025, 5, 8), date(2025, 5, 8), "half_day", 1),
        Leave("annual", date(2025, 5, 9), date(2025, 5, 9), "hour", 3),
        Leave("annual", date(2025, 5, 12), date(2025, 5, 12), "day", 1, is_cancelled=True),
        Leave("sick", date(2025, 5, 13), date(2025, 5, 13), "day", 1),
    ]
    manager.trainings = [
        Training(2025, "x", "mandatory", date(2025, 4, 15), date(2026, 2, 28), False, date(2025, 5, 31)),
        Training(2025, "y", "mandatory", date(2025, 4, 15), date(2025, 5, 1), False, date(2025, 5, 2)),
        Training(2025, "z", "mandatory", date(2025, 4, 15), date(2026, 2, 28), True, None),
        Training(2025, "v", "voluntary", date(2025, 4, 15), date(2026, 2, 28), False, date(2025, 5, 2)),
    ]
    manager.evaluations = [Evaluation(2024, date(2025, 3, 31), date(2025, 4, 15), True, "A", date(2025, 4, 15))]
    father.evaluations = [Evaluation(2024, date(2025, 3, 31), date(2025, 4, 15), True, "A", date(2025, 4, 16))]
    earlier.evaluations = [Evaluation(2024, date(2025, 3, 31), date(2025, 4, 15), False, None, None)]
    wave = date(2025, 5, 1)
    sheets = [
        Sheet("a", wave, datetime(2025, 5, 2), GENERAL_AFFAIRS, {"q01": 1, "q05": 1}, 30, "female"),
        Sheet("a", wave, datetime(2025, 5, 3), GENERAL_AFFAIRS, {"q01": 5, "q03": 5}, 30, "female"),
        Sheet("b", wave, datetime(2025, 5, 2), PERSONNEL, {"q01": 4, "q05": 2}, 30, "female"),
    ]
    people = [mover, manager, father, earlier, leaver, newcomer, appointed]
    found = truth(load_organization("shinagawa"), Ward("shinagawa", people, sheets), [Period("2025-05")])
    return {
        (row["kpi_id"], row["window_id"], row["unit_code"], row["period"]): (
            row["numerator"],
            row["denominator"],
            row["people"],
            row["value"],
        )
        for row in found
    }


@pytest.mark.parametrize(
    ("kpi_id", "window_id", "unit", "expected"),
    [
        # 60 + 31 of the mover and 90 of the leaver; manager and appointed do not count. At month end: 1, 3, 4, 6.
        ("overtime_hours_per_capita_month", "month", WARD, (181, 4, 4, "0.8")),
        ("overtime_hours_per_capita_month", "month", GENERAL_AFFAIRS, (150, 3, 3, "0.8")),
        ("overtime_hours_per_capita_month", "month", PERSONNEL, (31, 1, 1, "0.5")),
        # 16 + 4 + 3 hours of the mover; 1, 2, 3, 4 served from 1 April through; the newcomer did not.
        ("annual_leave_days_avg", "fiscal_year_to_date", DEPARTMENT, (23, 4, 4, "0.7")),
        ("annual_leave_days_avg", "fiscal_year_to_date", PERSONNEL, (23, 1, 1, "2.9")),
        # Two men began leave, one child was born in the year.
        ("male_childcare_leave_rate", "fiscal_year_to_date", WARD, (2, 1, 1, "200.0")),
        ("male_childcare_leave_rate_cohort", "fiscal_year_to_date", WARD, (1, 1, 1, "100.0")),
        # Last sheets only: a 5 (q01), b 4 and q05; q03 is reversed and no engagement item.
        ("engagement_score_mean", "wave", WARD, (11, 3, 2, "3.67")),
        ("engagement_positive_rate", "wave", WARD, (2, 3, 2, "66.7")),
        ("survey_response_rate", "wave", WARD, (2, 7, 7, "28.6")),
        ("evaluation_completion_rate", "fiscal_year", WARD, (1, 2, 2, "50.0")),
        # x in time; y too late; z exempt; v voluntary.
        ("mandatory_training_completion_rate", "fiscal_year_to_date", WARD, (1, 2, 1, "50.0")),
        ("headcount", "month_end", WARD, (5, None, 5, "5")),
        ("female_manager_rate", "april_first", WARD, (1, 1, 1, "100.0")),
        ("female_manager_rate", "april_first", PERSONNEL, (0, 0, 0, None)),
    ],
)
def test_the_oracle_agrees_with_the_hand(
    rows: dict[Any, Any], kpi_id: str, window_id: str, unit: str, expected: tuple[int, int | None, int, str | None]
) -> None:
    assert rows[kpi_id, window_id, unit, "2025-05"] == expected


def value_of(ward: Ward, period: str, kpi_id: str, window: str) -> tuple[int, int | None, int, str | None]:
    """Return the ward's own row of a KPI."""
    found = [
        row
        for row in truth(load_organization("shinagawa"), ward, [Period(period)])
        if (row["kpi_id"], row["window_id"], row["unit_code"]) == (kpi_id, window, WARD)
    ]
    (row,) = found
    return row["numerator"], row["denominator"], row["people"], row["value"]


def test_each_is_counted_once_in_the_main_post_and_where_the_definition_says() -> None:
    away, guest, both = (person(number, days=[day(date(2025, 5, 7), 60)]) for number in "123")
    away.assignments[-1].secondment, guest.assignments[-1].secondment = "out", "in"
    both.concurrent.append(Assignment(date(2025, 5, 1), PERSONNEL, "section_head"))
    found = truth(load_organization("setagaya"), Ward("setagaya", [away, guest, both], []), [Period("2025-05")])
    of_month = {(row["kpi_id"], row["unit_code"]): row["numerator"] for row in found if row["window_id"] == "month_end"}
    assert (of_month["headcount", WARD], of_month["headcount", PERSONNEL]) == (2, 0)
    assert of_month["seconded_staff_count", WARD] == 1
    assert [of_month["posted_staff_count", unit] for unit in (WARD, DEPARTMENT, GENERAL_AFFAIRS, PERSONNEL)] == [2, 2, 2, 1]


def test_of_two_sheets_of_one_moment_the_later_row_counts() -> None:
    wave, moment = date(2025, 5, 1), datetime(2025, 5, 2, 9)
    sheets = [Sheet("a", wave, moment, PERSONNEL, {"q01": points}, 30, "female") for points in (1, 4)]
    assert value_of(Ward("shinagawa", [], sheets), "2025-05", "engagement_score_mean", "wave") == (4, 1, 1, "4.00")


def test_a_reversed_engagement_item_is_turned_round() -> None:
    sheets = [Sheet("a", date(2025, 5, 1), datetime(2025, 5, 2, 9), PERSONNEL, {"q01": 3, "q11": 1}, 30, "female")]
    ward = Ward("shinagawa", [], sheets)
    assert value_of(ward, "2025-05", "engagement_score_mean", "wave") == (8, 2, 1, "4.00")
    assert value_of(ward, "2025-05", "engagement_positive_rate", "wave") == (1, 2, 1, "50.0")


def test_who_was_away_from_the_roster_for_a_day_did_not_serve_through_the_window() -> None:
    taken = [Leave("annual", date(2025, 5, 9), date(2025, 5, 9), "day", 1)]
    whole, gap = person("1", leaves=taken), person("2", leaves=taken)
    whole.move(date(2025, 5, 10), PERSONNEL, "staff")
    gap.assignments[-1].last = date(2025, 5, 9)
    gap.assignments.append(Assignment(date(2025, 5, 11), PERSONNEL, "staff"))
    assert value_of(Ward("shinagawa", [whole, gap], []), "2025-05", "annual_leave_days_avg", "fiscal_year_to_date") == (8, 1, 1, "1.0")


@pytest.mark.parametrize(
    ("child", "flow", "cohort"),
    [
        # Two children of one man in the year count once; leave for the second alone makes him one of the cohort.
        ([Child(1, date(2025, 4, 2), date(2025, 4, 2)), Child(2, date(2025, 4, 2), date(2025, 4, 2))], (0, 1), (0, 1)),
        ([Child(1, date(2025, 4, 2), date(2025, 4, 2), [Spell(1, date(2025, 5, 31), date(2025, 6, 9))])], (1, 1), (1, 1)),
        ([Child(1, date(2025, 4, 2), date(2025, 4, 2), [Spell(1, date(2025, 6, 1), date(2025, 6, 9))])], (0, 1), (0, 1)),
        # A second spell in the window is not a first one.
        (
            [
                Child(
                    1,
                    date(2025, 1, 2),
                    date(2025, 1, 2),
                    [Spell(1, date(2025, 1, 10), date(2025, 1, 12)), Spell(2, date(2025, 5, 1), date(2025, 5, 9))],
                )
            ],
            (0, 0),
            (0, 0),
        ),
    ],
)
def test_a_fathers_first_spell_counts_once(child: list[Child], flow: tuple[int, int], cohort: tuple[int, int]) -> None:
    ward = Ward("shinagawa", [person("1", sex="male", children=child), person("2", sex="female", children=child)], [])
    assert value_of(ward, "2025-05", "male_childcare_leave_rate", "fiscal_year_to_date")[:2] == flow
    assert value_of(ward, "2025-05", "male_childcare_leave_rate_cohort", "fiscal_year_to_date")[:2] == cohort


@pytest.mark.parametrize(
    ("period", "expected"), [("2026-03", (0, 0)), ("2026-04", (1, 1)), ("2027-02", (1, 1)), ("2027-03", (0, 0)), ("2027-04", (0, 0))]
)
def test_an_evaluation_speaks_of_the_fiscal_year_that_ended_last(period: str, expected: tuple[int, int]) -> None:
    sheet = Evaluation(2025, date(2026, 3, 31), date(2026, 4, 15), True, "A", date(2026, 4, 14))
    ward = Ward("shinagawa", [person("1", evaluations=[sheet])], [])
    assert value_of(ward, period, "evaluation_completion_rate", "fiscal_year")[:2] == expected

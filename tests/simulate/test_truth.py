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

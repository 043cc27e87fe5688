"""Rules that hold a delivery against what else was delivered: as functions of frames, and on deliveries that come one after the other."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from corpus import FOLDER
from door import KEY, lay

from seika.check import check, unchecked
from seika.check.across import drifted, too_many, unexplained_headcount, worked_days_off
from seika.decode import decode
from seika.receive import receive
from seika.store import ledger

DAYS = ["2025-03-31", "2025-04-30"]


def spells(*lines: str) -> pd.DataFrame:
    """Lines of ``key first-day last-day`` (no last day: it goes on)."""
    parts = [(line + " ").split(" ")[:3] for line in lines]
    frame = pd.DataFrame(parts, columns=["key", "start", "end"])
    return frame.assign(start=pd.to_datetime(frame["start"]), end=pd.to_datetime(frame["end"].replace("", None)))


def headcount(before: list[str], now: list[str]) -> tuple[bool, list[int]]:
    found = unexplained_headcount(spells(*now), "key", "start", "end", spells(*before), DAYS)
    return found.passed, list(found.failing)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (["a 2020-04-01"], ["a 2020-04-01", "b 2025-04-01"], (True, [])),
        (["a 2020-04-01", "b 2020-04-01"], ["a 2020-04-01", "b 2020-04-01 2025-03-31"], (True, [])),
        (["a 2020-04-01"], ["a 2020-04-01 2025-04-14", "a 2025-04-15"], (True, [])),
        (["a 2020-04-01"], ["a 2020-04-01", "b 2013-04-01"], (False, [1])),
        (["a 2020-04-01", "b 2020-04-01"], ["a 2020-04-01"], (False, [])),
        (["a 2020-04-01", "b 2020-04-01"], ["a 2020-04-01", "b 2020-04-01 2024-12-31"], (False, [])),
    ],
    ids=["hired", "left", "moved", "was there all along", "gone without a word", "left long ago, says only this roster"],
)
def test_opening_and_joiners_less_leavers_is_closing(before: list[str], now: list[str], expected: tuple[bool, list[int]]) -> None:
    assert headcount(before, now) == expected


def test_without_a_roster_of_the_month_before_there_is_nothing_to_add_up() -> None:
    assert unexplained_headcount(spells("a 2013-04-01"), "key", "start", "end", None, DAYS).passed


def test_a_mean_far_from_its_usual_is_told_and_three_months_are_needed_to_know_it() -> None:
    frame = pd.DataFrame({"overtime_minutes": [60, 60, None]})
    assert drifted(frame, "overtime_minutes", [1.0, 1.0, 1.0], 33, 300).passed is False  # hours before
    assert drifted(frame, "overtime_minutes", [50.0, 55.0, 400.0], 33, 300).passed
    assert drifted(frame, "overtime_minutes", [1.0, 1.0], 33, 300).passed


def test_more_respondents_than_staff_are_too_many() -> None:
    frame = pd.DataFrame({"respondent_key": ["a", "b", "b"]})
    assert [too_many(frame, "respondent_key", most).passed for most in (1, 2, None)] == [False, True, True]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, [0]),
        ({"is_cancelled": True}, []),
        ({"leave_unit_code": "hour"}, []),
        ({"person_key": "q"}, []),
        ({"to_date": "2025-04-08"}, []),
    ],
)
def test_work_within_a_day_off_is_told(change: dict[str, Any], expected: list[int]) -> None:
    row = {"person_key": "p", "from_date": "2025-04-07", "to_date": "2025-04-09", "leave_unit_code": "day", "is_cancelled": False, **change}
    frame = pd.DataFrame([row]).assign(from_date=pd.to_datetime(row["from_date"]), to_date=pd.to_datetime(row["to_date"]))
    worked = pd.DataFrame({"key": ["p", "p"], "day": pd.to_datetime(["2025-04-01", "2025-04-09"])})
    found = worked_days_off(frame, "person_key", "from_date", "to_date", {"leave_unit_code": "day", "is_cancelled": False}, worked)
    assert list(found.failing) == expected


@pytest.fixture
def ward(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    taken("roster", "shokuin_202504.csv", (FOLDER / "roster/plain.csv").read_bytes())


def taken(source: str, name: str, content: bytes) -> str:
    lay(name, content)
    (delivery_id,) = receive("shinagawa", source)
    decode(delivery_id)
    check(delivery_id)
    return delivery_id


def broken(delivery_id: str) -> set[str]:
    return {each.rule_id for each in ledger.check_results(delivery_id) if not each.passed}


def test_leave_that_came_first_is_checked_again_when_the_attendance_of_its_month_is_there(ward: None) -> None:
    rule = "leave.from_date.no_work_on_a_day_off"
    leave = taken("leave", "kyuka_202504.csv", (FOLDER / "leave/plain.csv").read_bytes())
    assert rule not in broken(leave)
    attendance = (FOLDER / "attendance/plain.csv").read_bytes()
    taken("attendance", "kintai_202504.csv", attendance.replace(b"R7.4.15", b"R7.4.3"))
    assert unchecked("shinagawa", "leave") == [leave]
    check(leave)
    assert rule in broken(leave)
    assert ledger.delivery(leave).state == "accepted"
    assert unchecked("shinagawa", "leave") == []

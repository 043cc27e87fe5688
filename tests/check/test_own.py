from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seika.check.own import later_ones, overlapping_spells, quarantined_share
from seika.check.suite import Outcome


def spells(rows: list[tuple[str, str, str | None]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["person_key", "from_date", "to_date"])
    days = {name: pd.to_datetime(frame[name]).astype("datetime64[ns]") for name in ("from_date", "to_date")}
    return frame.assign(row_number=range(2, len(rows) + 2), **days)


def failing(rows: list[tuple[str, str, str | None]]) -> list[int]:
    outcome = overlapping_spells(spells(rows), ["person_key"], "from_date", "to_date")
    assert outcome.passed == (len(outcome.failing) == 0)
    return list(outcome.failing)


def test_spells_that_follow_each_other_do_not_overlap() -> None:
    assert failing([("a", "2025-04-01", "2025-04-30"), ("a", "2025-05-01", None), ("b", "2025-04-15", None)]) == []


def test_both_days_belong_to_a_spell() -> None:
    assert failing([("a", "2025-04-01", "2025-04-30"), ("a", "2025-04-30", None)]) == [1]


def test_a_spell_without_end_goes_on_for_ever() -> None:
    assert failing([("a", "2026-04-01", None), ("a", "2025-04-01", None)]) == [0]


def test_a_short_spell_within_a_long_one_does_not_hide_the_next_overlap() -> None:
    rows = [("a", "2025-04-01", "2025-12-31"), ("a", "2025-05-01", "2025-05-10"), ("a", "2025-06-01", "2025-06-10")]
    assert failing(rows) == [1, 2]


def test_of_equal_spells_the_one_higher_up_in_the_file_stays() -> None:
    assert failing([("a", "2025-04-01", None), ("a", "2025-04-01", None)]) == [1]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 28), st.integers(0, 9)), min_size=1, max_size=9))
def test_overlaps_are_those_that_a_slow_look_at_every_pair_finds(drawn: list[tuple[str, int, int]]) -> None:
    rows = [(key, f"2025-01-{day:02d}", str(pd.Timestamp(2025, 1, day) + pd.Timedelta(days=length))) for key, day, length in drawn]
    frame = spells(rows)  # type: ignore[arg-type]
    order = frame.sort_values(["from_date", "row_number"]).index
    slow = [
        int(late)
        for place, late in enumerate(order)
        if any(
            frame.person_key[early] == frame.person_key[late] and frame.to_date[early] >= frame.from_date[late]
            for early in order[:place]
        )
    ]  # fmt: skip
    assert failing(rows) == sorted(slow)  # type: ignore[arg-type]


def test_of_rows_with_one_key_the_first_in_the_file_stays_whatever_the_order_of_the_frame() -> None:
    frame = pd.DataFrame({"key": ["x", "x", "y", "x"], "row_number": [9, 2, 3, 5]})
    found = Outcome(False, [0, 1, 3])
    assert list(later_ones(frame, found, {"column": "key"}).failing) == [0, 3]


def test_a_row_that_is_held_back_already_does_not_push_out_its_twin() -> None:
    frame = pd.DataFrame({"key": ["x", "x"], "row_number": [2, 3]})
    outcome = later_ones(frame.iloc[1:], Outcome(False, [0, 1]), {"column_list": ["key"]})
    assert outcome.passed and len(outcome.failing) == 0


@pytest.mark.parametrize(("held_back", "received", "passed"), [(50, 100, True), (51, 100, False), (0, 1, True), (1, 1, False)])
def test_half_of_the_rows_may_be_held_back_and_no_more(held_back: int, received: int, passed: Any) -> None:
    assert quarantined_share(held_back, received, 50).passed is passed

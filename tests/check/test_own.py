from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seika.check.own import later_ones, outside_spells, overlapping_spells, quarantined_share, unusual_volume
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


def test_rows_that_a_rule_does_not_speak_of_may_overlap_and_be_there_again() -> None:
    frame = spells([("a", "2025-04-01", None), ("a", "2025-04-01", None), ("a", "2025-05-01", None), ("a", "2025-06-01", None)])
    frame = frame.assign(kind=pd.array([None, "beside", "beside", "main"], pd.StringDtype()))
    beside = {"column": "kind", "value": "beside"}
    assert list(overlapping_spells(frame, ["person_key"], "from_date", "to_date", beside).failing) == [3]
    keys: dict[str, Any] = {"column_list": ["person_key", "from_date"]}
    assert list(later_ones(frame, Outcome(False, [0, 1]), keys).failing) == [1]
    assert list(later_ones(frame, Outcome(False, [0, 1]), {**keys, "apart_from": beside}).failing) == []


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


def spells_of(rows: list[tuple[str, str, str | None]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["key", "start", "end"])
    return frame.assign(start=pd.to_datetime(frame["start"]), end=pd.to_datetime(frame["end"]))


def outside(rows: list[tuple[str, str | None]], known: list[tuple[str, str, str | None]]) -> list[int]:
    frame = pd.DataFrame(rows, columns=["person_key", "work_date"])
    frame = frame.assign(person_key=frame["person_key"].astype("category"), work_date=pd.to_datetime(frame["work_date"]))
    return list(outside_spells(frame, "person_key", "work_date", spells_of(known), date(2025, 4, 1), date(2025, 4, 30)).failing)


def test_a_day_before_between_and_after_the_spells_of_somebody_is_outside() -> None:
    known = [("a", "2025-04-03", "2025-04-10"), ("a", "2025-04-20", None), ("b", "2020-04-01", "2025-04-15")]
    rows = [("a", "2025-04-02"), ("a", "2025-04-03"), ("a", "2025-04-10"), ("a", "2025-04-11"), ("a", "2025-04-30"), ("b", "2025-04-16")]
    assert outside(rows, known) == [0, 3, 5]


def test_a_post_beside_the_main_one_that_has_ended_hides_no_day_of_the_main_one() -> None:
    known = [("a", "2020-04-01", "2025-04-20"), ("a", "2025-04-02", "2025-04-05")]
    assert outside([("a", "2025-04-01"), ("a", "2025-04-05"), ("a", "2025-04-06"), ("a", "2025-04-21")], known) == [3]


def test_somebody_unknown_and_a_row_without_a_day_are_the_business_of_other_rules() -> None:
    assert outside([("nobody", "2025-04-02"), ("a", None), ("a", "2025-04-01")], [("a", "2025-04-02", None)]) == [2]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 28)), min_size=1, max_size=20),
    st.dictionaries(st.sampled_from("abc"), st.tuples(st.integers(1, 28), st.integers(1, 28)), max_size=3),
)
def test_days_outside_are_those_that_a_plain_reading_finds(rows: list[tuple[str, int]], known: dict[str, tuple[int, int]]) -> None:
    ordered = {key: (min(pair), max(pair)) for key, pair in known.items()}
    spells = [(key, f"2025-04-{first:02d}", f"2025-04-{last:02d}") for key, (first, last) in ordered.items()]
    expected = [place for place, (key, day) in enumerate(rows) if key in ordered and not ordered[key][0] <= day <= ordered[key][1]]
    assert outside([(key, f"2025-04-{day:02d}") for key, day in rows], spells) == expected


@pytest.mark.parametrize(("count", "passed"), [(499, False), (500, True), (1400, True), (1401, False)])
def test_a_delivery_far_from_the_months_before_is_unusual(count: int, passed: bool) -> None:
    assert unusual_volume(count, [900, 1000, 1100], 50, 140).passed is passed


def test_with_fewer_than_three_months_before_nothing_is_unusual() -> None:
    assert unusual_volume(1, [1000, 1000], 50, 140).passed

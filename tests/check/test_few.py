"""What a rule says of distinct values, spread over the rows again, against plain pandas on all rows."""

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from seika.check import few
from seika.check.suite import Outcome, Rule

TEXTS = st.lists(st.sampled_from(["a", "b", "c", None]), max_size=30)


def rule(kind: str) -> Rule:
    said = {"ja": "w", "en": "w"}
    return Rule.model_validate(
        {"id": "s.c.r", "expect": {"type": kind}, "action": "quarantine", "why": said, "do": said, "protects": (), "history": ()}
    )


def frame_of(texts: list[str | None], numbers: list[int | None]) -> pd.DataFrame:
    length = min(len(texts), len(numbers))
    return pd.DataFrame({"text": pd.Series(texts[:length], dtype="category"), "number": pd.Series(numbers[:length], dtype="float64")})


NUMBERS = st.lists(st.sampled_from([0, 1, 2, None]), max_size=30)


@given(TEXTS, NUMBERS)
def test_every_combination_of_values_is_seen_once_and_spread_to_all_its_rows(texts: list[str | None], numbers: list[int | None]) -> None:
    frame = frame_of(texts, numbers)
    rows = few.Distinct(frame)
    for columns in (("text",), ("number",), ("text", "number")):
        seen = few.of_values(rows, columns) if len(columns) > 1 else few.of_column(rows, columns[0])
        assert not seen.frame.duplicated().any()
        for place in range(len(seen.frame)):
            wanted: Any = np.ones(len(frame), dtype=bool)
            for column in columns:
                value = seen.frame[column].iloc[place]
                wanted &= (frame[column].isna() if pd.isna(value) else frame[column] == value).to_numpy()
            found = seen.spread(Outcome(False, np.array([place])))
            assert found.failing.tolist() == np.flatnonzero(wanted).tolist() and found.failing.size


@given(TEXTS, NUMBERS)
def test_rows_whose_key_is_there_again_are_all_among_the_few(texts: list[str | None], numbers: list[int | None]) -> None:
    frame = frame_of(texts, numbers)
    seen = few.of_keys(few.Distinct(frame), ("text", "number"))
    again = np.flatnonzero(frame.duplicated(["text", "number"], keep=False).to_numpy())
    shown = seen.spread(Outcome(False, np.arange(len(seen.frame)))).failing
    assert set(again) <= set(shown.tolist()) and len(shown) <= len(again) + 1


def test_a_rule_that_depends_on_the_other_rows_or_has_no_value_sees_all_rows() -> None:
    frame = frame_of(["a", "b"], [1, 2])
    between = rule("expect_column_values_to_be_between")
    assert few.key_of(between, {"column": "number"}, frame) == ("column", ("number",))
    assert few.key_of(between, {"column": "number", "mostly": 0.9}, frame)[0] == "rows"
    assert few.key_of(between, {"column": "nowhere"}, frame)[0] == "rows"
    assert few.key_of(between, {"column": "number"}, frame_of(["a"], [None]))[0] == "rows"
    assert few.key_of(rule("expect_column_mean_to_be_between"), {"column": "number"}, frame)[0] == "rows"

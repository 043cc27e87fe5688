import logging
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from seika.check.engine import evaluate, frame_of
from seika.check.suite import Rule
from seika.errors import BadConfig


def rule(rule_id: str, **expect: Any) -> tuple[Rule, dict[str, Any]]:
    said = {"ja": "x", "en": "x"}
    made = Rule.model_validate(
        {"id": rule_id, "expect": expect, "action": "quarantine", "why": said, "do": said, "protects": [], "history": []}
    )
    return made, made.parameters


FRAME = pd.DataFrame({"minutes": [1.0, 5000.0, None], "name": pd.array(["a", "b", None], "string"), "row_number": [2, 3, 4]})


@pytest.mark.parametrize(
    "expect",
    [
        {"type": "expect_nothing_known", "column": "minutes"},
        {"type": "expect_column_values_to_be_between", "column": "minutes", "smallest": 1},
        {"type": "expect_column_values_to_be_between", "column": "not_there", "min_value": 1},
        {"type": "expect_column_values_to_be_between", "column": "name", "min_value": 1},
    ],
)
def test_a_rule_that_cannot_run_is_a_wrong_rule_and_never_one_that_passed(expect: dict[str, Any]) -> None:
    good = rule("attendance.minutes.good", type="expect_column_values_to_be_between", column="minutes", min_value=0)
    with pytest.raises(BadConfig, match="CHECK-04") as refusal:
        evaluate(FRAME, [good, rule("attendance.minutes.wrong", **expect)])
    assert refusal.value.where["rule"] == "attendance.minutes.wrong"


def test_a_rule_that_great_expectations_drops_because_another_expects_the_same_is_missed() -> None:
    expect = {"type": "expect_column_values_to_be_between", "column": "minutes", "max_value": 960}
    with pytest.raises(BadConfig, match="it was not evaluated"):
        evaluate(FRAME, [rule("attendance.minutes.one", **expect), rule("attendance.minutes.two", **expect)])


def test_nothing_of_a_value_is_kept_or_logged(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    with caplog.at_level(logging.INFO):
        outcomes = evaluate(FRAME, [rule("a.b.c", type="expect_column_values_to_be_in_set", column="name", value_set=["a"])])
    assert outcomes["a.b.c"].failing.tolist() == [1]
    assert (caplog.text, *capfd.readouterr()) == ("", "", "")


def test_a_day_without_end_and_integers_with_gaps_can_be_compared() -> None:
    rows = pa.table({"to": pa.array([date(9999, 12, 31), None], pa.date32()), "n": pa.array([1, None], pa.int64())})
    frame = frame_of(rows)
    assert frame["to"][0] > pd.Timestamp("2200-01-01") and pd.isna(frame["to"][1])
    assert (str(frame["to"].dtype), str(frame["n"].dtype)) == ("datetime64[ns]", "float64")

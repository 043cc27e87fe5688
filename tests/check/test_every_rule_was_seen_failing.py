"""Each rule of ``expectations/`` against a row made to break it: a rule that was never seen failing is not trusted."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
import yaml

from seika.check import across, own
from seika.check.engine import Filled, frame_of
from seika.check.quarantine import Findings, judge
from seika.check.suite import load_rules
from seika.config.contract import Contract
from seika.config.load import load_yaml

ROOT = Path(__file__).parents[2]
BREAKING: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("breaking.yml").read_text(encoding="utf-8"))
SOURCES = sorted(path.stem for path in (ROOT / "expectations").glob("*.yml"))
CASES = [(source, rule) for source in SOURCES for rule in BREAKING[source]["breaks"]]
DAYS = {"{previous_period_last_day}": date(2025, 3, 31), "{period_first_day}": date(2025, 4, 1), "{period_last_day}": date(2025, 4, 30)}
# Two people of the roster: one for ever, one who left the day before the month.
SPELLS = pd.DataFrame(
    {"key": ["p1", "p2"], "start": pd.to_datetime(["2000-04-01"] * 2), "end": pd.to_datetime([None, "2025-03-31"])},
)
KINDS = {"string": pa.string(), "int": pa.int64(), "date": pa.date32(), "timestamp": pa.timestamp("us"), "boolean": pa.bool_()}


WORKED = pd.DataFrame({"key": ["p1"], "day": pd.to_datetime(["2025-04-09"])})
# What other deliveries say, by the first key of the parameter that asks; nothing where a test of its own asks (test_across.py).
OTHERS = {
    "spells_of": SPELLS, "previous_months": [1000] * 6, "worked_days_of": WORKED, "people_in_service": 1,
    "previous_means_of": [], "spells_before": None,
}  # fmt: skip
BY_ITSELF = (own.SHARE, own.VOLUME, across.DRIFT, across.HEADCOUNT)


def filled(source_id: str) -> list[Filled]:
    def value(written: Any) -> Any:
        if isinstance(written, dict) and "reference" in written:
            return BREAKING["references"][written["reference"]]
        if isinstance(written, dict):
            return OTHERS.get(next(iter(written)), written)
        if isinstance(written, list):
            return [value(each) for each in written]
        return DAYS.get(written, written) if isinstance(written, str) else written

    return [(rule, {name: value(written) for name, written in rule.parameters.items()}) for rule in load_rules(source_id)]


def table(source_id: str, rows: list[dict[str, Any]]) -> pa.Table:
    contract = load_yaml(ROOT / "include/contracts" / f"{source_id}.yml", Contract)
    columns = {name: pa.array([row.get(name) for row in rows], KINDS[column.type]) for name, column in contract.columns.items()}
    numbers = pa.array(range(2, len(rows) + 2), pa.int64())
    return pa.table({**columns, "delivery_id": pa.array(["id"] * len(rows), pa.string()), "row_number": numbers})


def judged(source_id: str, rows: list[dict[str, Any]]) -> Findings:
    return judge(frame_of(table(source_id, rows)), filled(source_id))


def broken(findings: Findings) -> dict[str, list[int]]:
    return {rule: findings.row_numbers[rule].tolist() for rule, outcome in findings.outcomes.items() if not outcome.passed}


def test_every_rule_has_its_breaking_row() -> None:
    rules = {rule.id for source in SOURCES for rule in load_rules(source) if rule.type not in BY_ITSELF}
    assert len(SOURCES) == 22 and len(rules) > 30
    assert rules == {rule for _, rule in CASES}


@pytest.mark.parametrize("source_id", SOURCES)
def test_a_good_row_breaks_no_rule(source_id: str) -> None:
    assert broken(judged(source_id, [BREAKING[source_id]["good"]])) == {}


@pytest.mark.parametrize(("source_id", "rule_id"), CASES)
def test_the_row_made_to_break_a_rule_is_stopped_by_it_and_by_no_other(source_id: str, rule_id: str) -> None:
    good, changed = BREAKING[source_id]["good"], BREAKING[source_id]["breaks"][rule_id]
    rows = [] if changed == "none" else [good, {**good, **changed}]
    speaks_of_the_whole = changed == "none" or any(rule.id == rule_id and rule.type == across.AT_MOST for rule in load_rules(source_id))
    expected: dict[str, list[int]] = {rule_id: [] if speaks_of_the_whole else [3]}
    assert broken(judged(source_id, rows)) == expected


@pytest.mark.parametrize("source_id", SOURCES)
def test_empty_cells_where_they_are_allowed_break_no_rule(source_id: str) -> None:
    contract = load_yaml(ROOT / "include/contracts" / f"{source_id}.yml", Contract)
    empty = {name: None for name, column in contract.columns.items() if column.nullable}
    assert broken(judged(source_id, [{**BREAKING[source_id]["good"], **empty}])) == {}


def test_a_post_beside_the_main_one_may_overlap_and_a_second_main_one_may_not() -> None:
    good = BREAKING["roster"]["good"]
    beside = {**good, "post_kind_code": "concurrent"}
    assert broken(judged("roster", [good, beside, {**beside, "unit_code": "u1", "assigned_from_date": date(2020, 4, 1)}])) == {}
    assert broken(judged("roster", [beside, good, good])) == {"roster.assigned_from_date.once": [4]}


def test_a_broken_row_does_not_push_out_the_good_row_that_corrects_it() -> None:
    good = BREAKING["attendance"]["good"]
    found = broken(judged("attendance", [{**good, "overtime_minutes": 5000}, good]))
    assert found == {"attendance.overtime_minutes.plausible": [2]}


def test_a_long_list_of_allowed_values_finds_the_same_rows_as_a_short_one() -> None:
    good = BREAKING["attendance"]["good"]
    rules = [
        (rule, {**parameters, "value_set": [f"p{number}" for number in range(1, 500)]} if rule.id.endswith("on_roster") else parameters)
        for rule, parameters in filled("attendance")
    ]
    frame = frame_of(table("attendance", [good, {**good, "person_key": "nobody"}, {**good, "person_key": "p499"}]))
    assert broken(judge(frame, rules)) == {"attendance.person_key.on_roster": [3]}

"""Great Expectations behind one function: a frame and expectations in, positions of failing rows out; never a value."""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from seika.check import few
from seika.check.suite import Outcome, Rule, rules_path
from seika.errors import BadConfig

Filled = tuple[Rule, dict[str, Any]]
_IN_SET = "expect_column_values_to_be_in_set"
_FEW = 100
_TALKATIVE = "great_expectations.data_context.types.base"  # sets itself to INFO when it is imported
_FIRST_DAY, _LAST_DAY = date(1678, 1, 1), date(2261, 12, 31)


def frame_of(rows: pa.Table) -> pd.DataFrame:
    """Return a lake table as the frame that the expectations see, row by row in its order, the index counting from 0.

    Days are nanosecond timestamps and integers with gaps are floats, because for other types Great Expectations compares cell by cell
    in Python. Nothing is computed here that goes further, integers of the lake have at most 15 digits, and a day beyond the reach
    of nanoseconds (9999-12-31, no end) stands at its edge.
    """
    columns = {field.name: _reachable(rows.column(field.name)) for field in rows.schema}
    kinds = {pa.bool_(): pd.BooleanDtype(), pa.string(): pd.StringDtype()}
    frame: pd.DataFrame = pa.table(columns).to_pandas(types_mapper=kinds.get)
    return frame


def columns_named(filled: list[Filled], known: Iterable[str]) -> list[str]:
    """Return those of the ``known`` columns that the parameters of the rules name, in their order."""
    named: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, str):
            named.add(value)
        elif isinstance(value, dict):
            collect(list(value.values()))
        elif isinstance(value, list) and len(value) <= _FEW:
            for item in value:
                collect(item)

    for _, parameters in filled:
        collect(parameters)
    return [name for name in known if name in named]


def evaluate(frame: pd.DataFrame, rules: list[Filled]) -> dict[str, Outcome]:
    """Return the outcome of each rule (with its filled parameters) on ``frame``, by the rule's id.

    Raises ``BadConfig CHECK-04`` for a rule that Great Expectations does not know or cannot evaluate: a rule that did not run must
    not look like a rule that passed.
    """
    groups: dict[few.Key, list[Filled]] = defaultdict(list)
    for filled in rules:
        groups[few.key_of(*filled, frame)].append(filled)
    outcomes: dict[str, Outcome] = {}
    batches, rows = _batches(), few.Distinct(frame)
    for (kind, columns), group in groups.items():
        if kind == "column":
            continue
        if kind == "rows":
            seen = few.of_rows(frame, columns_named(group, frame.columns))
        else:
            seen = few.of_values(rows, columns) if kind == "values" else few.of_keys(rows, columns)
        outcomes |= {rule: seen.spread(outcome) for rule, outcome in _judged(batches, seen.frame, group).items()}
    return outcomes | _of_columns(batches, rows, {columns[0]: group for (kind, columns), group in groups.items() if kind == "column"})


def _of_columns(batches: Any, rows: few.Distinct, groups: dict[str, list[Filled]]) -> dict[str, Outcome]:
    """Return the outcomes of the rules that look at one column each, all in one batch: a batch costs more than its rules."""
    if not groups:
        return {}
    seen = {column: few.of_column(rows, column) for column in groups}
    side_by_side = pd.concat([each.frame for each in seen.values()], axis=1)  # what is missing below a shorter column breaks no rule
    found = _judged(batches, side_by_side, [filled for group in groups.values() for filled in group])
    return {rule.id: seen[column].spread(found[rule.id]) for column, group in groups.items() for rule, _ in group}


def _judged(batches: Any, frame: pd.DataFrame, rules: list[Filled]) -> dict[str, Outcome]:
    results = _validate(batches, *_with_marks(frame, rules))
    outcomes: dict[str, Outcome] = {}
    for result in results:
        rule = rules[result.expectation_config.meta["position"]][0]
        if result.exception_info.get("raised_exception", True):  # another shape of the same key: metric by metric
            raise _unusable(rule, "it could not be evaluated")
        found = result.result.get("unexpected_index_list")
        failing = None if found is None else np.unique(np.array(found, dtype=np.int64))
        outcomes[rule.id] = Outcome(bool(result.success), failing)
    missing = [rule for rule, _ in rules if rule.id not in outcomes]
    if missing or len(results) != len(rules):
        raise _unusable((missing or [rules[0][0]])[0], "it was not evaluated; does another rule expect the same?")
    return outcomes


@cache
def _batches() -> Any:
    """Return what Great Expectations makes its batches of; one a process, because each costs as much as a group of rules."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    # Before the import, which already tells hundreds of things about itself; one module then turns itself up again.
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import great_expectations as gx

    logging.getLogger(_TALKATIVE).setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    return context.data_sources.add_pandas("seika").add_dataframe_asset("delivery").add_batch_definition_whole_dataframe("whole")


def _validate(batches: Any, frame: pd.DataFrame, rules: list[Filled]) -> list[Any]:
    import great_expectations as gx
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    suite = gx.ExpectationSuite(name="delivery")
    for position, (rule, parameters) in enumerate(rules):
        try:
            suite.add_expectation_configuration(ExpectationConfiguration(type=rule.type, kwargs=parameters, meta={"position": position}))
        # Great Expectations raises pydantic errors and exceptions of its own for a wrong name or parameter.
        except Exception as error:  # noqa: BLE001
            raise _unusable(rule, type(error).__name__) from None
    batch = batches.get_batch({"dataframe": frame})
    kept = {"result_format": "COMPLETE", "include_unexpected_rows": False}
    return list(batch.validate(suite, result_format=kept).results)


def _with_marks(frame: pd.DataFrame, rules: list[Filled]) -> tuple[pd.DataFrame, list[Filled]]:
    """Return frame and rules so that days compare and long lists of allowed values (a roster) stand as a mark beside each row.

    Great Expectations copies its parameters hundreds of times, which for thousands of values costs more than all rules together.
    """
    marks: dict[str, Any] = {}
    ready: list[Filled] = []
    for rule, parameters in rules:
        column, allowed = parameters.get("column"), parameters.get("value_set")
        if rule.type == _IN_SET and column in frame and isinstance(allowed, list) and len(allowed) > _FEW:
            marks[rule.id] = frame[column].isin(allowed).astype("boolean").mask(frame[column].isna())
            parameters = {**parameters, "column": rule.id, "value_set": [True]}
        ready.append((rule, {name: _moment(value) for name, value in parameters.items()}))
    return frame.assign(**marks), ready


def _reachable(column: Any) -> Any:
    if column.type != pa.date32():
        return column
    first, last = pa.scalar(_FIRST_DAY), pa.scalar(_LAST_DAY)
    found = pc.min_max(column).as_py()
    if found["min"] is None or (found["min"] >= _FIRST_DAY and found["max"] <= _LAST_DAY):
        return column.cast(pa.timestamp("ns"))
    inside = pc.max_element_wise(pc.min_element_wise(column, last, skip_nulls=False), first, skip_nulls=False)
    return inside.cast(pa.timestamp("ns"))


def _moment(value: Any) -> Any:
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return datetime(value.year, value.month, value.day) if is_day else value  # noqa: DTZ001 days of Asia/Tokyo


def _unusable(rule: Rule, problem: str) -> BadConfig:
    return BadConfig("CHECK-04", file=rules_path(rule.id.split(".")[0]), rule=rule.id, problem=problem)

"""Fewer rows that a rule answers the same for: what a rule says of a value it says of every row that holds it.

A month of a large body has millions of rows and some hundreds of different times. Rules on values see each combination of their columns
once; rules on keys see only the rows whose key is there again; what they find is spread over all rows again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from seika.check.suite import Outcome, Rule

_VALUES = frozenset(
    {
        "expect_column_values_to_be_between",
        "expect_column_values_to_be_in_set",
        "expect_column_values_to_not_be_in_set",
        "expect_column_values_to_match_regex",
        "expect_column_values_to_not_match_regex",
        "expect_column_value_lengths_to_be_between",
        "expect_column_pair_values_a_to_be_greater_than_b",
        "expect_column_pair_values_to_be_equal",
        "expect_column_pair_values_to_be_in_set",
    }
)
_KEYS = frozenset({"expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique"})
_COLUMNS = ("column", "column_A", "column_B", "column_list")
_OF_ALL_ROWS = frozenset({"mostly", "row_condition", "condition_parser"})  # parameters that make an answer depend on the other rows

Key = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Few:
    """A frame with fewer rows; ``spread`` makes of an outcome on it the outcome on the whole frame."""

    frame: pd.DataFrame
    spread: Callable[[Outcome], Outcome]


def key_of(rule: Rule, parameters: dict[str, Any], frame: pd.DataFrame) -> Key:
    """Return how a rule may be answered (``values``, ``keys`` or ``rows``) and over which columns; equal keys share a frame."""
    named = [parameters[name] for name in _COLUMNS if name in parameters]
    columns = tuple(name for each in named for name in ([each] if isinstance(each, str) else each))
    is_known = columns and set(columns) <= set(frame.columns) and not _OF_ALL_ROWS & parameters.keys()
    kind = "values" if rule.type in _VALUES else "keys" if rule.type in _KEYS else "rows"
    # Great Expectations answers for itself where there is no value at all.
    return (kind, columns) if is_known and frame[list(columns)].notna().any().all() else ("rows", ())


def of_values(frame: pd.DataFrame, columns: tuple[str, ...]) -> Few:
    """Return each combination of values of ``columns`` once, in the order of their first rows."""
    if len(columns) == 1:
        codes, values = pd.factorize(frame[columns[0]], use_na_sentinel=False)
        return Few(pd.DataFrame({columns[0]: values}), lambda outcome: _spread(outcome, codes))
    codes, first = _codes(frame, columns)
    return Few(frame[list(columns)].iloc[first].reset_index(drop=True), lambda outcome: _spread(outcome, codes))


def of_keys(frame: pd.DataFrame, columns: tuple[str, ...]) -> Few:
    """Return the rows whose key is there more than once, and one other, so that there is something to look at."""
    is_repeated: Any = pd.Series(_combined(frame, columns)).duplicated(keep=False).to_numpy(copy=True)
    is_repeated[:1] = True
    places = np.flatnonzero(is_repeated)
    few = frame[list(columns)].iloc[places].reset_index(drop=True)
    return Few(few, lambda outcome: Outcome(outcome.passed, None if outcome.failing is None else places[outcome.failing]))


def of_rows(frame: pd.DataFrame, columns: list[str]) -> Few:
    """Return all rows of ``columns``."""
    return Few(frame[columns], lambda outcome: outcome)


def _codes(frame: pd.DataFrame, columns: tuple[str, ...]) -> tuple[Any, Any]:
    """Return a number for each row, from 0 on without gaps, equal where the values of ``columns`` are; and a row of each number."""
    codes, values = pd.factorize(_combined(frame, columns))
    first: Any = np.zeros(len(values), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return codes, first


def _combined(frame: pd.DataFrame, columns: tuple[str, ...]) -> Any:
    """Return a number for each row, equal where the values of ``columns`` are; no value is a value."""
    combined: Any = np.zeros(len(frame), dtype=np.int64)
    count = 1
    for column in columns:
        codes, values = pd.factorize(frame[column])
        if count * (len(values) + 1) >= 1 << 62:
            combined, known = pd.factorize(combined)
            count = len(known)
        combined, count = combined * (len(values) + 1) + (codes + 1), count * (len(values) + 1)
    return combined


def _spread(outcome: Outcome, codes: Any) -> Outcome:
    if outcome.failing is None or not len(outcome.failing):
        return outcome
    is_failing: Any = np.zeros(int(codes.max()) + 1, dtype=bool)
    is_failing[outcome.failing] = True
    return Outcome(outcome.passed, np.flatnonzero(is_failing[codes]))

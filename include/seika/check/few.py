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

_DENSE = 4  # possible keys a row, up to which they are counted
Key = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Few:
    """A frame with fewer rows; ``spread`` makes of an outcome on it the outcome on the whole frame."""

    frame: pd.DataFrame
    spread: Callable[[Outcome], Outcome]


def key_of(rule: Rule, parameters: dict[str, Any], frame: pd.DataFrame) -> Key:
    """Return how a rule may be answered and over which columns; equal keys share a frame.

    ``column``: over the values of one, ``values``: of several, ``keys``: over repeated keys, ``rows``: over all rows.
    """
    named = [parameters[name] for name in _COLUMNS if name in parameters]
    columns = tuple(name for each in named for name in ([each] if isinstance(each, str) else each))
    is_known = columns and set(columns) <= set(frame.columns) and not _OF_ALL_ROWS & parameters.keys()
    values = "values" if len(columns) > 1 else "column"
    kind = values if rule.type in _VALUES else "keys" if rule.type in _KEYS else "rows"
    # Great Expectations answers for itself where there is no value at all.
    return (kind, columns) if is_known and frame[list(columns)].notna().any().all() else ("rows", ())


class Distinct:
    """A frame whose columns are made distinct once, however many rules ask: a number a row, and the value of each number."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._known: dict[str, tuple[Any, Any]] = {}

    def of(self, column: str) -> tuple[Any, Any]:
        """Return the numbers of a column's rows, from 0 on without gaps, and its values in their order; no value is a value."""
        if column not in self._known:
            self._known[column] = pd.factorize(self.frame[column], use_na_sentinel=False)
        return self._known[column]


def of_column(rows: Distinct, column: str) -> Few:
    """Return each value of a column once, in the order of their first rows."""
    codes, values = rows.of(column)
    return Few(pd.DataFrame({column: values}), lambda outcome: _spread(outcome, codes))


def of_values(rows: Distinct, columns: tuple[str, ...]) -> Few:
    """Return each combination of values of ``columns`` once, in the order of their first rows."""
    codes, first = _codes(rows, columns)
    return Few(rows.frame[list(columns)].iloc[first].reset_index(drop=True), lambda outcome: _spread(outcome, codes))


def of_keys(rows: Distinct, columns: tuple[str, ...]) -> Few:
    """Return the rows whose key is there more than once, and one other, so that there is something to look at."""
    is_repeated = _repeated(*_combined(rows, columns))
    is_repeated[:1] = True
    places = np.flatnonzero(is_repeated)
    few = rows.frame[list(columns)].iloc[places].reset_index(drop=True)
    return Few(few, lambda outcome: Outcome(outcome.passed, None if outcome.failing is None else places[outcome.failing]))


def of_rows(frame: pd.DataFrame, columns: list[str]) -> Few:
    """Return all rows of ``columns``."""
    return Few(frame[columns], lambda outcome: outcome)


def _repeated(keys: Any, count: int) -> Any:
    """Return a mask of the keys that are there more than once; counting them is much faster where they are numbers without great gaps."""
    if count <= _DENSE * len(keys):
        return (np.bincount(keys, minlength=1) > 1)[keys]
    return pd.Series(keys).duplicated(keep=False).to_numpy(copy=True)


def _codes(rows: Distinct, columns: tuple[str, ...]) -> tuple[Any, Any]:
    """Return a number for each row, from 0 on without gaps, equal where the values of ``columns`` are; and a row of each number."""
    codes, values = pd.factorize(_combined(rows, columns)[0])
    first: Any = np.zeros(len(values), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return codes, first


def _combined(rows: Distinct, columns: tuple[str, ...]) -> tuple[Any, int]:
    """Return a number for each row, equal where the values of ``columns`` are, and a number that is above them all."""
    combined: Any = np.zeros(len(rows.frame), dtype=np.int64)
    count = 1
    for column in columns:
        codes, values = rows.of(column)
        if count * len(values) >= 1 << 62:
            combined, known = pd.factorize(combined)
            count = len(known)
        combined, count = combined * len(values) + codes, count * len(values)
    return combined, count


def _spread(outcome: Outcome, codes: Any) -> Outcome:
    if outcome.failing is None or not len(outcome.failing):
        return outcome
    is_failing: Any = np.zeros(int(codes.max()) + 1, dtype=bool)
    is_failing[outcome.failing] = True
    return Outcome(outcome.passed, np.flatnonzero(is_failing[codes]))

"""The ``where`` of a measure: comparisons of columns, literals and the window, nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from seika.config.kpi import Measure
from seika.errors import BadConfig

# what a condition may name of the window, and what the compiled SQL calls it
WINDOW = {
    "window_start": "window_of.start_date",
    "window_end": "window_of.end_date",
    "window_fiscal_year": "window_of.fiscal_year",
}
# Comparisons and their glue mean the same on every engine; functions, arithmetic and subqueries do not.
_ALLOWED = (
    exp.And, exp.Or, exp.Not, exp.Paren, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In, exp.Between, exp.Is,
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Tuple,
)  # fmt: skip
_YEARS_BEFORE = re.compile(r"window_end_minus_(\d{1,2})_years")
_WORD = re.compile(r"'(?:[^']|'')*'|[A-Za-z_][A-Za-z0-9_]*")


def checked_condition(measure_id: str, measure: Measure, columns: Mapping[str, str]) -> None:
    """Refuse a condition that names an unknown column (``KPI-01``) or is more than comparisons (``KPI-02``)."""
    if measure.where is None:
        return
    try:
        tree = sqlglot.parse_one(measure.where, dialect="duckdb", into=exp.Condition)
    except SqlglotError:
        raise BadConfig("KPI-02", measure=measure_id, part=measure.where) from None
    for node in tree.walk():
        if not isinstance(node, _ALLOWED):
            raise BadConfig("KPI-02", measure=measure_id, part=node.sql(dialect="duckdb"))
    for column in tree.find_all(exp.Column):
        if column.table or (column.name not in columns and _of_window(column.name) is None):
            raise BadConfig("KPI-01", measure=measure_id, column=column.sql(), fact=measure.fact)


def qualified(condition: str, columns: Mapping[str, str]) -> str:
    """Return a checked condition with its names led by ``fact.`` or the window's, otherwise as it was written."""

    def named(match: re.Match[str]) -> str:
        word = match.group()
        return _of_window(word) or (f"fact.{word}" if word in columns else word)

    return _WORD.sub(named, condition)


def _of_window(word: str) -> str | None:
    """Return what a word says of the window in SQL; none for a word that is none of the window's."""
    years = _YEARS_BEFORE.fullmatch(word)
    return f"window_of.end_date - interval '{int(years[1])}' year" if years else WINDOW.get(word)

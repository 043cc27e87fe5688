"""The rows that one measure counts in one cell, by the very declaration that counted them, and what they come to."""

# names in the SQL are those of the snapshot's own recipe
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seika.transform.compiled import literal, read_by, relation

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class CountedRow:
    """One row of a delivery that counts: by ``amount`` in a sum, by ``person`` (a number within this answer) where people are counted."""

    delivery_id: str
    row_number: int
    amount: int
    person: int


def relations(measure: Mapping[str, Any]) -> set[str]:
    """Return the models that a measure's rows are read from."""
    return {name for schema, name in read_by(measure["counted_sql"]) if schema == "main"} | {"dim_unit_ancestor"}


def rows_of(
    connection: duckdb.DuckDBPyConnection, measure: Mapping[str, Any], window: Mapping[str, Any], unit_code: str
) -> list[CountedRow]:
    """Return the rows that ``measure`` counts in a unit and all below it, by delivery and row number."""
    found = connection.execute(
        f"""
        {measure["counted_sql"]}
        select counted.delivery_id, counted.row_number, counted.amount, dense_rank() over (order by counted.person_key) as person
        from counted
        inner join {relation("dim_unit_ancestor")} as above on counted.unit_code = above.unit_code
        where above.ancestor_unit_code = {literal(unit_code)} and counted.window_id = {literal(window["window_id"])}
            and counted.start_date = cast({literal(window["start_date"])} as date)
        order by 1, 2, 3
        """
    )
    return [CountedRow(*row) for row in found.fetchall()]


def quantity(measure: Mapping[str, Any], rows: Sequence[CountedRow]) -> int:
    """Return what rows come to: the sum of their amounts, their number, or the number of their people."""
    aggregate = measure["aggregate"]
    if aggregate["sum"]:
        return sum(row.amount for row in rows)
    return len(rows) if aggregate["count"] == "rows" else len({row.person for row in rows})


def by_delivery(rows: Sequence[CountedRow]) -> dict[str, int]:
    """Return how many rows of each delivery count."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.delivery_id] = counts.get(row.delivery_id, 0) + 1
    return dict(sorted(counts.items()))

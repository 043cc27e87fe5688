"""The rows that one measure counts in one cell, by the very declaration that counted them, and what they come to."""

# names in the SQL are those of the snapshot's own recipe
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seika.config.kpi import MEMBER
from seika.exact import round_half_up
from seika.kpi import breakdown_sql
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


def measure_of(measures: Mapping[str, Any], measure_id: str) -> tuple[Mapping[str, Any], str | None]:
    """Return the declaration of a measure, and the code of the member where the id names one of a family."""
    family, _, member = measure_id.partition(MEMBER)
    return (measures[measure_id], None) if measure_id in measures else (measures[family], member)


def rows_of(
    connection: duckdb.DuckDBPyConnection,
    measure: Mapping[str, Any],
    member: str | None,
    window: Mapping[str, Any],
    cell: Mapping[str, Any],
) -> list[CountedRow]:
    """Return the rows that ``measure`` counts in a published cell, of its unit and all below it, by delivery and row number."""
    found = connection.execute(
        f"""
        {measure["counted_sql"]}
        select counted.delivery_id, counted.row_number, counted.amount, dense_rank() over (order by counted.person_key) as person
        from counted
        inner join {relation("dim_unit_ancestor")} as above
            on counted.unit_code = above.unit_code and counted.tree_from_date = above.tree_from_date
        where above.ancestor_unit_code = {literal(cell["unit_code"])} and above.tree_code = {literal(cell["tree_code"])}
            and counted.window_id = {literal(window["window_id"])}
            and counted.start_date = cast({literal(window["start_date"])} as date)
            and counted.end_date = cast({literal(window["end_date"])} as date)
            and {breakdown_sql(cell["breakdown_id"])} = {literal(cell["breakdown_code"])}
            and {"true" if member is None else f"counted.member_code = {literal(member)}"}
            and {"true" if measure["rolls_up"] else "above.unit_code = above.ancestor_unit_code"}
        order by 1, 2, 3
        """
    )
    return [CountedRow(*row) for row in found.fetchall()]


def quantity(measure: Mapping[str, Any], rows: Sequence[CountedRow]) -> int:
    """Return what rows come to: the sum of their amounts or its mean, their number, or the number of their people."""
    aggregate, amount = measure["aggregate"], sum(row.amount for row in rows)
    if aggregate["mean"]:
        return int(round_half_up(amount, len(rows), 0)) if rows else 0
    if aggregate["sum"]:
        return amount
    return len(rows) if aggregate["count"] == "rows" else len({row.person for row in rows})


def by_delivery(rows: Sequence[CountedRow]) -> dict[str, int]:
    """Return how many rows of each delivery count."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.delivery_id] = counts.get(row.delivery_id, 0) + 1
    return dict(sorted(counts.items()))

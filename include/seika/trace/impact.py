"""The other way: which published cells a delivery, a row, a person or a rule touches."""

# names in the SQL are those of the snapshot's own recipe
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from seika.config.kpi import MEMBER
from seika.decode.pseudonym import pseudonyms
from seika.errors import BadData
from seika.kpi import BREAKDOWN_IDS, breakdown_sql
from seika.store import recipes, releases
from seika.store.recipes import Recipe
from seika.store.releases import CELL_KEY
from seika.trace.access import Reader, note_look
from seika.trace.counted import relations
from seika.trace.mounted import Rows, extract, mounted
from seika.transform.compiled import literal, relation

if TYPE_CHECKING:
    import duckdb

_KINDS = ("person_key", "respondent_key")
_COUNTS = ("numerator", "denominator")


@dataclass(frozen=True)
class Asked:
    """What is asked for: one of a delivery's id, a row of a delivery, a person (staff number or pseudonym), a rule."""

    delivery: str | None = None
    row: tuple[str, int] | None = None
    person: str | None = None
    rule: str | None = None


@dataclass(frozen=True)
class Touched:
    """A published cell that would say otherwise without it (with it, for rows that a rule holds back), or counts one of its rows."""

    snapshot_id: str
    period: str
    key: tuple[str, ...]


def impact(organization_id: str, asked: Asked, reader: Reader) -> Iterator[Touched]:
    """Yield every cell of every snapshot that what is asked for touches, in the order of the chain.

    Each month is computed twice, by its own SQL: as it was, and without (a rule: with) the rows in question; so what a row does through
    another source is found, too. Which cells a row or a person is in is for auditors (``TRACE-02``) and logged. Raises ``TRACE-07``
    unless exactly one thing is asked for, ``STORE-14`` for a snapshot without a recipe.
    """
    if sum(each is not None for each in vars(asked).values()) != 1:
        raise BadData("TRACE-07")
    for snapshot in releases.snapshots(organization_id):
        recipe = recipes.recipe(snapshot)
        rows = _rows(recipe, asked)
        if not rows:
            continue
        if asked.row or asked.person:
            note_look(reader, snapshot, "row" if asked.row else "person")
        published = {tuple(row[name] for name in CELL_KEY) for row in releases.kpi_rows(snapshot.snapshot_id)}
        for key in sorted(_touched(recipe, asked, rows) & published):
            yield Touched(snapshot.snapshot_id, snapshot.period, key)


def _rows(recipe: Recipe, asked: Asked) -> Rows:
    """Return the rows in question among those of a month's extracts; for a delivery as a whole one that stands for all."""
    used = {each["delivery_id"]: each for each in recipe.extracts}
    if asked.delivery:
        return [(asked.delivery, 0)] if asked.delivery in used else []
    if asked.row:
        return [asked.row] if asked.row[0] in used else []
    found: list[tuple[str, int]] = []
    for told in used.values():
        found += _held_back(told, str(asked.rule)) if asked.rule else _of_person(recipe, told, str(asked.person))
    return found


def _held_back(told: Mapping[str, Any], rule_id: str) -> list[tuple[str, int]]:
    import duckdb

    place = extract(dict(told)).quarantine
    if place is None:
        return []
    sql = f"select distinct delivery_id, row_number from read_parquet({literal(place)}) where rule_id = {literal(rule_id)} order by 2"
    return [(row[0], row[1]) for row in duckdb.sql(sql).fetchall()]


def _of_person(recipe: Recipe, told: Mapping[str, Any], person: str) -> list[tuple[str, int]]:
    import duckdb

    wanted = [person, *(pseudonyms(recipe.organization_id, kind)(person) for kind in _KINDS)]
    types = recipes.definitions(recipe.definitions)["sources"][told["source_id"]]
    keys = [name for name in types if name.endswith("_key")]
    if not keys:
        return []
    one_of = f"({', '.join(literal(each) for each in wanted)})"
    condition = " or ".join(f"{name} in {one_of}" for name in keys)
    place = literal(extract(dict(told)).rows)
    return [
        (told["delivery_id"], row[0]) for row in duckdb.sql(f"select row_number from read_parquet({place}) where {condition}").fetchall()
    ]


def _touched(recipe: Recipe, asked: Asked, rows: Rows) -> set[tuple[str, ...]]:
    changes: dict[str, Rows] = {"back": rows} if asked.rule else {"without": rows}
    other = recipe
    if asked.delivery:
        other, changes = replace(recipe, extracts=[each for each in recipe.extracts if each["delivery_id"] != asked.delivery]), {}
    with mounted(other, _all_of(recipe), **changes) as connection:
        changed = _cells(connection)
        counted = _counting(connection, recipe, rows) if asked.rule else set()
    with mounted(recipe, _all_of(recipe)) as connection:
        before = _cells(connection)
        counted |= set() if asked.rule else _counting(connection, recipe, rows)
    return {key for key, numbers in before.items() if changed.get(key) != numbers} | counted


def _all_of(recipe: Recipe) -> set[str]:
    measures = recipes.definitions(recipe.definitions)["measures"].values()
    return {"kpi_value"}.union(*(relations(measure) for measure in measures))


def _cells(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, ...], tuple[Any, ...]]:
    columns = ", ".join((*CELL_KEY, *_COUNTS))
    found = connection.execute(f"select {columns} from {relation('kpi_value')}").fetchall()
    return {row[: len(CELL_KEY)]: row[len(CELL_KEY) :] for row in found}


def _counting(connection: duckdb.DuckDBPyConnection, recipe: Recipe, rows: Rows) -> set[tuple[str, ...]]:
    """Return the cells that count one of the rows themselves, whether or not that makes a difference."""
    measures = recipes.definitions(recipe.definitions)["measures"]
    window_table = recipe.declared["kpi_window"]
    windows = [dict(zip((name for name, _ in window_table["columns"]), values, strict=True)) for values in window_table["rows"]]
    ours = ", ".join(f"({literal(delivery)}, {literal(number or None)})" for delivery, number in rows)
    known = " union all ".join(f"select {literal(each)} as breakdown_id" for each in BREAKDOWN_IDS)
    parts = " ".join(f"when {literal(each)} then {breakdown_sql(each)}" for each in BREAKDOWN_IDS)
    found: set[tuple[str, ...]] = set()
    for name, measure in measures.items():
        in_cells = connection.execute(
            f"""
            {measure["counted_sql"]}
            select distinct counted.window_id, cast(counted.start_date as varchar), cast(counted.end_date as varchar),
                counted.member_code, above.tree_code, above.ancestor_unit_code, known.breakdown_id, case known.breakdown_id {parts} end
            from counted
            inner join (values {ours}) as asked (delivery_id, row_number)
                on counted.delivery_id = asked.delivery_id
                and (asked.row_number is null or counted.row_number = cast(asked.row_number as bigint))
            inner join {relation("dim_unit_ancestor")} as above
                on counted.unit_code = above.unit_code and counted.tree_from_date = above.tree_from_date
            cross join ({known}) as known
            """
        ).fetchall()
        for window_id, start, end, member, *place in in_cells:
            counted = f"{name}{MEMBER}{member}" if member else name
            found |= {
                (window["kpi_id"], window_id, *place)
                for window in windows
                if counted in (window["numerator_measure_id"], window["denominator_measure_id"])
                and (window["window_id"], window["start_date"], window["end_date"]) == (window_id, start, end)
            }
    return found

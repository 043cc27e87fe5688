"""A month as it was computed: its extracts, its configuration and its models, in a database that goes when it was looked at."""

# names in the SQL are those of the snapshot's own recipe
# ruff: noqa: S608
from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seika.errors import BadData
from seika.store import files, lake, ledger, recipes
from seika.store.recipes import Recipe
from seika.transform.choose import Extract
from seika.transform.compiled import DATABASE, Model, below, literal, run
from seika.transform.mount import mount_source

if TYPE_CHECKING:
    import duckdb

Rows = Sequence[tuple[str, int]]  # delivery and row number


@contextmanager
def mounted(recipe: Recipe, wanted: Iterable[str], without: Rows = (), back: Rows = ()) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a database with the models ``wanted`` and all that they stand on, as the snapshot's own SQL makes them.

    ``without`` are rows that shall not count this time, ``back`` are rows in quarantine that shall. Raises ``BadData STORE-10,
    TRACE-06`` where the lake no longer holds what counted.
    """
    import duckdb

    told = recipes.definitions(recipe.definitions)
    models, sources = below([Model(**each) for each in told["models"]], wanted)
    with tempfile.TemporaryDirectory(prefix="seika-trace-") as folder, duckdb.connect(":memory:") as connection:
        connection.execute(f"attach ':memory:' as {DATABASE}; use {DATABASE}; create schema lake; create schema config")
        for schema, name in sorted(sources):
            if schema == "lake":
                extracts = [extract(each) for each in recipe.extracts if each["source_id"] == name]
                mount_source(connection, name, told["sources"][name], extracts, Path(folder))
                if without or back:
                    mount_source(
                        connection,
                        f"whole_{name}",
                        told["sources"][name],
                        [replace(each, quarantine=None) for each in extracts],
                        Path(folder),
                    )
                    _change(connection, name, told["sources"][name], without, back)
            else:
                declare(connection, f"config.{name}", **recipe.declared[name])
        run(connection, models)
        yield connection


def declare(connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[Sequence[str]], rows: Iterable[Sequence[Any]]) -> None:
    """Make the table ``name`` of columns with their types and of rows as a recipe holds them."""
    connection.execute(f"create table {name} ({', '.join(f'{column} {kind}' for column, kind in columns)})")
    values = ", ".join("(" + ", ".join(map(literal, row)) + ")" for row in rows)
    if values:
        connection.execute(f"insert into {name} values {values}")


def extract(told: dict[str, Any]) -> Extract:
    """Return an extract of a recipe where it lies in the lake; raises ``BadData STORE-10`` or ``TRACE-06`` where it lies there no more."""
    delivery = ledger.delivery(told["delivery_id"])
    if not lake.exists(delivery):
        raise BadData("STORE-10", delivery=delivery.delivery_id, name="rows")
    known = {name: value for name, value in told.items() if name != "held_back"}
    return Extract(**known, rows=lake.url(delivery), quarantine=_held_back(told, delivery))


def _held_back(told: dict[str, Any], delivery: ledger.Delivery) -> str | None:
    """Return the quarantine of the check that counted then: a later check has written one of its own."""
    if "held_back" not in told:
        return None
    for number in range(delivery.check_number, 0, -1):
        url = lake.url(replace(delivery, check_number=number), "quarantine")
        if files.exists(f"{url}.sha256"):
            with files.opened(f"{url}.sha256") as stream:
                if stream.read().decode() == told["held_back"]:
                    return url
    raise BadData("TRACE-06", delivery=delivery.delivery_id)


def _change(connection: duckdb.DuckDBPyConnection, name: str, types: dict[str, str], without: Rows, back: Rows) -> None:
    """Let rows of ``lake.<name>`` not count, and rows that are held back count."""
    for label, rows in (("away", without), ("again", back)):
        declare(connection, f"lake.{label}_{name}", (("delivery_id", "varchar"), ("row_number", "bigint")), rows)
    (kind,) = connection.execute(f"select table_type from information_schema.tables where table_name = {literal(name)}").fetchone() or ("",)
    columns = ", ".join(types)
    connection.execute(
        f"""
        alter {"view" if kind == "VIEW" else "table"} lake.{name} rename to counted_{name};
        create view lake.{name} as
        select {columns} from lake.counted_{name} anti join lake.away_{name} using (delivery_id, row_number)
        union all
        select {columns} from lake.whole_{name}
        semi join lake.again_{name} using (delivery_id, row_number)
        anti join (select delivery_id, row_number from lake.counted_{name}) as counted using (delivery_id, row_number)
        """
    )

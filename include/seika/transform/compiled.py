"""The models of a build as the SQL that ran: run again without dbt, as a whole or only what one table stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

DATABASE = "build"  # by which name the models call the scratch database: the stem of its file
_RELATION = re.compile(rf'"{DATABASE}"\."(\w+)"\."(\w+)"')


@dataclass(frozen=True)
class Model:
    """One model: its name in schema ``main`` and its SQL, in which relations stand as ``"build"."schema"."name"``."""

    name: str
    sql: str
    is_table: bool


def relation(name: str) -> str:
    """Return how compiled SQL names a model."""
    return f'"{DATABASE}"."main"."{name}"'


def literal(value: object) -> str:
    """Return a value as SQL. Parameters and Arrow would bring in pandas, which takes longer than an answer about one number."""
    return "null" if value is None else "'" + str(value).replace("'", "''") + "'"


def read_by(sql: str) -> set[tuple[str, str]]:
    """Return the relations that compiled SQL reads, as schema and name."""
    return set(_RELATION.findall(sql))


def in_order(models: Sequence[Model]) -> list[Model]:
    """Return models in an order in which they can be made, the same whatever order they come in."""
    of_name = {model.name: model for model in sorted(models, key=lambda model: model.name)}
    reads = {name: sorted(read for schema, read in read_by(model.sql) if schema == "main") for name, model in of_name.items()}
    return [of_name[name] for name in TopologicalSorter(reads).static_order()]


def below(models: Sequence[Model], wanted: Iterable[str]) -> tuple[list[Model], set[tuple[str, str]]]:
    """Return the models that ``wanted`` stand on, themselves included, in the order of the build, and the sources these read."""
    of_name = {model.name: model for model in models}
    needed, sources, todo = set(), set(), list(wanted)
    while todo:
        name = todo.pop()
        if name in needed:
            continue
        needed.add(name)
        for schema, read in read_by(of_name[name].sql):
            if schema == "main":
                todo.append(read)
            else:
                sources.add((schema, read))
    return [model for model in models if model.name in needed], sources


def run(connection: duckdb.DuckDBPyConnection, models: Sequence[Model]) -> None:
    """Make the models in a database that is called ``build`` and holds what they read."""
    for model in models:
        kind = "table" if model.is_table else "view"
        connection.execute(f"create {kind} {relation(model.name)} as {model.sql}")

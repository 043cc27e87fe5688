"""Which columns a table's columns come from, by the SQL that ran: sqlglot with the schema given, from model to model to the lake.

A column's value comes *directly* from what is selected into it; which rows there are depends *indirectly* on what joins, filters,
groupings and windows look at, and that holds for every column of the table alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

DATABASE, MODELS = "build", "main"


class Source(NamedTuple):
    """A column of a table that is no model: ``schema`` is ``lake`` or ``config``."""

    schema: str
    table: str
    column: str


@dataclass(frozen=True)
class Columns:
    """A table's columns, in order, with the sources of their values; ``indirect`` are those that decide which rows there are."""

    direct: Mapping[str, frozenset[Source]]
    indirect: frozenset[Source]


def column_lineage(models: Sequence[Mapping[str, Any]], schemas: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, Columns]:
    """Return by model the sources of its columns; ``models`` (``name``, ``sql``) in the order of their build.

    ``schemas`` holds for ``lake`` and ``config`` the columns of each table. No SQL and no literal is in the result.
    """
    known = {schema: {table: dict.fromkeys(columns, "unknown") for table, columns in of.items()} for schema, of in schemas.items()}
    known[MODELS] = {}
    found: dict[str, Columns] = {}
    for model in models:
        made = _Query(model["sql"], known, found).columns()
        known[MODELS][model["name"]] = dict.fromkeys(made.direct, "unknown")
        found[model["name"]] = made
    return found


@dataclass
class _Query:
    """One model's query; what was found of a part of it is kept, for a common table is read many times."""

    sql: str
    known: Mapping[str, Mapping[str, Mapping[str, str]]]
    models: Mapping[str, Columns]
    parts: dict[int, Columns] = field(default_factory=dict)

    def columns(self) -> Columns:
        import sqlglot
        from sqlglot.optimizer.qualify import qualify
        from sqlglot.optimizer.scope import build_scope

        schema = {DATABASE: {name: dict(tables) for name, tables in self.known.items()}}
        parsed = sqlglot.parse_one(self.sql, dialect="duckdb")
        whole = build_scope(qualify(parsed, dialect="duckdb", schema=schema, quote_identifiers=False, identify=False))
        return self._of(whole)

    def _of(self, scope: Any) -> Columns:
        if id(scope) not in self.parts:
            # A part that reads itself would ask for itself: it is empty until it is known.
            self.parts[id(scope)] = Columns({}, frozenset())
            self.parts[id(scope)] = self._union(scope) if scope.set_operation_scopes else self._select(scope)
        return self.parts[id(scope)]

    def _union(self, scope: Any) -> Columns:
        left, right = (self._of(each) for each in scope.set_operation_scopes)
        # The columns of a union meet by place; the first query names them.
        direct = {name: above | below for (name, above), below in zip(left.direct.items(), right.direct.values(), strict=True)}
        return Columns(direct, left.indirect | right.indirect)

    def _select(self, scope: Any) -> Columns:
        direct: dict[str, frozenset[Source]] = {}
        decides: set[Source] = set()
        for selected in scope.expression.selects:
            direct[selected.alias_or_name] = frozenset().union(*(self._sources(scope, each) for each in _read(selected)))
        for each in _deciding(scope.expression):
            decides |= self._sources(scope, each)
        for source in scope.sources.values():
            decides |= self._table(source).indirect
        return Columns(direct, frozenset(decides))

    def _sources(self, scope: Any, column: Any) -> frozenset[Source]:
        held = _holding(scope, column.table)
        # A query inside a condition may speak of the one around it.
        if held is None:
            return self._sources(scope.parent, column) if scope.parent else frozenset()
        return self._table(held.sources[column.table]).direct.get(column.name, frozenset())

    def _table(self, source: Any) -> Columns:
        from sqlglot import exp

        if not isinstance(source, exp.Table):
            return self._of(source)
        if source.db == MODELS:
            return self.models[source.name]
        return Columns(
            {name: frozenset({Source(source.db, source.name, name)}) for name in self.known[source.db][source.name]}, frozenset()
        )


def _holding(scope: Any, table: str) -> Any:
    """Return the scope that knows ``table``: this one, or a query inside one of its expressions."""
    if table in scope.sources:
        return scope
    return next((found for each in scope.subquery_scopes if (found := _holding(each, table))), None)


def _read(expression: Any) -> Iterator[Any]:
    """Yield the columns that a selected expression reads, without those that only order or part its window."""
    from sqlglot import exp

    aside = {id(each) for window in expression.find_all(exp.Window) for each in _of_window(window)}
    return (column for column in expression.find_all(exp.Column) if id(column) not in aside)


def _deciding(query: Any) -> Iterator[Any]:
    """Yield the columns that joins, conditions, groupings and windows of a query look at."""
    from sqlglot import exp

    parts = [query.args.get(name) for name in ("where", "group", "having", "qualify")]
    parts += [join.args.get("on") for join in query.args.get("joins") or ()]
    for part in parts:
        yield from part.find_all(exp.Column) if part else ()
    for selected in query.selects:
        for window in selected.find_all(exp.Window):
            yield from _of_window(window)


def _of_window(window: Any) -> Iterator[Any]:
    from sqlglot import exp

    for part in [*(window.args.get("partition_by") or ()), window.args.get("order")]:
        yield from part.find_all(exp.Column) if part else ()

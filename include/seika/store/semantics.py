"""The declarations as a snapshot published them: definitions of KPIs, nodes and edges of the logic model, units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Connection, Date, Numeric, Table, Text, insert, select

from seika.canonical import hash_of
from seika.store import tables
from seika.store.database import transaction

Row = dict[str, Any]
Semantics = Mapping[str, Sequence[Mapping[str, Any]]]  # table → rows in the order of their keys
_DECIMALS = 4
_KINDS: dict[str, Any] = {"n": BigInteger, "b": Boolean, "d": Date, "v": Numeric(18, 4)}
# table: key, then columns; ``:n`` whole number, ``:b`` truth value, ``:d`` date, ``:v`` decimal, else text
_COLUMNS = {
    "kpi_definition": (
        "kpi_id",
        "kpi_id node_id label_ja label_en description_ja description_en unit_label_ja unit_label_en population_ja population_en"
        " is_provisional:b version_since numerator_measure_id denominator_measure_id multiply:n divide:n decimals:n windows direction"
        " minimum_people:n on_track_percent:n definition_document definition_place definition_confidence provenance reason document_id"
        " document_title document_sha256 place baseline:v baseline_period target:v target_final:v target_since target_due target_source"
        " target_moved_on broken_on",
    ),
    "logic_model_edge": (
        "source_node_id target_node_id",
        "source_node_id target_node_id source_label_ja source_label_en source_level target_label_ja target_label_en target_level"
        " provenance reason document_id document_title document_sha256 place",
    ),
    "logic_model_node": ("node_id", "node_id label_ja label_en level place position:n"),
    "unit": ("unit_code", "unit_code label_ja level parent_unit_code valid_from_date:d valid_to_date:d position:n merged_unit_code"),
}
NAMES = tuple(_COLUMNS)
# What a later version of Seika added stands last: a row without it is written, and hashes, as it did before.
_LATER = {"merged_unit_code"}
_REQUIRED = {"label_ja", "level", "position", "direction", "windows"}


def _table(name: str) -> Table:
    key, columns = _COLUMNS[name]
    keys = {"snapshot_id", *key.split()}
    made = [Column("snapshot_id", Text, primary_key=True), *(Column(each, Text, nullable=False) for each in ("organization_id", "period"))]
    for each in columns.split():
        column, _, kind = each.partition(":")
        made.append(Column(column, _KINDS.get(kind, Text), primary_key=column in keys, nullable=column not in keys | _REQUIRED))
    return Table(f"{name}_row", tables.metadata, *made, schema="kpi")


TABLES = {name: _table(name) for name in NAMES}


def columns_of(name: str) -> list[str]:
    """Return the columns of one table in their order, without the snapshot's id."""
    return [column.name for column in TABLES[name].columns if column.name != "snapshot_id"]


def semantics_hash(semantics: Semantics) -> str:
    """Return the SHA-256 of the four tables: the rows in the order of their keys, decimals with four places, dates as ISO text."""
    return hash_of(list(as_text(semantics).values()))


def as_text(semantics: Semantics) -> dict[str, list[list[Any]]]:
    """Return the tables as JSON can carry them (rows as lists of texts, whole numbers and truth values)."""
    return {name: [_written(name, row) for row in _ordered(name, semantics)] for name in NAMES}


def from_text(told: Mapping[str, Sequence[Sequence[Any]]]) -> dict[str, list[Row]]:
    """Return the tables of ``as_text`` with their decimals and dates; raises ``ValueError``, ``KeyError`` for anything else."""
    return {name: [_typed(name, _named(name, row)) for row in told[name]] for name in NAMES}


def write(connection: Connection, snapshot_id: str, semantics: Semantics) -> None:
    """Append the rows of a snapshot in the transaction that publishes it."""
    for name, rows in semantics.items():
        if rows:
            connection.execute(insert(TABLES[name]), [{**row, "snapshot_id": snapshot_id} for row in rows])


def read(snapshot_id: str) -> dict[str, list[Row]]:
    """Return the tables of one snapshot, rows in the order of their keys; empty ones for a snapshot of before there were any."""
    found = {}
    with transaction() as connection:
        for name, table in TABLES.items():
            rows = connection.execute(select(table).filter_by(snapshot_id=snapshot_id))
            found[name] = _ordered(name, {name: [dict(row._mapping) for row in rows]})
    return found


def _ordered(name: str, semantics: Semantics) -> list[Any]:
    # In Python: how a database sorts text depends on where it was made.
    key = _COLUMNS[name][0].split()
    rows: Iterable[Mapping[str, Any]] = semantics.get(name, ())
    return sorted(rows, key=lambda row: tuple(row[each] for each in key))


def _written(name: str, row: Mapping[str, Any]) -> list[Any]:
    return [_plain(row[column]) for column in columns_of(name) if column not in _LATER or row[column] is not None]


def _named(name: str, row: Sequence[Any]) -> Row:
    columns = columns_of(name)
    absent = [None] * sum(column in _LATER for column in columns[len(row) :])
    return dict(zip(columns, [*row, *absent], strict=True))


def _typed(name: str, row: Row) -> Row:
    kinds = {column.name: column.type for column in TABLES[name].columns}
    for column, value in row.items():
        if value is not None and isinstance(kinds[column], Numeric):
            row[column] = Decimal(value)
        elif value is not None and isinstance(kinds[column], Date):
            row[column] = date.fromisoformat(value)
    return row


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:.{_DECIMALS}f}"
    return value.isoformat() if isinstance(value, date) else value

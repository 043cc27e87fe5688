"""The published tables of one snapshot as CSV and Parquet: what is published and nothing else, the same bytes every time.

CSV is UTF-8 with a BOM and Japanese headings, for spreadsheets; text that a spreadsheet would take for a formula gets an apostrophe.
Parquet has the names of the database, exact decimals, and label and meaning of each column as metadata.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from seika.release.columns import Column, relations
from seika.store import files, releases, semantics
from seika.store.number_id import number_id
from seika.store.releases import Snapshot

Row = Mapping[str, Any]
# What the views say beside a snapshot's own rows changes with other snapshots and the clock.
_OF_OTHERS = frozenset({"previous_value", "year_ago_value", "year_on_year", "published_at"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TYPES = {
    "text": pa.string(), "bigint": pa.int64(), "integer": pa.int32(), "boolean": pa.bool_(), "date": pa.date32(),
    "numeric(18,4)": pa.decimal128(18, 4),
}  # fmt: skip


def tables(snapshot_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each table of a snapshot by its name, in the order in which they are exported, as published.

    Raises ``BadData STORE-11`` for an unknown snapshot.
    """
    snapshot = releases.snapshot(snapshot_id)
    of_snapshot = {"revision": snapshot.revision, "snapshot_status": snapshot.status}
    values = [row | of_snapshot | {"number_id": number_id(snapshot_id, row)} for row in releases.kpi_rows(snapshot_id)]
    outcomes = [row | of_snapshot for row in releases.outcome_rows(snapshot_id)]
    return {"kpi_value": values, "outcome_status": outcomes, **semantics.read(snapshot_id)}


def table_files(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file: ``<snapshot>-<table>.csv`` and ``.parquet``."""
    for name, rows in tables(snapshot.snapshot_id).items():
        yield f"{snapshot.snapshot_id}-{name}.csv", csv_bytes(name, rows)
        yield f"{snapshot.snapshot_id}-{name}.parquet", parquet_bytes(name, rows, snapshot)


def write_tables(snapshot_id: str, url: str) -> list[str]:
    """Write all tables of a snapshot below ``url`` (a folder or any fsspec URL) and return the names written, in order.

    Raises ``BadData STORE-11``.
    """
    written = []
    for file, content in table_files(releases.snapshot(snapshot_id)):
        files.write_whole(files.joined(url, file), lambda stream, content=content: stream.write(content))  # type: ignore[misc]
        written.append(file)
    return written


def csv_bytes(name: str, rows: Sequence[Row]) -> bytes:
    """Return a table as CSV: UTF-8 with BOM, Japanese headings, lines that end as spreadsheets write them."""
    columns = exported(name)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.label_ja for column in columns])
    writer.writerows([_text(row[column.name]) for column in columns] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def parquet_bytes(name: str, rows: Sequence[Row], snapshot: Snapshot) -> bytes:
    """Return a table as Parquet; its metadata name the snapshot and its hash, each column says label and meaning."""
    columns = exported(name)
    told = {"snapshot_id": snapshot.snapshot_id, "snapshot_hash": snapshot.snapshot_hash, "says_ja": relations()[name].says_ja}
    schema = pa.schema(
        [pa.field(each.name, _TYPES[each.type], metadata={"label_ja": each.label_ja, "says_ja": each.says_ja}) for each in columns], told
    )
    table = pa.Table.from_pylist([{each.name: row[each.name] for each in columns} for row in rows], schema)
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def exported(name: str) -> list[Column]:
    """Return the columns of a table that are exported: those of its view that speak of the snapshot alone."""
    return [column for column in relations()[name].columns if column.name not in _OF_OTHERS]


def _text(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(_FORMULA) and len(value) > 1:
        return f"'{value}"
    return value

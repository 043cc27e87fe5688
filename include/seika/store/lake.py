"""What was decoded: Parquet by organization, source, period and delivery, with row numbers of the file it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from seika.canonical import hash_stream
from seika.config import paths
from seika.errors import BadData
from seika.store import files
from seika.store.ledger import Delivery

if TYPE_CHECKING:
    import pandas as pd

QUARANTINE = pa.schema(
    [
        pa.field("delivery_id", pa.string(), nullable=False),
        pa.field("row_number", pa.int64(), nullable=False),
        pa.field("rule_id", pa.string(), nullable=False),
        pa.field("column_name", pa.string()),
        pa.field("stage", pa.string(), nullable=False),
    ]
)
_ROWS_A_GROUP = 122_880  # DuckDB's vector groups; fixed so that the bytes do not depend on how a table was built


def write(
    delivery: Delivery, rows: pa.Table, name: str = "rows", lake_url: str | None = None, notes: Mapping[str, str] | None = None
) -> str:
    """Write a table of a delivery as zstd Parquet and return its URL; the same rows give the same bytes.

    ``rows`` holds the contract's columns, ``delivery_id`` and ``row_number``; ``quarantine`` is brought to ``QUARANTINE``. Written
    again it is replaced as a whole; beside it lies its SHA-256. ``lake_url`` (here and below) is another lake than the settings say;
    ``notes`` are kept in the file.
    """
    if name == "quarantine":
        rows = rows.select(QUARANTINE.names).cast(QUARANTINE)
    where = url(delivery, name, lake_url)
    files.write_whole(where, partial(_fill, rows, notes or {}))
    with files.opened(where) as stream:
        sha256 = hash_stream(stream)
    files.write_whole(f"{where}.sha256", lambda stream: stream.write(sha256.encode()))
    return where


def is_whole(delivery: Delivery, name: str = "rows") -> bool:
    """Return whether a table of a delivery is there with the very bytes that were written; the file is streamed."""
    where = url(delivery, name)
    try:
        with files.opened(where) as stream, files.opened(f"{where}.sha256") as kept:
            return hash_stream(stream).encode() == kept.read()
    except FileNotFoundError:
        return False


def sha256(delivery: Delivery, name: str = "rows", lake_url: str | None = None) -> str:
    """Return the hash that was kept beside a table of a delivery when it was written; raises ``FileNotFoundError``."""
    with files.opened(f"{url(delivery, name, lake_url)}.sha256") as kept:
        return kept.read().decode()


def table(delivery: Delivery, name: str = "rows", columns: Sequence[str] | None = None, lake_url: str | None = None) -> pa.Table:
    """Return a table of a delivery as Arrow; raises ``BadData STORE-10`` where the lake lacks it.

    With ``columns`` only these are read, and each text is held once (dictionary-encoded): for tables of millions of rows.
    """
    with _opened(delivery, name, lake_url) as stream:
        return pq.read_table(stream, columns=columns, read_dictionary=columns).unify_dictionaries()


def notes_of(delivery: Delivery) -> dict[str, str]:
    """Return the notes that the rows of a delivery were written with; only the end of the file is read."""
    with _opened(delivery, "rows", None) as stream:
        return {key.decode(): value.decode() for key, value in (pq.read_metadata(stream).metadata or {}).items()}


def read(delivery: Delivery, name: str = "rows") -> pd.DataFrame:
    """Return a table of a delivery as a pandas frame: integers stay integers and flags stay flags where values are missing."""
    import pandas as pd

    kinds = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    frame: pd.DataFrame = table(delivery, name).to_pandas(types_mapper=kinds.get)
    return frame


def url(delivery: Delivery, name: str = "rows", lake_url: str | None = None) -> str:
    """Return where a table of a delivery lies: ``<lake>/<organization>/<source>/<period>/<delivery_id>/<name>.parquet``."""
    place = (delivery.organization_id, delivery.source_id, delivery.period, delivery.delivery_id)
    # Each check has its own quarantine: what was published by an earlier one can still be read.
    turn = f"-{delivery.check_number}" if name == "quarantine" and delivery.check_number > 1 else ""
    return files.joined(lake_url or paths.lake_url(), *place, f"{name}{turn}.parquet")


def checks(delivery: Delivery) -> list[Delivery]:
    """Return a delivery as each of its checks knew it, the first one first: each has a quarantine of its own."""
    return [replace(delivery, check_number=number) for number in range(1, delivery.check_number + 1)]


def exists(delivery: Delivery, name: str = "rows") -> bool:
    """Return whether the lake holds a table of a delivery."""
    return files.exists(url(delivery, name))


@contextmanager
def _opened(delivery: Delivery, name: str, lake_url: str | None) -> Iterator[BinaryIO]:
    try:
        with files.opened(url(delivery, name, lake_url)) as stream:
            yield stream
    except FileNotFoundError:
        raise BadData("STORE-10", delivery=delivery.delivery_id, name=name) from None


def _fill(rows: pa.Table, notes: Mapping[str, str], stream: BinaryIO) -> None:
    # Row numbers are all different and in order: differences take a twentieth of a dictionary's room.
    others = [name for name in rows.column_names if name != "row_number"]
    steps = {"row_number": "DELTA_BINARY_PACKED"} if len(others) < len(rows.column_names) else None
    with pq.ParquetWriter(
        stream,
        rows.schema,
        compression="zstd",
        use_dictionary=others,
        column_encoding=steps,
        store_schema=False,  # Arrow's own schema holds metadata of whoever made the table
    ) as writer:
        writer.write_table(rows, row_group_size=_ROWS_A_GROUP)
        if notes:
            writer.add_key_value_metadata(dict(notes))

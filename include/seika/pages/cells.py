"""Published cells as pages show them, read from the release database: only published columns, only the rows asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from seika.store import tables
from seika.store.database import transaction
from seika.store.releases import CELL_KEY

Row = dict[str, Any]
# What names a cell within its snapshot; organization and period are the snapshot's.
KEY = CELL_KEY
# What a cell says; the order is the pages'.
SAYS = ("numerator", "denominator", "value", "people", "target", "baseline", "status", "stale_since")
_PUBLISHED = (*KEY, "unit_level", "speaks_from", "speaks_to", *SAYS)


def key_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what names a cell within its snapshot."""
    return tuple(row[name] for name in KEY)


def cells(snapshot_id: str, **where: str) -> list[Row]:
    """Return the published cells of a snapshot that have the values of ``where``, in the order of their key."""
    ours = tables.kpi_value_row.c
    wished = select(*(ours[name] for name in _PUBLISHED)).where(ours.snapshot_id == snapshot_id)
    for name, value in where.items():
        wished = wished.where(ours[name] == value)
    with transaction() as connection:
        return [dict(row._mapping) for row in connection.execute(wished.order_by(*(ours[name] for name in KEY)))]


def series(snapshot_ids: Sequence[str], **where: str) -> dict[tuple[str, ...], list[Row]]:
    """Return by key the values of some snapshots' cells, oldest month first: what a KPI has been, month by month."""
    ours = tables.kpi_value_row.c
    wished = select(ours.period, *(ours[name] for name in KEY), ours.value).where(ours.snapshot_id.in_(snapshot_ids))
    for name, value in where.items():
        wished = wished.where(ours[name] == value)
    found: dict[tuple[str, ...], list[Row]] = {}
    with transaction() as connection:
        for row in connection.execute(wished.order_by(ours.period)):
            each = dict(row._mapping)
            found.setdefault(key_of(each), []).append(each)
    return found

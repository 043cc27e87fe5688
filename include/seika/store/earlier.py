"""What was published before, as far as it bears on a month that is about to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select, tuple_

from seika.store import tables
from seika.store.database import transaction

_ROW, _SNAPSHOT = tables.kpi_value_row.c, tables.snapshot.c


def comparable(organization_id: str, rows: Sequence[Mapping[str, Any]], disclosure: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the published rows that ``rows`` could be compared with, from every snapshot, as dicts by column name in one order.

    Of each KPI and window those that speak of the very same days; of a KPI whose rules (``disclosure`` by KPI) have a
    ``minimum_difference`` those of all days.
    """
    days = {(row["kpi_id"], row["window_id"], row["speaks_from"], row["speaks_to"]) for row in rows}
    strict = sorted(kpi_id for kpi_id, told in disclosure.items() if told["rules"].get("minimum_difference"))
    same_days = tuple_(_ROW.kpi_id, _ROW.window_id, _ROW.speaks_from, _ROW.speaks_to).in_(sorted(days))
    return _read(_SNAPSHOT.organization_id == organization_id, or_(same_days, _ROW.kpi_id.in_(strict)))


def published_before(organization_id: str, sequence_number: int) -> list[dict[str, Any]]:
    """Return all rows that were published before a snapshot, in the same order."""
    return _read(_SNAPSHOT.organization_id == organization_id, _SNAPSHOT.sequence_number < sequence_number)


def _read(*conditions: ColumnElement[bool]) -> list[dict[str, Any]]:
    joined = select(tables.kpi_value_row).join(tables.snapshot, _SNAPSHOT.snapshot_id == _ROW.snapshot_id)
    wished = joined.where(*conditions).order_by(_SNAPSHOT.sequence_number, _ROW.kpi_id, _ROW.window_id, _ROW.unit_code)
    with transaction() as connection:
        return [dict(row._mapping) for row in connection.execute(wished)]

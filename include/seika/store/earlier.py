"""What was published before, as far as it bears on a month that is about to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select, tuple_

from seika.store import tables
from seika.store.database import transaction

_ROW, _SNAPSHOT = tables.kpi_value_row.c, tables.snapshot.c


def published_before(
    organization_id: str, rows: Sequence[Mapping[str, Any]], disclosure: Mapping[str, Any], snapshot_number: int | None = None
) -> list[dict[str, Any]]:
    """Return the published rows that ``rows`` could be compared with, from every snapshot, as dicts by column name in one order.

    Of each KPI and window those that speak of the very same days; of a KPI whose rules (``disclosure`` by KPI) have a
    ``minimum_difference`` those of all days. ``snapshot_number``: only of snapshots before that one in the sequence.
    """
    days = {(row["kpi_id"], row["window_id"], row["speaks_from"], row["speaks_to"]) for row in rows}
    strict = sorted(kpi_id for kpi_id, told in disclosure.items() if told["rules"].get("minimum_difference"))
    wished = (
        select(tables.kpi_value_row)
        .join(tables.snapshot, _SNAPSHOT.snapshot_id == _ROW.snapshot_id)
        .where(
            _SNAPSHOT.organization_id == organization_id,
            or_(tuple_(_ROW.kpi_id, _ROW.window_id, _ROW.speaks_from, _ROW.speaks_to).in_(sorted(days)), _ROW.kpi_id.in_(strict)),
        )
        .order_by(_SNAPSHOT.sequence_number, _ROW.kpi_id, _ROW.window_id, _ROW.unit_code)
    )
    if snapshot_number is not None:
        wished = wished.where(_SNAPSHOT.sequence_number < snapshot_number)
    with transaction() as connection:
        return [dict(row._mapping) for row in connection.execute(wished)]

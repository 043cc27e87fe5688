"""Which cell is spoken of, and what was published in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from seika.errors import BadData
from seika.store import releases
from seika.store.releases import CELL_KEY, Snapshot


@dataclass(frozen=True)
class Cell:
    """A KPI in one unit; without ``unit_code`` the whole organization, without ``window_id`` the KPI's first window.

    ``breakdown`` is what and which part (``("sex", "female")``), ``tree_code`` ``as_was`` or ``today``.
    """

    kpi_id: str
    unit_code: str | None = None
    window_id: str | None = None
    breakdown: tuple[str, str] = ("all", "all")
    tree_code: str = "as_was"


def snapshot_of(organization_id: str, period: str, snapshot_id: str | None = None) -> Snapshot:
    """Return the snapshot asked for, the month's current one without a wish; raises ``BadData TRACE-03, STORE-11``."""
    found = releases.snapshot(snapshot_id) if snapshot_id else releases.current(organization_id, period)
    if found is None or (found.organization_id, found.period) != (organization_id, period):
        raise BadData("TRACE-03", organization=organization_id, period=period)
    return found


def published(snapshot: Snapshot, cell: Cell, first_window: str | None) -> dict[str, Any]:
    """Return the published row of a cell; raises ``BadData TRACE-04`` where the snapshot has none."""
    window = cell.window_id or first_window
    for row in releases.kpi_rows(snapshot.snapshot_id):
        in_unit = row["unit_code"] == cell.unit_code if cell.unit_code else row["unit_level"] == "organization"
        place = (row["kpi_id"], row["window_id"], row["tree_code"], row["breakdown_id"], row["breakdown_code"])
        if place == (cell.kpi_id, window, cell.tree_code, *cell.breakdown) and in_unit:
            return row
    raise BadData("TRACE-04", snapshot=snapshot.snapshot_id, kpi=cell.kpi_id, window=cell.window_id, unit=cell.unit_code)


def key_of(row: dict[str, Any]) -> dict[str, str]:
    """Return what names the cell of a row."""
    return {name: row[name] for name in CELL_KEY}

"""Snapshots and cells that the tests of the pages ask for."""

from typing import Any

from seika.store import releases

FIRST, SECOND, LATER = "shinagawa-2025-04-r1", "shinagawa-2025-04-r2", "shinagawa-2025-05-r1"
WAITS = "shinagawa-2024-12-r2"
OVERTIME = "overtime_hours_per_capita_month"


def cell(snapshot_id: str, kpi_id: str = OVERTIME, **where: str) -> str:
    """The query that names a published cell: of the whole organization, unless ``where`` says otherwise."""
    row = published(snapshot_id, kpi_id, **where)
    return f"?snapshot={snapshot_id}" + "".join(f"&{name}={row[name]}" for name in releases.CELL_KEY)


def published(snapshot_id: str, kpi_id: str = OVERTIME, **where: str) -> dict[str, Any]:
    wanted = {"kpi_id": kpi_id, "unit_level": "organization", "tree_code": "as_was", "breakdown_id": "all"} | where
    return next(each for each in releases.kpi_rows(snapshot_id) if wanted.items() <= each.items())

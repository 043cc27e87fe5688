"""A snapshot's numbers as the pages hand them out to machines: plain JSON, exact numbers as texts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from seika.store import releases
from seika.store.number_id import number_id

_SAYS = ("numerator", "denominator", "value", "people", "target", "baseline", "status", "stale_since")


def served(snapshot_id: str) -> dict[str, Any]:
    """Return a snapshot with all its numbers by their ids; raises ``BadData STORE-11`` for an unknown one."""
    snapshot = releases.snapshot(snapshot_id)
    told = ("snapshot_id", "organization_id", "period", "revision", "status", "snapshot_hash")
    rows = releases.kpi_rows(snapshot_id)
    numbers = {number_id(snapshot_id, row): {name: _plain(row[name]) for name in _SAYS} for row in rows}
    return {name: getattr(snapshot, name) for name in told} | {"numbers": numbers}


def _plain(value: object) -> object:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value

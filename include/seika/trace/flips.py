"""Where the status, the rank among the units of its level, or the trend of a cell turned round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from seika.period import Period
from seika.release.moved import Moved
from seika.store import releases
from seika.store.releases import CELL_KEY, Snapshot

Key = tuple[str, ...]
Rows = Sequence[Mapping[str, Any]]


class Flips:
    """Whether status, rank or trend of a cell turned round."""

    def __init__(self, before: Snapshot, after: Snapshot, old: Rows, new: Rows) -> None:
        self.ranks = (_ranks(old), _ranks(new))
        self.earlier = (_values_before(before), _values_before(after))

    def of(self, cell: Moved) -> tuple[str, ...]:
        """Return what of a cell turned round, in the order status, rank, trend."""
        if not (cell.before and cell.after):
            return ()
        rank_old, rank_new = (ranks.get(cell.key) for ranks in self.ranks)
        trends = [_trend(row["value"], earlier.get(cell.key)) for row, earlier in zip((cell.before, cell.after), self.earlier, strict=True)]
        flips = {
            "status": cell.before["status"] != cell.after["status"],
            "rank": None not in (rank_old, rank_new) and rank_old != rank_new,
            "trend": None not in trends and trends[0] != trends[1],
        }
        return tuple(name for name, flipped in flips.items() if flipped)


def _ranks(rows: Rows) -> dict[Key, int]:
    """Return the rank of each cell among those of its level that differ from it in the unit only; the same value has the same rank."""
    of_place: dict[Key, list[Decimal]] = {}
    for row in rows:
        if row["value"] is not None:
            of_place.setdefault(_place(row), []).append(row["value"])
    ordered = {place: sorted(set(values), reverse=True) for place, values in of_place.items()}
    told = [row for row in rows if row["value"] is not None]
    return {tuple(row[name] for name in CELL_KEY): ordered[_place(row)].index(row["value"]) for row in told}


def _place(row: Mapping[str, Any]) -> Key:
    return (row["unit_level"], *(row[name] for name in CELL_KEY if name != "unit_code"))


def _values_before(snapshot: Snapshot) -> dict[Key, Decimal]:
    earlier = releases.current(snapshot.organization_id, Period(snapshot.period).plus(-1))
    rows = releases.kpi_rows(earlier.snapshot_id) if earlier else []
    return {tuple(row[name] for name in CELL_KEY): row["value"] for row in rows if row["value"] is not None}


def _trend(value: Decimal | None, earlier: Decimal | None) -> int | None:
    return None if value is None or earlier is None else (value > earlier) - (value < earlier)

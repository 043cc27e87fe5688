"""What had been published of earlier months when a snapshot was published: what its report compares with, and no more than that."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from seika.store import tables
from seika.store.database import transaction
from seika.store.releases import Snapshot

_ROW, _SNAPSHOT = tables.kpi_value_row.c, tables.snapshot.c


class PastCell(NamedTuple):
    """One cell of an earlier snapshot, as it was published: without breakdown, in the tree of its time."""

    snapshot_id: str
    kpi_id: str
    window_id: str
    unit_code: str
    value: Decimal | None
    status: str


def months_before(snapshot: Snapshot, first: str) -> dict[str, str]:
    """Return the snapshot id by month from ``first`` up to the month before ``snapshot``'s, of those published before it.

    It is the revision in force, or, where that is younger than ``snapshot``, the newest before it: a month that is revised later does not
    change what an older report says.
    """
    ours = snapshot.sequence_number
    asked = (
        select(_SNAPSHOT.period, _SNAPSHOT.snapshot_id, tables.current_snapshot.c.snapshot_id)
        .outerjoin(tables.current_snapshot, tables.current_snapshot.c.snapshot_id == _SNAPSHOT.snapshot_id)
        .where(_SNAPSHOT.organization_id == snapshot.organization_id, _SNAPSHOT.sequence_number < ours)
        .where(_SNAPSHOT.period >= first, _SNAPSHOT.period < snapshot.period)
        .order_by(_SNAPSHOT.period, _SNAPSHOT.sequence_number)
    )
    found: dict[str, str] = {}
    in_force: dict[str, str] = {}
    with transaction() as connection:
        for period, snapshot_id, current in (row._tuple() for row in connection.execute(asked)):
            found[period] = snapshot_id
            if current:
                in_force[period] = snapshot_id
    return found | in_force


def revision_before(snapshot: Snapshot) -> str | None:
    """Return the snapshot that ``snapshot`` took the place of: the revision before it of the same month; none of a first one."""
    asked = (
        select(_SNAPSHOT.snapshot_id)
        .where(_SNAPSHOT.organization_id == snapshot.organization_id, _SNAPSHOT.period == snapshot.period)
        .where(_SNAPSHOT.revision < snapshot.revision)
        .order_by(_SNAPSHOT.revision.desc())
        .limit(1)
    )
    with transaction() as connection:
        found: str | None = connection.execute(asked).scalar()
    return found


def cells_of(snapshot_ids: Collection[str], kpi_ids: Collection[str] | None = None) -> Iterator[PastCell]:
    """Yield the cells of some snapshots, of some KPIs or all; the cost depends on these snapshots, not on what else was published."""
    columns = (_ROW.snapshot_id, _ROW.kpi_id, _ROW.window_id, _ROW.unit_code, _ROW.value, _ROW.status)
    asked = select(*columns).where(_ROW.snapshot_id.in_(sorted(snapshot_ids)), _ROW.tree_code == "as_was", _ROW.breakdown_id == "all")
    if kpi_ids is not None:
        asked = asked.where(_ROW.kpi_id.in_(sorted(kpi_ids)))
    with transaction() as connection:
        for row in connection.execute(asked):
            yield PastCell(*row._tuple())

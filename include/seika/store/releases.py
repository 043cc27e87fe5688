"""What was published: snapshots that are only ever appended, each chained by hash to the organization's one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg import sql
from sqlalchemy import Connection, Row, Select, Table, func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from seika.canonical import canonical_json, hash_of
from seika.errors import BadData
from seika.store import semantics, tables
from seika.store.database import transaction

Status = Literal["provisional", "final", "restated"]
NO_PREDECESSOR = "0" * 64
# What names a cell within a snapshot, in the order of its rows.
CELL_KEY = ("kpi_id", "window_id", "tree_code", "unit_code", "breakdown_id", "breakdown_code")
_SNAPSHOT = tables.snapshot.c


@dataclass(frozen=True)
class Manifest:
    """What a snapshot is made of and says, as the step that publishes knows it; revision and predecessor come with publishing.

    The hashes are hex SHA-256: ``input_hash`` of the deliveries chosen, ``configuration_hash``, ``code_hash``, ``lock_hash`` of the
    locked dependencies, ``content_hash`` of the published rows, ``deliveries_hash`` of the list kept as the snapshot's inputs.
    ``recipe_hash`` names in the vault what the month was computed with (none for a month that keeps none), ``audit_hash`` the audit of
    its disclosure control. ``semantics_hash`` is that of the declarations published with it (``store.semantics``).
    ``approval`` is who let it pass and what they signed, with the hash of the snapshot it ``replaces``.
    ``waivers`` are those that its deliveries were accepted under: ``stewardship.Waived`` with the id of the delivery.
    """

    organization_id: str
    period: str
    status: Status
    input_hash: str
    configuration_hash: str
    code_hash: str
    content_hash: str
    deliveries_hash: str
    lock_hash: str | None = None
    reason: str | None = None
    waivers: tuple[Mapping[str, Any], ...] = ()
    recipe_hash: str | None = None
    audit_hash: str | None = None
    approval: Mapping[str, Any] | None = None
    semantics_hash: str | None = None


@dataclass(frozen=True)
class Snapshot:
    """One published month; ``manifest`` is the canonical JSON that ``snapshot_hash`` is the SHA-256 of."""

    snapshot_id: str
    sequence_number: int
    organization_id: str
    period: str
    revision: int
    status: Status
    input_hash: str
    configuration_hash: str
    code_hash: str
    content_hash: str
    previous_hash: str
    snapshot_hash: str
    reason: str | None
    manifest: str
    created_at: datetime


@dataclass(frozen=True)
class Published:
    """The snapshot in force after publishing, and whether this publishing made it."""

    snapshot: Snapshot
    is_new: bool


def publish(
    manifest: Manifest,
    kpi_rows: Sequence[Mapping[str, Any]],
    outcome_rows: Sequence[Mapping[str, Any]],
    inputs: Sequence[Mapping[str, Any]],
    declared: semantics.Semantics | None = None,
) -> Published:
    """Append a snapshot, make it its month's current one and note the event: as a whole or not at all.

    The same input, configuration and code as the current snapshot's publish nothing (a status may still rise to final). Rows have
    the columns of ``kpi_value_row``, ``outcome_status_row``, ``snapshot_input`` and ``store.semantics`` without ``snapshot_id``. Raises
    ``BadData RELEASE-01`` where a final month would change without a restatement, ``RELEASE-02``, ``RELEASE-03``, and ``Outage STORE-01``.
    """
    with transaction() as connection:
        # One at a time an organization: the chain has one end.
        _lock(connection, manifest.organization_id)
        held = connection.execute(_current(manifest.organization_id, manifest.period)).one_or_none()
        current = _snapshot(held) if held else None
        if not is_news(manifest, current) and current:
            return Published(current, is_new=False)
        _refuse_another(manifest, current)
        made = _append(connection, manifest)
        _copy(connection, tables.kpi_value_row, made.snapshot_id, kpi_rows)
        for table, rows in (
            (tables.outcome_status_row, outcome_rows),
            (tables.snapshot_input, inputs),
        ):
            if rows:
                connection.execute(insert(table), [{**row, "snapshot_id": made.snapshot_id} for row in rows])
        semantics.write(connection, made.snapshot_id, declared or {})
        _make_current(connection, made)
        noted = {"verb": "release", "level": "info", "message": f"{made.snapshot_id} {made.status}"}
        place = {"organization_id": made.organization_id, "period": made.period}
        connection.execute(insert(tables.event).values(**noted, **place))
    return Published(made, is_new=True)


def _copy(connection: Connection, table: Table, snapshot_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write tens of thousands of rows by COPY: an insert of as many takes ten times as long."""
    names = [column.name for column in table.columns]
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    target = sql.Identifier(str(table.schema), table.name)
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(sql.SQL("copy {} ({}) from stdin").format(target, columns)) as copy:
        for row in rows:
            copy.write_row([snapshot_id if name == "snapshot_id" else row[name] for name in names])


def is_news(manifest: Manifest, current: Snapshot | None) -> bool:
    """Return whether publishing ``manifest`` over ``current`` would make a snapshot; raises ``RELEASE-01`` to ``03`` where it may not."""
    hashes = ("input_hash", "configuration_hash", "code_hash")
    rises = manifest.status == "final" and current is not None and current.status == "provisional"
    if current and not rises and all(getattr(manifest, name) == getattr(current, name) for name in hashes):
        return False
    where = {"organization": manifest.organization_id, "period": manifest.period}
    is_settled = current is not None and current.status != "provisional"
    if manifest.status == "restated" and not manifest.reason:
        raise BadData("RELEASE-02", **where)
    if manifest.status == "restated" and not is_settled:
        raise BadData("RELEASE-03", **where)
    if is_settled and manifest.status != "restated":
        raise BadData("RELEASE-01", **where)
    return True


def next_id(organization_id: str, period: str) -> str:
    """Return how the next snapshot of a month would be called."""
    asked = select(_SNAPSHOT.revision).where(_SNAPSHOT.organization_id == organization_id, _SNAPSHOT.period == period)
    with transaction() as connection:
        return _id(organization_id, period, 1 + max(connection.execute(asked).scalars(), default=0))


def roll_back(snapshot_id: str, why: str) -> Snapshot:
    """Put an earlier revision of its month in force again: one row of the registry, and an event. ``BadData RELEASE-26`` for any other.

    The revisions after it stay readable. The pipeline leaves a month alone that was rolled back, until it is released by its name.
    """
    wished = snapshot(snapshot_id)
    with transaction() as connection:
        _lock(connection, wished.organization_id)
        held = connection.execute(_current(wished.organization_id, wished.period)).one()
        if wished.revision >= held.revision:
            raise BadData("RELEASE-26", snapshot=snapshot_id, period=wished.period)
        _make_current(connection, wished)
        place = {"organization_id": wished.organization_id, "period": wished.period}
        message = f"{held.snapshot_id} → {snapshot_id}: {why}"
        connection.execute(insert(tables.event).values(verb="rollback", level="warning", message=message, **place))
    return wished


def rolled_back(organization_id: str) -> set[str]:
    """Return the months of which an earlier revision than the newest is in force."""
    newest = select(_SNAPSHOT.period, func.max(_SNAPSHOT.revision)).filter_by(organization_id=organization_id).group_by(_SNAPSHOT.period)
    in_force = {each.period: each.revision for each in current_snapshots(organization_id)}
    with transaction() as connection:
        return {row[0] for row in connection.execute(newest) if in_force.get(row[0], row[1]) < row[1]}


def snapshots(organization_id: str) -> list[Snapshot]:
    """Return all snapshots of an organization in the order of its chain."""
    wished = select(tables.snapshot).filter_by(organization_id=organization_id).order_by(_SNAPSHOT.sequence_number)
    with transaction() as connection:
        return [_snapshot(row) for row in connection.execute(wished)]


def current_snapshots(organization_id: str) -> list[Snapshot]:
    """Return the snapshots in force, one a period, oldest period first."""
    with transaction() as connection:
        return [_snapshot(row) for row in connection.execute(_current(organization_id))]


def current(organization_id: str, period: object) -> Snapshot | None:
    """Return the snapshot in force of one month (``Period`` or its text); none where nothing was published."""
    with transaction() as connection:
        row = connection.execute(_current(organization_id, str(period))).one_or_none()
    return _snapshot(row) if row else None


def snapshot(snapshot_id: str) -> Snapshot:
    """Return one snapshot; raises ``BadData STORE-11`` where there is none."""
    with transaction() as connection:
        row = connection.execute(select(tables.snapshot).filter_by(snapshot_id=snapshot_id)).one_or_none()
    if row is None:
        raise BadData("STORE-11", snapshot=snapshot_id)
    return _snapshot(row)


def kpi_rows(snapshot_id: str) -> list[dict[str, Any]]:
    """Return a snapshot's KPI values as dicts by column name, ordered by the key of a cell."""
    return _rows(tables.kpi_value_row, snapshot_id, *CELL_KEY)


def outcome_rows(snapshot_id: str) -> list[dict[str, Any]]:
    """Return a snapshot's outcome status as dicts by column name, ordered by node."""
    return _rows(tables.outcome_status_row, snapshot_id, "node_id")


def inputs(snapshot_id: str) -> list[dict[str, Any]]:
    """Return the deliveries a snapshot was made from as dicts by column name, ordered by delivery."""
    return _rows(tables.snapshot_input, snapshot_id, "delivery_id")


def _refuse_another(manifest: Manifest, current: Snapshot | None) -> None:
    """An approval holds for what it replaces: published meanwhile, something else would be replaced unseen."""
    if manifest.approval and manifest.approval["replaces"] != (current.snapshot_hash if current else None):
        raise BadData("RELEASE-23", seen=manifest.approval["replaces"], diff=current.snapshot_hash if current else None)


def _append(connection: Connection, manifest: Manifest) -> Snapshot:
    ours = _SNAPSHOT.organization_id == manifest.organization_id
    last = select(_SNAPSHOT.snapshot_hash).where(ours).order_by(_SNAPSHOT.sequence_number.desc()).limit(1)
    revisions = select(_SNAPSHOT.revision).where(ours, _SNAPSHOT.period == manifest.period)
    revision = 1 + max(connection.execute(revisions).scalars(), default=0)
    # No time of the clock: a run that was killed and repeated gives the same hash.
    sealed = vars(manifest) | {
        "snapshot_id": _id(manifest.organization_id, manifest.period, revision),
        "revision": revision,
        "previous_hash": connection.execute(last).scalar() or NO_PREDECESSOR,
    }
    values = {name: value for name, value in sealed.items() if name in _SNAPSHOT}
    values |= {"manifest": canonical_json(sealed).decode(), "snapshot_hash": hash_of(sealed)}
    return _snapshot(connection.execute(insert(tables.snapshot).values(**values).returning(tables.snapshot)).one())


def _id(organization_id: str, period: str, revision: int) -> str:
    return f"{organization_id}-{period}-r{revision}"


def _make_current(connection: Connection, made: Snapshot) -> None:
    values = {name: getattr(made, name) for name in ("organization_id", "period", "snapshot_id")}
    row = upsert(tables.current_snapshot).values(**values)
    changed = row.on_conflict_do_update(index_elements=["organization_id", "period"], set_={"snapshot_id": made.snapshot_id})
    connection.execute(changed)


def _current(organization_id: str, period: str | None = None) -> Select[Any]:
    registry = tables.current_snapshot.c
    wished = (
        select(tables.snapshot)
        .join(tables.current_snapshot, registry.snapshot_id == _SNAPSHOT.snapshot_id)
        .where(registry.organization_id == organization_id)
        .order_by(_SNAPSHOT.period)
    )
    return wished.where(registry.period == period) if period else wished


def _rows(table: Any, snapshot_id: str, *order: str) -> list[dict[str, Any]]:
    wished = select(table).filter_by(snapshot_id=snapshot_id).order_by(*(table.c[name] for name in order))
    with transaction() as connection:
        return [dict(row._mapping) for row in connection.execute(wished)]


def _lock(connection: Connection, organization_id: str) -> None:
    connection.execute(text("select pg_advisory_xact_lock(hashtextextended(:name, 2))"), {"name": organization_id})


def _snapshot(row: Row[Any]) -> Snapshot:
    return Snapshot(**row._mapping)

"""The chain of an organization's snapshots, computed again from what the database holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass

from seika.release.snapshot import content_hash, deliveries_hash
from seika.store import releases, semantics
from seika.store.releases import NO_PREDECESSOR, Snapshot

_IN_MANIFEST = (
    "snapshot_id", "organization_id", "period", "revision", "status", "input_hash", "configuration_hash", "code_hash",
    "content_hash", "previous_hash", "reason",
)  # fmt: skip


@dataclass(frozen=True)
class Broken:
    """What does not hold in one snapshot: ``manifest``, ``columns``, ``rows``, ``inputs``, ``declarations`` or ``predecessor``."""

    snapshot_id: str
    what: str


def verify(organization_id: str, rows_of: Collection[str] | None = None) -> list[Broken]:
    """Return what was changed after publishing, oldest first; an empty list where every hash and every link holds.

    ``rows_of`` names the snapshots whose published rows are read and hashed, all of them where it is left out: of a large body that takes
    minutes, the rest a moment.
    """
    found: list[Broken] = []
    expected = NO_PREDECESSOR
    for snapshot in releases.snapshots(organization_id):
        with_rows = rows_of is None or snapshot.snapshot_id in rows_of
        found += [Broken(snapshot.snapshot_id, what) for what in _faults(snapshot, expected, with_rows)]
        expected = snapshot.snapshot_hash
    return found


def _faults(snapshot: Snapshot, expected_predecessor: str, with_rows: bool) -> list[str]:
    if hashlib.sha256(snapshot.manifest.encode()).hexdigest() != snapshot.snapshot_hash:
        return ["manifest"]  # what it names proves nothing any more
    manifest = json.loads(snapshot.manifest)
    holds = {
        "columns": all(manifest[name] == getattr(snapshot, name) for name in _IN_MANIFEST),
        "rows": not with_rows or _content_of(snapshot) == manifest["content_hash"],
        "inputs": deliveries_hash(releases.inputs(snapshot.snapshot_id)) == manifest["deliveries_hash"],
        "declarations": _declared(snapshot.snapshot_id) == manifest.get("semantics_hash"),
        "predecessor": manifest["previous_hash"] == expected_predecessor,
    }
    return [what for what, ok in holds.items() if not ok]


def _content_of(snapshot: Snapshot) -> str:
    return content_hash(releases.kpi_rows(snapshot.snapshot_id), releases.outcome_rows(snapshot.snapshot_id))


def _declared(snapshot_id: str) -> str | None:
    found = semantics.read(snapshot_id)
    return semantics.semantics_hash(found) if any(found.values()) else None

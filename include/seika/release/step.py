"""Publish a month: what transform computed, less what speaks of too few people, as one appended snapshot."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from seika.canonical import hash_file
from seika.config import paths
from seika.errors import BadData
from seika.lineage import tells
from seika.log import events
from seika.release.approval import approved
from seika.release.audit import keep
from seika.release.snapshot import Result, content_hash, deliveries_hash, read_result
from seika.store import releases, semantics, vault
from seika.store.earlier import comparable
from seika.store.releases import Manifest, Status

log = events(__name__)


@dataclass(frozen=True)
class Released:
    """The snapshot in force afterwards; ``is_new`` is False where nothing had changed and nothing was published."""

    snapshot_id: str
    is_new: bool
    revision: int


@tells("release")
def release(folder: Path | str, status: str = "provisional", reason: str | None = None, requested_by: str | None = None) -> Released:
    """Publish the month that lies computed in ``folder`` and make it current; the same inputs again are a no-op.

    ``requested_by`` is who asks (the login where it is left out): nobody approves their own restatement.
    Reads ``kpi_value.parquet``, ``outcome_status.parquet``, ``selection.json`` and ``semantics.json``. Raises ``BadData RELEASE-04,
    RELEASE-05`` for a result that cannot be read, ``DISCLOSURE-02`` for one that cannot be protected, ``RELEASE-06`` for an unknown
    status, ``RELEASE-01`` to ``RELEASE-03`` where a final month would change without a reasoned restatement, ``NotReady RELEASE-20``
    where it waits for a person, ``RELEASE-21`` where somebody refused it, and ``Outage STORE-01``.
    """
    wished = _status(status)
    result = read_result(Path(folder), comparable)
    manifest = approved(_manifest(result, wished, reason, _kept(Path(folder))), result, requested_by or getpass.getuser())
    done = releases.publish(manifest, result.kpi_rows, result.outcome_rows, result.inputs, result.semantics)
    made = done.snapshot
    if done.is_new:
        log.info("snapshot.published", snapshot=made.snapshot_id, hash=made.snapshot_hash)
    return Released(made.snapshot_id, done.is_new, made.revision)


def _status(text: str) -> Status:
    if text not in get_args(Status):
        raise BadData("RELEASE-06", status=text)
    return cast(Status, text)


def _kept(folder: Path) -> str | None:
    recipe = folder / "recipe.json"
    return vault.put(recipe) if recipe.is_file() else None


def _manifest(result: Result, status: Status, reason: str | None, recipe_hash: str | None) -> Manifest:
    lock = paths.home() / "uv.lock"
    chosen = result.selection
    return Manifest(
        organization_id=chosen["organization_id"],
        period=chosen["period"],
        status=status,
        input_hash=chosen["input_hash"],
        configuration_hash=chosen["configuration_hash"],
        code_hash=chosen["code_hash"],
        content_hash=content_hash(result.kpi_rows, result.outcome_rows),
        deliveries_hash=deliveries_hash(result.inputs),
        lock_hash=hash_file(lock) if lock.is_file() else None,
        reason=reason,
        waivers=result.waivers,
        recipe_hash=recipe_hash,
        audit_hash=keep(result.withheld) if result.withheld else None,
        semantics_hash=semantics.semantics_hash(result.semantics) if result.semantics else None,
    )

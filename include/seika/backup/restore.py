"""restore: a backup that is whole, into places that hold nothing."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from seika.backup.dump import load
from seika.backup.step import DATABASE, FORMAT, KEY, MANIFEST, configuration, places
from seika.canonical import hash_file
from seika.config import paths
from seika.decode.pseudonym import fingerprint
from seika.errors import BadConfig, BadData
from seika.log import events
from seika.store import database, files, migrations, releases
from seika.store.database import transaction
from seika.store.roles import check_roles

log = events(__name__)


@dataclass(frozen=True)
class Restored:
    """What was brought back, and which configuration files of the backup are otherwise here (they are never overwritten)."""

    files: int
    taken_at: str
    chains: dict[str, str]
    other_configuration: list[str]


def restore(folder: Path) -> Restored:
    """Bring back what ``backup`` wrote; the database, vault and lake of the settings must hold nothing.

    The key goes to the state folder unless the settings have it. Raises ``BadData``: ``BACKUP-02`` for a folder that is no whole backup,
    ``BACKUP-03`` where a place holds something, ``BACKUP-05`` where a chain does not end as it did; ``BadConfig``: ``BACKUP-04`` for a
    backup of a newer program, ``DECODE-52`` where the settings have another key; ``Outage STORE-15``.
    """
    manifest = _manifest(folder)
    _check_empty()
    check_roles()
    _bring_key(folder, manifest["person_key"])
    database.close()
    load(folder / DATABASE)
    database.close()
    for name, url in places().items():
        for path in sorted((folder / name).rglob("*")):
            if path.is_file():
                _put(path, files.joined(url, path.relative_to(folder / name).as_posix()))
    ends = {each: found[-1].snapshot_hash for each in manifest["chains"] if (found := releases.snapshots(each))}
    if ends != manifest["chains"]:
        raise BadData(
            "BACKUP-05", organizations=", ".join(sorted(each for each in manifest["chains"] if ends.get(each) != manifest["chains"][each]))
        )
    log.info("backup.restored", files=len(manifest["files"]))
    return Restored(len(manifest["files"]), manifest["taken_at"], ends, _other_configuration(folder))


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadData("BACKUP-02", folder=folder, what=MANIFEST) from None
    if manifest["format"] > FORMAT or manifest["schema_version"] > migrations.head():
        raise BadConfig("BACKUP-04", found=manifest["schema_version"], known=migrations.head())
    for name, (sha256, _) in manifest["files"].items():
        path = folder / name
        if not path.is_file() or path.is_symlink() or folder.resolve() not in path.resolve().parents or hash_file(path) != sha256:
            raise BadData("BACKUP-02", folder=folder, what=name)
    return manifest


def _check_empty() -> None:
    with transaction() as connection:
        counted = text("select (select count(*) from ledger.delivery) + (select count(*) from kpi.snapshot)")
        rows: int = connection.execute(counted).scalar_one()
    held = ["database"] if rows else []
    held += [name for name in ("vault", "lake") if next(iter(files.below(places()[name])), None)]
    if held:
        raise BadData("BACKUP-03", places=", ".join(held))


def _bring_key(folder: Path, wanted: str) -> None:
    given = os.environ.get("SEIKA_PERSON_KEY") or os.environ.get("SEIKA_PERSON_KEY_FILE")
    path = paths.state() / KEY
    if not given and not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        shutil.copyfile(folder / KEY, path)
    if fingerprint() != wanted:
        raise BadConfig("DECODE-52", lake=paths.lake_url(), held=wanted, ours=fingerprint())


def _put(path: Path, url: str) -> None:
    with path.open("rb") as source:
        files.write_whole(url, lambda stream: shutil.copyfileobj(source, stream, 1 << 20))
    local = files.local(url)
    if local and local.parent == files.local(paths.vault_url()):
        local.chmod(0o444)


def _other_configuration(folder: Path) -> list[str]:
    kept, here = folder / "configuration", configuration()
    names = [path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file()]
    return sorted(name for name in names if name not in here or hash_file(here[name]) != hash_file(kept / name))

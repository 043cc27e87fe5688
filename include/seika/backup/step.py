"""backup: the database first, then the files that it speaks of, then a list of all with their hashes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from seika.backup.dump import dump
from seika.canonical import hash_file
from seika.config import organization_ids, paths
from seika.decode.pseudonym import fingerprint, key_text
from seika.errors import BadData
from seika.log import events
from seika.store import files, migrations, releases

MANIFEST, DATABASE, KEY = "manifest.json", "database.dump", "secrets/person.key"
FORMAT = 1
log = events(__name__)


@dataclass(frozen=True)
class Backup:
    """What was written: how many files and bytes, and the last hash of each organization's chain."""

    folder: Path
    files: int
    byte_count: int
    chains: dict[str, str]


def backup(folder: Path) -> Backup:
    """Write all that counts into ``folder``, which is new or empty, readable by its owner only.

    What is taken is as it was when the database was dumped, and at most more: files are written before the ledger speaks of them. The
    manifest is written last: a folder without one is no backup. Raises ``BadData BACKUP-01`` for a folder that holds something,
    ``Outage STORE-15`` where the database cannot be dumped.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BadData("BACKUP-01", folder=folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    dump(folder / DATABASE)
    for name, url in places().items():
        for part in files.below(url):
            _fetch(files.joined(url, part), folder / name / part)
    for name, path in configuration().items():
        target = folder / "configuration" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    _keep_key(folder)
    chains = {each: found[-1].snapshot_hash for each in organization_ids() if (found := releases.snapshots(each))}
    held = {path.relative_to(folder).as_posix(): (hash_file(path), path.stat().st_size) for path in sorted(_files(folder))}
    manifest = {
        "format": FORMAT,
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "schema_version": migrations.head(),
        "person_key": fingerprint(),
        "chains": chains,
        "files": held,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    size = sum(byte_count for _, byte_count in held.values())
    log.info("backup.taken", files=len(held), bytes=size)
    return Backup(folder, len(held), size, chains)


def places() -> dict[str, str]:
    """Return the folders and URLs that are taken, by their name in a backup."""
    return {"vault": paths.vault_url(), "lake": paths.lake_url(), "reports": str(paths.reports()), "inbox": str(paths.inbox())}


def configuration() -> dict[str, Path]:
    """Return the files that say what is computed and how (declarations, rules, models, the lock), by their place below a project's root."""
    home = paths.home()
    held = [path for part in ("include", "expectations", "dbt/models") for path in _files(home / part) if not _is_code(path)]
    shared = {path.relative_to(home).as_posix(): path for path in [*held, home / "uv.lock"] if path.is_file()}
    others = {path.relative_to(paths.organizations()).as_posix(): path for path in _files(paths.organizations())}
    return shared | {f"include/organizations/{name}": path for name, path in others.items()}


def _is_code(path: Path) -> bool:
    return (paths.home() / "include" / "seika") in path.parents or (paths.home() / "include" / "fonts") in path.parents


def _keep_key(folder: Path) -> None:
    text = key_text()
    target = folder / KEY
    target.parent.mkdir(mode=0o700)
    target.touch(mode=0o600)
    target.write_text(text, encoding="utf-8")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _fetch(url: str, target: Path) -> None:
    with files.opened(url) as source:
        files.write_whole(str(target), lambda stream: shutil.copyfileobj(source, stream, 1 << 20))

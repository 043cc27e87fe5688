"""The drop folder: which files lie there complete, whose they are, and where they go when they are safe."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from seika.config import Organization, paths
from seika.config.file_name import matches as matches_pattern
from seika.config.file_name import months_of
from seika.errors import Outage
from seika.period import Period

_UNFINISHED = (".tmp", ".part", ".crdownload", ".filepart")
_FRESH_SECONDS = 2.0
_LOOK_AGAIN_SECONDS = 0.2


@dataclass(frozen=True)
class Waiting:
    """A file at the door; without a source it is nobody's: no pattern matches, several do, or the month in its name is none."""

    source_id: str | None
    path: Path
    period: Period | None


def files_of(organization: Organization) -> list[Waiting]:
    """Return the complete files in an organization's drop folder, oldest period first, then by name; nobody's files come last."""
    folder = paths.inbox() / organization.id
    found = [_addressed(path, organization) for path in _complete(folder)]
    return sorted(found, key=lambda file: (file.source_id is None, str(file.period), file.path.name))


def put_away(path: Path, sha256: str) -> None:
    """Move a file that the vault holds to ``received/``; a namesake there stays and this one gets the start of its hash.

    Raises ``Outage RECEIVE-01`` where the folder does not allow it; a file that is gone already is no error.
    """
    folder = path.parent / "received"
    target = folder / path.name
    if target.exists():
        target = folder / f"{path.stem}.{sha256[:8]}{path.suffix}"
    try:
        folder.mkdir(exist_ok=True)
        path.replace(target)
    except FileNotFoundError:
        return
    except OSError as error:
        raise Outage("RECEIVE-01", file=path, problem=error.strerror) from None


def _complete(folder: Path) -> list[Path]:
    """Return the files that nobody is writing any more: old enough, or of the same size and time at a second look."""
    if not folder.is_dir():
        return []
    paths_there = [path for path in folder.iterdir() if path.is_file() and not path.is_symlink()]
    finished = [path for path in paths_there if not path.name.startswith(".") and path.suffix.lower() not in _UNFINISHED]
    before = {path: _state(path) for path in finished}
    if any(_is_fresh(path, seen) for path, seen in before.items()):
        time.sleep(_LOOK_AGAIN_SECONDS)
        before = {path: seen for path, seen in before.items() if seen == _state(path)}
    return [path for path, seen in before.items() if seen]


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns


def _is_fresh(path: Path, seen: tuple[int, int] | None) -> bool:
    return seen is not None and time.time() - seen[1] / 1e9 < _FRESH_SECONDS


def _addressed(path: Path, organization: Organization) -> Waiting:
    matches = []
    for source_id, source in sorted(organization.sources.items()):
        if matches_pattern(path.name, source.connector.pattern):
            matches.append((source_id, months_of(path.name, source.connector.pattern)))
    if len(matches) != 1:
        return Waiting(None, path, None)
    source_id, months = matches[0]
    return Waiting(source_id, path, months.first) if months else Waiting(None, path, None)

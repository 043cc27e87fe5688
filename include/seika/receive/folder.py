"""The drop folder: which files lie there complete, whose they are, and where they go when they are safe."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from seika.config import Organization, paths
from seika.config.connector import FolderConnector
from seika.config.file_name import Months, matches, months_of
from seika.errors import Outage
from seika.period import Period
from seika.receive.offer import Offer, Request

_UNFINISHED = (".tmp", ".part", ".crdownload", ".filepart")
_FRESH_SECONDS = 2.0
_LOOK_AGAIN_SECONDS = 0.2


@dataclass(frozen=True)
class Waiting:
    """A file at the door; without a source it is nobody's: no pattern matches, different ones do, or the month in its name is none."""

    source_id: str | None
    path: Path
    months: Months | None

    @property
    def period(self) -> Period | None:
        """The first month that the file is for."""
        return self.months.first if self.months else None


def offers(request: Request) -> list[Offer]:
    """Return the complete files in the drop folder that are for a source."""
    return [
        _offer(file.path, file.months) for file in files_of(request.organization) if file.source_id == request.source_id and file.months
    ]


def files_of(organization: Organization) -> list[Waiting]:
    """Return the complete files in an organization's drop folder, oldest period first, then by name; nobody's files come last.

    A file that several sources share comes once for each.
    """
    folder = paths.inbox() / organization.id
    found = [file for path in _complete(folder) for file in _addressed(path, organization)]
    return sorted(found, key=lambda file: (file.source_id is None, str(file.period), file.path.name))


def is_unfinished(name: str) -> bool:
    """Return whether programs give such a name to a file that they still write."""
    return name.startswith(".") or name.lower().endswith(_UNFINISHED)


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


def _offer(path: Path, months: Months) -> Offer:
    def fetch(part: Path) -> None:
        try:
            shutil.copyfile(path, part)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise Outage("RECEIVE-01", file=path, problem=error.strerror) from None

    return Offer(path.name, months, fetch, lambda sha256: put_away(path, sha256))


def _complete(folder: Path) -> list[Path]:
    """Return the files that nobody is writing any more: old enough, or of the same size and time at a second look."""
    if not folder.is_dir():
        return []
    paths_there = [path for path in folder.iterdir() if path.is_file() and not path.is_symlink()]
    finished = [path for path in paths_there if not is_unfinished(path.name)]
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


def _addressed(path: Path, organization: Organization) -> list[Waiting]:
    folders = {each: source.connector for each, source in organization.sources.items() if isinstance(source.connector, FolderConnector)}
    taking = sorted(each for each, connector in folders.items() if matches(path.name, connector.pattern))
    patterns = {folders[each].pattern for each in taking}
    months = months_of(path.name, patterns.pop()) if len(patterns) == 1 else None
    return [Waiting(each, path, months) for each in taking] if months else [Waiting(None, path, None)]

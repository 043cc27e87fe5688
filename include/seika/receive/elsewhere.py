"""Files that lie elsewhere: which are complete and ours, and what becomes of them when they are safe."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from seika.config.connector import RemoteFiles
from seika.config.file_name import matches, months_of
from seika.log import events
from seika.receive.connectors import sharing
from seika.receive.folder import is_unfinished
from seika.receive.offer import Offer, Request
from seika.store import seen

log = events(__name__)

_FRESH_SECONDS = 60.0  # clocks of two machines differ more than those of one
_LOOK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True)
class Found:
    """A file as a listing shows it; ``mark`` changes with its bytes, ``modified`` (epoch seconds) is none where files appear whole."""

    mark: str
    size: int
    modified: float | None = None


class Place(Protocol):
    """A folder elsewhere. All raise ``Outage RECEIVE-03`` where it does not answer and ``BadConfig RECEIVE-04..08`` where it refuses."""

    url: str  # for people and the ledger: never with a login or a password

    def listed(self) -> dict[str, Found]:
        """Return the files by name."""

    def fetch(self, name: str, part: Path) -> Found | None:
        """Write a file's bytes to ``part``; return how the file looks afterwards, none where it has gone."""

    def move(self, name: str, target: str) -> None:
        """Give a file another name below the folder, whose folders are made; one that has gone is no error."""


def offers_at(place: Place, request: Request, connector: RemoteFiles) -> list[Offer]:
    """Return the files at a place that are complete, for the source, and new where they stay there."""
    found = _complete(place, connector)
    taken = seen.seen(request.organization.id, request.source_id) if connector.after == "leave" else {}
    made = []
    for name, file in found.items():
        months = months_of(name, connector.pattern)
        if months is None or taken.get(f"{place.url}/{name}") == file.mark:
            continue
        if _is_contested(name, request, connector):
            log.warning("file.nobodys", organization=request.organization.id, place=place.url, file=name)
            continue
        made.append(Offer(name, months, _fetching(place, name, file), _settling(place, name, file, request, connector)))
    return made


def _complete(place: Place, connector: RemoteFiles) -> dict[str, Found]:
    there = place.listed()
    ours = {name: file for name, file in there.items() if matches(name, connector.pattern) and not is_unfinished(name)}
    if connector.done_marker:
        return {name: file for name, file in ours.items() if connector.marker_of(name) in there}
    if any(file.modified is not None and time.time() - file.modified < _FRESH_SECONDS for file in ours.values()):
        time.sleep(_LOOK_AGAIN_SECONDS)
        again = place.listed()
        return {name: file for name, file in ours.items() if again.get(name) == file}
    return ours


def _is_contested(name: str, request: Request, connector: RemoteFiles) -> bool:
    """Return whether a source with another pattern for the same place would take the file, too."""
    for source in request.organization.sources.values():
        other = source.connector
        is_rival = isinstance(other, RemoteFiles) and other != connector and matches(name, other.pattern)
        if is_rival and other.model_copy(update={"pattern": connector.pattern}) == connector:
            return True
    return False


def _fetching(place: Place, name: str, file: Found) -> Callable[[Path], None]:
    def fetch(part: Path) -> None:
        if place.fetch(name, part) != file or part.stat().st_size != file.size:
            # It has gone or changed since it was listed: another run took it, or somebody still writes it.
            raise FileNotFoundError(name)

    return fetch


def _settling(place: Place, name: str, file: Found, request: Request, connector: RemoteFiles) -> Callable[[str], None]:
    def settle(sha256: str) -> None:
        if connector.after == "leave":
            sources = sharing(request.organization, request.source_id)
            seen.mark_seen(request.organization.id, sources, f"{place.url}/{name}", file.mark, sha256)
            return
        # With the start of its hash, so that a namesake that was put away before stays.
        stem, dot, suffix = name.rpartition(".")
        place.move(name, f"received/{stem}.{sha256[:8]}.{suffix}" if dot else f"received/{name}.{sha256[:8]}")
        if connector.done_marker:
            marker = connector.marker_of(name)
            place.move(marker, f"received/{marker}.{sha256[:8]}")

    return settle

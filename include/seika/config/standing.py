"""How files stand on disk: what was read of them holds as long as this is the same."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

Standing = tuple[tuple[str, int, int, int], ...]


def standing_of(places: Iterable[Path]) -> Standing:
    """Return path, inode, moment of the last change (nanoseconds) and size of each file among ``places`` and below them.

    The moment is that of the inode, which no program can set: a file put in another's place is another. What is missing has no files.
    """
    found = []
    for place in places:
        for path in [place] if place.is_file() else place.rglob("*"):
            told = path.stat()
            found.append((str(path), told.st_ino, told.st_ctime_ns, told.st_size))
    return tuple(sorted(found))

"""In what state files are on disk: what was read of them holds as long as this is the same."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

FileStates = tuple[tuple[str, int, int, int], ...]


def file_states(places: Iterable[Path]) -> FileStates:
    """Return path, inode, moment of the last change (nanoseconds) and size of each file among ``places`` and below them.

    The moment is that of the inode, which no program can set: a file put in another's place is another. What is missing, or vanishes
    while it is looked at (an editor saves by exchange), has no state; whoever reads it next says so.
    """
    found = []
    for place in places:
        below = (Path(folder, name) for folder, _, names in os.walk(place) for name in names)
        for path in [place] if place.is_file() else below:
            with suppress(FileNotFoundError):
                told = path.stat()
                found.append((str(path), told.st_ino, told.st_ctime_ns, told.st_size))
    return tuple(sorted(found))

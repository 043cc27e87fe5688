"""What differs between two archives of code or configuration that recipes name: files, and lines of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from difflib import SequenceMatcher


def opened(archive: bytes) -> zipfile.ZipFile:
    """Return an archive as the vault holds it."""
    return zipfile.ZipFile(io.BytesIO(archive))


def changed(before: bytes, after: bytes) -> tuple[str, ...]:
    """Return what differs between two archives, sorted by path: ``+`` added, ``-`` removed, ``~`` changed."""
    if before == after:
        return ()
    one, two = ({name: archive.read(name) for name in archive.namelist()} for archive in map(opened, (before, after)))
    marks = {name: "-" if name not in two else "+" if name not in one else "~" for name in {*one, *two} if one.get(name) != two.get(name)}
    return tuple(f"{marks[name]} {name}" for name in sorted(marks))


def changed_lines(before: bytes, after: bytes) -> tuple[str, ...]:
    """Return the lines that differ, by path: ``path:number - line`` as it was, ``path:number + line`` as it is."""
    one, two = opened(before), opened(after)
    return tuple(line for each in changed(before, after) for line in _lines(one, two, each[2:]))


def _lines(one: zipfile.ZipFile, two: zipfile.ZipFile, name: str) -> Iterator[str]:
    old, new = (archive.read(name).decode(errors="replace").splitlines() if name in archive.namelist() else [] for archive in (one, two))
    for kind, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from (f"{name}:{number + 1} - {old[number]}" for number in range(first, last))
            yield from (f"{name}:{number + 1} + {new[number]}" for number in range(new_first, new_last))

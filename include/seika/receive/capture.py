"""One delivery of a service: a zip of its raw answers; the same answers give the same bytes."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

_NO_TIME = (1980, 1, 1, 0, 0, 0)


def capture(part: Path, fetch: Callable[[Path], None]) -> None:
    """Write to ``part`` what ``fetch`` puts into the folder it is given, by name; nothing is written where it fails."""
    with tempfile.TemporaryDirectory(dir=part.parent) as name:
        folder = Path(name)
        fetch(folder)
        files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        with zipfile.ZipFile(part, "x") as archive:
            for member, path in sorted(files.items()):
                # Stored: what a compressor makes of the same bytes differs from version to version.
                entry = zipfile.ZipInfo(member, _NO_TIME)
                entry.create_system, entry.external_attr = 3, 0o600 << 16
                with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
                    shutil.copyfileobj(source, target, 1 << 18)

"""Whole files or none, on a local folder or any fsspec URL."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import fsspec


def local(url: str) -> Path | None:
    """Return the path of a local file or folder; none for any other file system."""
    if url.startswith("file://"):
        return Path(url.removeprefix("file://"))
    return None if "://" in url or "::" in url else Path(url)


def joined(url: str, *parts: str) -> str:
    """Return the URL or path below ``url``."""
    return "/".join([url.rstrip("/"), *parts])


def exists(url: str) -> bool:
    """Return whether there is a file."""
    path = local(url)
    if path:
        return path.is_file()
    system, place = fsspec.core.url_to_fs(url)
    return bool(system.isfile(place))


@contextmanager
def opened(url: str) -> Iterator[BinaryIO]:
    """Open a file for reading; raises ``FileNotFoundError``."""
    path = local(url)
    with path.open("rb") if path else fsspec.open(url, "rb") as stream:
        yield stream


def below(url: str) -> Iterator[str]:
    """Yield the places of all files below a folder, relative to it, sorted; none where there is no folder; no hidden ones."""
    path = local(url)
    if path:
        found = [each.relative_to(path).as_posix() for each in path.rglob("*") if each.is_file()] if path.is_dir() else []
    else:
        system, place = fsspec.core.url_to_fs(url)
        found = [str(each).removeprefix(place.rstrip("/") + "/") for each in system.find(place)] if system.exists(place) else []
    return (each for each in sorted(found) if not any(part.startswith(".") for part in each.split("/")))


def remove(url: str) -> None:
    """Remove a file; nothing happens where there is none."""
    path = local(url)
    if path:
        path.unlink(missing_ok=True)
        return
    system, place = fsspec.core.url_to_fs(url)
    if system.isfile(place):
        system.rm_file(place)


def write_whole(url: str, fill: Callable[[BinaryIO], object]) -> None:
    """Write what ``fill`` writes; nobody ever sees half of it, and after a crash it is there as a whole or not at all."""
    path = local(url)
    if path is None:
        # Object stores show an object when it is complete.
        with fsspec.open(url, "wb") as stream:
            fill(stream)
        return
    with fresh(path.parent) as part:
        with part.open("xb") as stream:
            fill(stream)
        settle(part, path)


@contextmanager
def fresh(folder: Path) -> Iterator[Path]:
    """Yield an unused hidden name in ``folder`` (made if missing); what still has that name afterwards is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{os.getpid()}-{secrets.token_hex(6)}.part"
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def settle(part: Path, path: Path) -> None:
    """Give a complete file its name: bytes to disk, then the name, then the folder that holds the name."""
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

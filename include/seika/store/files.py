"""Whole files or none, on a local folder or any fsspec URL."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import fsspec

from seika.errors import Outage, SeikaError


def local(url: str) -> Path | None:
    """Return the path of a local file or folder; none for any other file system."""
    if url.startswith("file://"):
        return Path(url.removeprefix("file://"))
    return None if "://" in url or "::" in url else Path(url)


def joined(url: str, *parts: str) -> str:
    """Return the URL or path below ``url``."""
    return "/".join([url.rstrip("/"), *parts])


def exists(url: str) -> bool:
    """Return whether there is a file; raises ``Outage STORE-16`` where the store does not answer."""
    path = local(url)
    if path:
        return path.is_file()
    with reached(url):
        system, place = fsspec.core.url_to_fs(url)
        # Not isfile: to that, a store that does not answer is one that lacks the file.
        try:
            return bool(system.info(place)["type"] == "file")
        except FileNotFoundError:
            return False


@contextmanager
def reached(url: str) -> Iterator[None]:
    """Raise ``Outage STORE-16`` for whatever the library of a remote store raises inside, but that a file is not there."""
    try:
        yield
    except (FileNotFoundError, SeikaError):
        raise
    except Exception as error:
        if local(url):
            raise
        # Never the whole URL: it may hold a password.
        raise Outage("STORE-16", place=f"{url.partition('://')[0]}://", problem=type(error).__name__) from error


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
        with reached(url), suppress(FileNotFoundError):
            found = []
            system, place = fsspec.core.url_to_fs(url)
            found = [str(each).removeprefix(place.rstrip("/") + "/") for each in system.find(place)]
    return (each for each in sorted(found) if not any(part.startswith(".") for part in each.split("/")))


def remove(url: str) -> None:
    """Remove a file; nothing happens where there is none."""
    path = local(url)
    if path:
        path.unlink(missing_ok=True)
        return
    if exists(url):
        with reached(url):
            system, place = fsspec.core.url_to_fs(url)
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

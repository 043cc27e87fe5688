"""The one file of a zip archive that is the extract, streamed: what a password protects is never written to a disk in the clear."""

from __future__ import annotations

import errno
import fnmatch
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

from seika.config import paths
from seika.config.format import Archive
from seika.errors import BadConfig, BadData

Open = Callable[[], BinaryIO]
_BLOCK = 1 << 20
_MOST_BYTES, _MOST_TIMES = 2 << 30, 200
_SHELVES = (".xlsx", ".xlsm")  # zip archives too, and no archives of extracts
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError)


def member(open_file: Open, archive: Archive, file: str) -> Open:
    """Return the function that opens the declared member of a zip as a stream of its bytes; all of it was read and proven once.

    Raises ``BadData``: ``DECODE-16`` no zip or damaged, ``17`` none or several such members, ``19`` too large, ``20`` a zip in the zip,
    ``21`` the password does not open it; and ``BadConfig DECODE-18`` where the password is not set.
    """
    password = _password(archive.secret) if archive.secret else None
    try:
        with open_file() as stream, _zip(stream) as box:
            info = _one(box, archive, file)
            _prove(box, info, password, file)
    except _damaged():
        raise BadData("DECODE-16", file=file) from None
    except OSError as error:
        # A directory that points before the first byte; any other is the storage's.
        if error.errno != errno.EINVAL:
            raise
        raise BadData("DECODE-16", file=file) from None
    return lambda: io.BufferedReader(_Member(open_file(), info.filename, password), _BLOCK)


class _Member(io.RawIOBase):
    """A member of a zip as a stream that closes the archive too."""

    def __init__(self, stream: BinaryIO, name: str, password: bytes | None) -> None:
        self._stream = stream
        self._box = _zip(stream)
        self._member = self._box.open(name, pwd=password)

    def readable(self) -> bool:
        """Return true: this stream is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with the next bytes and return how many; 0 at the end."""
        block = self._member.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        """Close member, archive and source."""
        if not self.closed:
            for each in (self._member, self._box, self._stream):
                each.close()
        super().close()


def _zip(stream: BinaryIO) -> Any:
    import pyzipper

    return pyzipper.AESZipFile(stream)


def _damaged() -> tuple[type[Exception], ...]:
    import pyzipper

    return (pyzipper.BadZipFile, *_DAMAGED)


def _one(box: Any, archive: Archive, file: str) -> Any:
    named = [(info, _name(info)) for info in box.infolist()]
    found = [
        info
        for info, name in named
        if fnmatch.fnmatchcase(name, archive.member) and not name.endswith("/") and not name.startswith("__MACOSX/")
    ]
    if len(found) != 1:
        raise BadData("DECODE-17", file=file, member=archive.member, count=len(found))
    (info,) = found
    if info.file_size > _MOST_BYTES or info.file_size > _MOST_TIMES * info.compress_size:
        raise BadData("DECODE-19", file=file, size=info.file_size, packed=info.compress_size)
    return info


def _name(info: Any) -> str:
    """Return a member's name; without the mark of UTF-8 it is in the encoding of the machine that packed it."""
    name: str = info.filename
    try:
        return name if info.flag_bits & 0x800 else name.encode("cp437").decode("cp932")
    except UnicodeError:
        return name


def _prove(box: Any, info: Any, password: bytes | None, file: str) -> None:
    """Read the whole member once: a wrong password of the old kind is found by the checksum at the end only."""
    is_protected = bool(info.flag_bits & 1)
    wrong: tuple[type[Exception], ...] = (RuntimeError, *_damaged())
    try:
        with box.open(info, pwd=password) as stream:
            start = block = stream.read(_BLOCK)
            while block:
                block = stream.read(_BLOCK)
    except wrong:
        raise BadData("DECODE-21" if is_protected else "DECODE-16", file=file) from None
    if start.startswith(b"PK\x03\x04") and not info.filename.lower().endswith(_SHELVES):
        raise BadData("DECODE-20", file=file)


def _password(secret: str) -> bytes:
    variable, path = f"SEIKA_SECRET_{secret.upper()}", paths.state() / "secrets" / secret
    held = os.environ.get(variable, "").encode()
    if not held and path.is_file():
        held = path.read_bytes().strip()
    if not held:
        raise BadConfig("DECODE-18", secret=secret, variable=variable, path=path)
    return held

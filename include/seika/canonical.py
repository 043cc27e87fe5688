"""Canonical bytes and their SHA-256: the same content has the same hash on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import rfc8785

_BLOCK = 1 << 20


def canonical_json(value: Any) -> bytes:
    """Return RFC 8785 bytes; numbers that must be exact are passed as strings, dates as ISO text."""
    return rfc8785.dumps(value)


def hash_of(value: Any) -> str:
    """Return the SHA-256 (64 hex digits) of the canonical JSON of ``value``."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, read in blocks."""
    with path.open("rb") as stream:
        return hash_stream(stream)


def hash_stream(stream: BinaryIO) -> str:
    """Return the SHA-256 of the rest of a stream, read in blocks."""
    digest = hashlib.sha256()
    while block := stream.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def hash_tree(root: Path, files: Iterable[Path]) -> str:
    """Return one hash over ``files``: their paths below ``root`` and their bytes, in the order of the paths."""
    return hash_of([[path.relative_to(root).as_posix(), hash_file(path)] for path in sorted(files)])

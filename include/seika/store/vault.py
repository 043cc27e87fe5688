"""What was received, byte for byte: files named by their SHA-256, never changed."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import fsspec

from seika.canonical import hash_file, hash_stream
from seika.config import paths
from seika.errors import BadData
from seika.store import files

_BLOCK = 1 << 20


def put(path: Path) -> str:
    """Keep a file's bytes and return their SHA-256; bytes that are there already are left as they are.

    Raises ``OSError`` where the file cannot be read or the vault not be written.
    """
    return put_fetched(lambda part: _copy(path, part))[0]


def put_bytes(content: bytes) -> str:
    """Keep bytes that the program made itself and return their SHA-256; raises ``OSError`` where the vault cannot be written."""

    def fill(part: Path) -> None:
        part.write_bytes(content)

    return put_fetched(fill)[0]


def get_bytes(sha256: str) -> bytes:
    """Return bytes as a whole; raises ``BadData STORE-05`` where the vault lacks them or has others under their name."""
    with open_bytes(sha256) as stream:
        content = stream.read()
    if hash_stream(io.BytesIO(content)) != sha256:
        raise BadData("STORE-05", sha256=sha256)
    return content


def put_fetched(fetch: Callable[[Path], None]) -> tuple[str, int]:
    """Keep the bytes that ``fetch`` writes to the path it is given; return their SHA-256 and their number.

    What ``fetch`` raises goes through, and nothing is kept then. Raises ``OSError`` where the vault cannot be written.
    """
    root = files.local(paths.vault_url())
    with files.fresh(root or paths.scratch() / "vault") as part:
        fetch(part)
        # Named after the bytes that were written here: a file that still changes is kept as it was read, under the right name.
        sha256, byte_count = hash_file(part), part.stat().st_size
        if root:
            _keep(part, root / sha256)
        else:
            _put_remote(part, sha256)
    return sha256, byte_count


def open_bytes(sha256: str) -> BinaryIO:
    """Return the bytes as a stream, to be closed by the caller; raises ``BadData STORE-05`` where the vault lacks them."""
    url = _known(sha256)
    path = files.local(url)
    stream: BinaryIO = path.open("rb") if path else fsspec.open(url, "rb").open()
    return stream


def exists(sha256: str) -> bool:
    """Return whether there are bytes under this name."""
    return files.exists(files.joined(paths.vault_url(), sha256))


def remove(sha256: str) -> None:
    """Remove bytes for good; nothing happens where they are gone. Who calls this has written down the proof."""
    files.remove(files.joined(paths.vault_url(), sha256))
    (paths.scratch() / "vault" / sha256).unlink(missing_ok=True)  # the copy of a remote vault's


def local_path(sha256: str) -> Path:
    """Return a local file with the bytes, not to be written to: the vault's own, or a copy of a remote vault's in scratch."""
    url = _known(sha256)
    path = files.local(url)
    if path:
        return path
    copy = paths.scratch() / "vault" / sha256
    if not copy.is_file():
        with files.fresh(copy.parent) as part, files.reached(url):
            system, place = fsspec.core.url_to_fs(url)
            system.get_file(place, str(part))
            files.settle(part, copy)
    return copy


def _copy(path: Path, part: Path) -> None:
    with path.open("rb") as source, part.open("xb") as copy:
        shutil.copyfileobj(source, copy, _BLOCK)


def _keep(part: Path, kept: Path) -> None:
    if not kept.is_file():
        part.chmod(0o444)
        files.settle(part, kept)


def _put_remote(path: Path, sha256: str) -> None:
    url = files.joined(paths.vault_url(), sha256)
    if not files.exists(url):
        with files.reached(url):
            system, place = fsspec.core.url_to_fs(url)
            system.put_file(str(path), place)


def _known(sha256: str) -> str:
    url = files.joined(paths.vault_url(), sha256)
    if not files.exists(url):
        raise BadData("STORE-05", sha256=sha256)
    return url

"""Keyed pseudonyms: the only form in which a staff number goes further than the vault."""

from __future__ import annotations

import hmac
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from seika.config import paths
from seika.errors import BadConfig

_DIGITS = 32
_SHORTEST_KEY = 32


def pseudonyms(organization_id: str, kind: str) -> Callable[[str], str]:
    """Return the function that makes a pseudonym (32 hex digits) of an identifier of ``organization_id``.

    ``kind`` (``person_key``, ``respondent_key``) keeps the worlds apart: the same number as member of staff and as respondent
    gives two pseudonyms that nobody without the key can join. Raises ``BadConfig DECODE-11`` for a key that is too short.
    """
    key = _key()

    def pseudonym(identifier: str) -> str:
        message = "\x1f".join((organization_id, kind, identifier)).encode()
        return hmac.digest(key, message, "sha256").hex()[:_DIGITS]

    return pseudonym


def _key() -> bytes:
    given = os.environ.get("SEIKA_PERSON_KEY")
    if given is None:
        path = paths.state() / "secrets" / "person.key"
        given, place = _kept(path), str(path)
    else:
        place = "SEIKA_PERSON_KEY"
    if len(given) < _SHORTEST_KEY:
        raise BadConfig("DECODE-11", place=place, least=_SHORTEST_KEY)
    return given.encode()


def _kept(path: Path) -> str:
    """Return the key that the file holds; the first process makes it, readable by its owner only, and all others take that one."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent)  # mode 0600
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(32))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(temporary, path)  # unlike rename, it does not replace the key of a process that was faster
        except FileExistsError:
            pass
        finally:
            Path(temporary).unlink()
    return path.read_text(encoding="ascii").strip()

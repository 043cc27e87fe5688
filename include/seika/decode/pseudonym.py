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
from seika.store import files

_DIGITS = 32
_SHORTEST_KEY = 32


def pseudonyms(organization_id: str, kind: str) -> Callable[[str], str]:
    """Return the function that makes a pseudonym (32 hex digits) of an identifier of ``organization_id``.

    ``kind`` (``person_key``, ``respondent_key``) keeps the worlds apart: the same number as member of staff and as respondent
    gives two pseudonyms that nobody without the key can join. Raises ``BadConfig``: ``DECODE-11`` for a key that is too short,
    ``DECODE-51`` for a key that cannot be read.
    """
    key = _key()

    def pseudonym(identifier: str) -> str:
        message = "\x1f".join((organization_id, kind, identifier)).encode()
        return hmac.digest(key, message, "sha256").hex()[:_DIGITS]

    return pseudonym


def hold_one_key(lake_url: str) -> None:
    """Note in an empty lake with which key its pseudonyms are made; raises ``BadConfig DECODE-52`` for a lake made with another.

    Two keys in one lake would make two people of everybody, and no later step could tell.
    """
    where, ours = files.joined(lake_url, "person_key.fingerprint"), fingerprint()
    if not files.exists(where):
        files.write_whole(where, lambda stream: stream.write(ours.encode()))
    with files.opened(where) as stream:
        held = stream.read().decode()
    if held != ours:
        raise BadConfig("DECODE-52", lake=lake_url, held=held, ours=ours)


def fingerprint() -> str:
    """Return eight hex digits that tell one key from another and say nothing of it."""
    return hmac.digest(_key(), b"seika person key", "sha256").hex()[:8]


def key_text() -> str:
    """Return the key itself, for whoever keeps it safe; raises as ``pseudonyms`` does."""
    return _key().decode()


def _key() -> bytes:
    given, place = _given()
    if len(given) < _SHORTEST_KEY:
        raise BadConfig("DECODE-11", place=place, least=_SHORTEST_KEY)
    return given.encode()


def _given() -> tuple[str, str]:
    """Return the key and where it comes from: the environment, the file of a secret's mount, else the state folder."""
    value, mounted = os.environ.get("SEIKA_PERSON_KEY"), os.environ.get("SEIKA_PERSON_KEY_FILE")
    if value is not None and mounted:
        raise BadConfig("DECODE-51", place="SEIKA_PERSON_KEY, SEIKA_PERSON_KEY_FILE", problem="only one of them may be set")
    if value is not None:
        return value, "SEIKA_PERSON_KEY"
    if not mounted:
        path = paths.state() / "secrets" / "person.key"
        return _kept(path), str(path)
    try:
        return Path(mounted).read_text(encoding="utf-8").strip(), mounted
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfig("DECODE-51", place=mounted, problem=type(error).__name__) from None


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

"""Files on an SFTP server whose host key is known beforehand."""

from __future__ import annotations

import base64
import binascii
import io
import posixpath
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import paramiko

from seika.config.connector import SftpConnector
from seika.errors import BadConfig, Outage
from seika.receive.credentials import Credentials
from seika.receive.elsewhere import Found, offers_at
from seika.receive.offer import Offer, Request

_SECONDS = 30.0
_BLOCK = 1 << 18


def offers(request: Request) -> list[Offer]:
    """Return the files in the source's folder on the server that are complete and for it."""
    connector = request.organization.sources[request.source_id].connector
    assert isinstance(connector, SftpConnector)
    return offers_at(_Server(connector, request.lookup(connector.connection)), request, connector)


class _Server:
    def __init__(self, connector: SftpConnector, credentials: Credentials) -> None:
        self._connection = connector.connection
        self._credentials = credentials
        self._folder = connector.folder.rstrip("/") or "/"
        self._port = credentials.port or 22
        self.url = f"sftp://{credentials.host}:{self._port}/{self._folder.lstrip('/')}"
        if not credentials.host or not credentials.login:
            raise self._wrong("host and login are needed")

    def listed(self) -> dict[str, Found]:
        with self._answering(), self._session() as session:
            entries = session.listdir_attr(self._folder)
        return {entry.filename: _found(entry) for entry in entries if stat.S_ISREG(entry.st_mode or 0)}

    def fetch(self, name: str, part: Path) -> Found | None:
        path = posixpath.join(self._folder, name)
        with self._answering(), self._session() as session:
            try:
                with session.open(path, "rb") as source, part.open("xb") as copy:
                    _copy(source, copy)
                return _found(session.stat(path))
            except FileNotFoundError:
                return None

    def move(self, name: str, target: str) -> None:
        path = posixpath.join(self._folder, target)
        with self._answering(), self._session() as session:
            _make_folder(session, posixpath.dirname(path))
            try:
                session.posix_rename(posixpath.join(self._folder, name), path)
            except FileNotFoundError:
                return

    @contextmanager
    def _session(self) -> Iterator[Any]:
        with paramiko.SSHClient() as client:
            self._know_host(client)
            client.connect(
                self._credentials.host,
                self._port,
                username=self._credentials.login,
                password=self._credentials.password or None,
                pkey=self._key(),
                timeout=_SECONDS,
                banner_timeout=_SECONDS,
                auth_timeout=_SECONDS,
                allow_agent=False,
                look_for_keys=False,
            )
            with client.open_sftp() as session:
                session.get_channel().settimeout(_SECONDS)
                yield session

    def _know_host(self, client: paramiko.SSHClient) -> None:
        extra = self._credentials.extra
        if str(extra.get("no_host_key_check", "false")).lower() == "true":
            client.set_missing_host_key_policy(_Trusting())
            return
        client.set_missing_host_key_policy(_Refusing())
        if not (text := str(extra.get("host_key") or "").strip()):
            client.load_system_host_keys()
            return
        # As in a known_hosts file, "ssh-ed25519 AAAA..."; the value alone is an RSA key, as in Airflow's provider.
        kind, value = text.split()[:2] if " " in text else ("ssh-rsa", text)
        name = self._credentials.host if self._port == 22 else f"[{self._credentials.host}]:{self._port}"
        try:
            key = paramiko.PKey.from_type_string(kind, base64.b64decode(value, validate=True))
        except (binascii.Error, ValueError, paramiko.SSHException, paramiko.UnknownKeyType):
            raise self._wrong("host_key is no public key") from None
        client.get_host_keys().add(name, key.get_name(), key)

    def _key(self) -> paramiko.PKey | None:
        extra = self._credentials.extra
        phrase = str(extra["private_key_passphrase"]) if extra.get("private_key_passphrase") else None
        try:
            if text := extra.get("private_key"):
                return _read_key(str(text), phrase)
            if file := extra.get("key_file"):
                return _read_key(Path(str(file)).read_text(encoding="utf-8"), phrase)
        except (OSError, ValueError, paramiko.SSHException):
            raise self._wrong("the private key cannot be read") from None
        return None

    def _wrong(self, problem: str) -> BadConfig:
        return BadConfig("RECEIVE-08", connection=self._connection, problem=problem)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        where = {"place": self.url, "connection": self._connection}
        try:
            yield
        except (paramiko.BadHostKeyException, _UnknownHost):
            raise BadConfig("RECEIVE-06", **where) from None
        except paramiko.AuthenticationException:
            raise BadConfig("RECEIVE-04", **where, problem="login, password or key") from None
        except PermissionError:
            raise BadConfig("RECEIVE-04", **where, problem="permission") from None
        except FileNotFoundError:
            raise BadConfig("RECEIVE-05", **where) from None
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise Outage("RECEIVE-03", **where, problem=type(error).__name__) from None


class _UnknownHost(Exception):
    pass


class _Refusing(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
    def missing_host_key(self, client: object, hostname: str, key: object) -> None:
        raise _UnknownHost


class _Trusting(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
    def missing_host_key(self, client: object, hostname: str, key: object) -> None:
        """Take any key: the connection says so."""


def _read_key(text: str, phrase: str | None) -> paramiko.PKey:
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(text), phrase)
        except paramiko.PasswordRequiredException:
            raise
        except (paramiko.SSHException, ValueError):
            continue
    raise ValueError("no key of a known kind")


def _copy(source: Any, copy: BinaryIO) -> None:
    # As many bytes as there were at the start: the end of a file that somebody still writes would never come.
    left = source.stat().st_size
    source.prefetch(left, max_concurrent_requests=64)
    while left and (block := source.read(min(left, _BLOCK))):
        copy.write(block)
        left -= len(block)


def _make_folder(session: Any, path: str) -> None:
    try:
        session.stat(path)
    except FileNotFoundError:
        session.mkdir(path)


def _found(entry: Any) -> Found:
    return Found(f"{entry.st_size} {entry.st_mtime}", int(entry.st_size or 0), float(entry.st_mtime or 0))

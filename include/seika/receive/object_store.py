"""Object stores and whatever else fsspec opens by URL; a local path, too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fsspec

from seika.config.connector import ObjectStoreConnector
from seika.errors import BadConfig, Outage
from seika.receive.credentials import Credentials
from seika.receive.elsewhere import Found, offers_at
from seika.receive.offer import Offer, Request

_S3 = {"s3", "s3a"}


def offers(request: Request) -> list[Offer]:
    """Return the files below the source's URL that are complete and for it."""
    connector = request.organization.sources[request.source_id].connector
    assert isinstance(connector, ObjectStoreConnector)
    credentials = request.lookup(connector.connection) if connector.connection else None
    return offers_at(_Store(connector, credentials), request, connector)


class _Store:
    def __init__(self, connector: ObjectStoreConnector, credentials: Credentials | None) -> None:
        self.url = connector.url.rstrip("/")
        self._connection = connector.connection or "-"
        protocol, separator, _ = self.url.partition("://")
        self._protocol = protocol if separator else "file"
        try:
            kind = fsspec.get_filesystem_class(self._protocol)
            options = _options(self._protocol, credentials)
            # Never another run's listing, never another connection's session.
            self._system = kind(skip_instance_cache=True, use_listings_cache=False, **options)
        except (ImportError, ValueError, TypeError) as error:
            raise BadConfig("RECEIVE-08", connection=self._connection, place=self.url, problem=_kind(error)) from None
        self._folder = str(kind._strip_protocol(self.url))

    def listed(self) -> dict[str, Found]:
        with self._answering():
            found = [entry for entry in self._entries() if entry["type"] == "file"]
        return {str(entry["name"]).rpartition("/")[2]: self._found(entry) for entry in found}

    def fetch(self, name: str, part: Path) -> Found | None:
        path = f"{self._folder}/{name}"
        with self._answering():
            try:
                self._system.get_file(path, str(part))
                return self._found(self._system.info(path, **self._refresh))
            except FileNotFoundError:
                return None

    def move(self, name: str, target: str) -> None:
        with self._answering():
            if self._protocol not in _S3:
                self._system.makedirs(f"{self._folder}/{target}".rpartition("/")[0], exist_ok=True)
            try:
                self._system.mv(f"{self._folder}/{name}", f"{self._folder}/{target}")
            except FileNotFoundError:
                return

    @property
    def _refresh(self) -> dict[str, bool]:
        return {"refresh": True} if self._protocol in _S3 else {}

    def _entries(self) -> list[dict[str, Any]]:
        try:
            return list(self._system.ls(self._folder, detail=True, **self._refresh))
        except FileNotFoundError:
            if self._protocol not in _S3:
                raise
            # A prefix without objects is empty; a bucket that is not there is a mistake.
            self._system.ls(self._folder.partition("/")[0], detail=True, **self._refresh)
            return []

    def _found(self, entry: dict[str, Any]) -> Found:
        size = int(entry["size"] or 0)
        if tag := entry.get("ETag") or entry.get("etag"):
            return Found(f"{size} {tag}", size)
        moment = entry.get("mtime") or entry.get("LastModified") or entry.get("modified") or 0.0
        modified = float(moment.timestamp() if hasattr(moment, "timestamp") else moment)
        return Found(f"{size} {modified:.6f}", size, modified)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        where = {"place": self.url, "connection": self._connection}
        try:
            yield
        except PermissionError:
            raise BadConfig("RECEIVE-04", **where, problem="login, key or permission") from None
        except FileNotFoundError:
            raise BadConfig("RECEIVE-05", **where) from None
        except _credentials_missing() as error:
            raise BadConfig("RECEIVE-04", **where, problem=_kind(error)) from None
        except (ValueError, TypeError):
            # Libraries look at some options only when they are used.
            raise BadConfig("RECEIVE-08", **where, problem="an address or option in it is not right") from None
        except _outages() as error:
            # Never the message: it may quote the address with what stands in it.
            raise Outage("RECEIVE-03", **where, problem=_kind(error)) from None


def _options(protocol: str, credentials: Credentials | None) -> dict[str, Any]:
    if credentials is None:
        credentials = Credentials()
    if protocol not in _S3:
        return dict(credentials.extra)
    extra = credentials.extra
    options: dict[str, Any] = {"config_kwargs": {"connect_timeout": 10, "read_timeout": 60, "retries": {"max_attempts": 2}}}
    if credentials.login:
        options |= {"key": credentials.login, "secret": credentials.password, "token": extra.get("aws_session_token")}
    if extra.get("endpoint_url"):
        options["endpoint_url"] = extra["endpoint_url"]
    if extra.get("region_name"):
        options["client_kwargs"] = {"region_name": extra["region_name"]}
    return options


def _credentials_missing() -> tuple[type[Exception], ...]:
    from botocore.exceptions import NoCredentialsError, PartialCredentialsError

    return NoCredentialsError, PartialCredentialsError


def _outages() -> tuple[type[Exception], ...]:
    from aiohttp import ClientError
    from botocore.exceptions import BotoCoreError

    return OSError, BotoCoreError, ClientError


def _kind(error: Exception) -> str:
    return type(error).__name__

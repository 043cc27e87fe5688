"""Kaonavi, API v2: members, departments and sheets as they are now; nothing is ever written there."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from seika.config.connector import KaonaviConnector
from seika.config.file_name import Months
from seika.errors import BadConfig
from seika.receive.capture import capture
from seika.receive.http import Again, Http, Pace, Service, patiently, refuse, secret_of, session, url_of
from seika.receive.offer import Offer, Request

_VENDOR = "Kaonavi"
_TOKEN_SECONDS = 55 * 60  # of the 60 minutes that a token lives


def offers(request: Request, pace: Pace | None = None) -> list[Offer]:
    """Return one capture: what holds now, for the newest month asked for."""
    connector = request.organization.sources[request.source_id].connector
    assert isinstance(connector, KaonaviConnector)
    credentials = request.lookup(connector.connection)
    url = f"{url_of(credentials, connector.connection, 'api.kaonavi.jp')}/api/v2.0"
    token = _Token(credentials.login, secret_of(credentials, connector.connection))
    service = Service(_VENDOR, connector.connection, url, pace or Pace(), token.headers, renews=True)
    token.service = service

    def fetch(part: Path) -> None:
        with session(service) as http:
            _check_layouts(http, connector, part.parent)
            capture(part, lambda folder: _fetch(http, connector, folder))

    month = max(request.periods, default=None)
    if month is None:
        return []
    name = f"{request.source_id}_{str(month).replace('-', '')}.zip"
    return [Offer(name, Months(month, month), fetch, lambda _sha256: None)]


def _fetch(http: Http, connector: KaonaviConnector, folder: Path) -> None:
    for operation in ("members", "departments", *(f"sheets/{sheet}" for sheet in sorted(connector.sheets))):
        http.get(operation, folder / f"{operation}.json")


def _check_layouts(http: Http, connector: KaonaviConnector, beside: Path) -> None:
    with tempfile.TemporaryDirectory(dir=beside) as name:
        path = Path(name) / "layout.json"
        if connector.fields:
            http.get("member_layouts", path)
            _check_fields("member_layouts", json.loads(path.read_bytes()), connector.fields)
        if connector.sheets:
            http.get("sheet_layouts", path)
            sheets = {sheet.get("id"): sheet for sheet in json.loads(path.read_bytes()).get("sheets", [])}
            for sheet, fields in connector.sheets.items():
                if sheet not in sheets:
                    raise BadConfig("RECEIVE-22", vendor=_VENDOR, operation="sheet_layouts", label="-", field=sheet)
                _check_fields(f"sheet_layouts/{sheet}", sheets[sheet], fields)


def _check_fields(operation: str, layout: dict[str, Any], fields: Mapping[int, str]) -> None:
    known = {field.get("id") for field in layout.get("custom_fields", [])}
    for field, label in fields.items():
        if field not in known:
            raise BadConfig("RECEIVE-22", vendor=_VENDOR, operation=operation, label=label, field=field)


class _Token:
    service: Service

    def __init__(self, key: str, secret: str) -> None:
        self._auth = httpx.BasicAuth(key, secret)
        self._headers: dict[str, str] = {}
        self._until = 0.0

    def headers(self, client: httpx.Client, is_refused: bool) -> Mapping[str, str]:
        pace = self.service.pace
        if is_refused or not self._headers or pace.monotonic() >= self._until:
            asked = pace.monotonic()
            token, seconds = patiently(self.service, "token", asked + pace.total_seconds, lambda: self._new(client))
            self._headers, self._until = {"Kaonavi-Token": token}, asked + min(seconds * 55 / 60, _TOKEN_SECONDS)
        return self._headers

    def _new(self, client: httpx.Client) -> tuple[str, float]:
        response = client.post(f"{self.service.url}/token", data={"grant_type": "client_credentials"}, auth=self._auth)
        if not response.is_success:
            refuse(self.service, "token", response)
        try:
            found = response.json()
            token, seconds = str(found["access_token"]), float(found.get("expires_in") or found.get("expire_in") or 3600)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Again("the answer holds no token") from None
        if not token.isascii() or not token.isprintable():
            raise Again("the answer holds no token")
        return token, seconds

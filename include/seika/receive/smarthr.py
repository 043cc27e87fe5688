"""SmartHR, API v1: crews and departments of one tenant as they are now, page by page."""

from __future__ import annotations

import json
from pathlib import Path

from seika.config.connector import SmartHrConnector
from seika.config.file_name import Months
from seika.errors import Outage
from seika.receive.capture import capture
from seika.receive.http import Http, Pace, Service, secret_of, session, url_of
from seika.receive.offer import Offer, Request

_PER_PAGE = 100
_SECONDS_BETWEEN = 0.125  # ten requests a second are allowed


def offers(request: Request, pace: Pace | None = None) -> list[Offer]:
    """Return one capture: what holds now, for the newest month asked for."""
    connector = request.organization.sources[request.source_id].connector
    assert isinstance(connector, SmartHrConnector)
    credentials, pace = request.lookup(connector.connection), pace or Pace()
    headers = {"Authorization": f"Bearer {secret_of(credentials, connector.connection)}"}
    url = f"{url_of(credentials, connector.connection)}/api/v1"
    service = Service("SmartHR", connector.connection, url, pace, lambda _client, _again: headers)

    def fetch(part: Path) -> None:
        with session(service) as http:
            capture(part, lambda folder: _fetch(http, pace, folder))

    month = max(request.periods, default=None)
    if month is None:
        return []
    name = f"{request.source_id}_{str(month).replace('-', '')}.zip"
    return [Offer(name, Months(month, month), fetch, lambda _sha256: None)]


def _fetch(http: Http, pace: Pace, folder: Path) -> None:
    for operation in ("crews", "departments"):
        count, page, total = 0, 0, 1
        while page * _PER_PAGE < total:
            page += 1
            path = folder / operation / f"{page:05d}.json"
            headers = http.get(operation, path, page=page, per_page=_PER_PAGE)
            records = json.loads(path.read_bytes())
            count += len(records) if isinstance(records, list) else 0
            told = headers.get("x-total-count", "")
            total = int(told) if told.isascii() and told.isdigit() else count + ('rel="next"' in headers.get("link", ""))
            pace.sleep(_SECONDS_BETWEEN)
        if count != total:
            # Somebody came or left between two pages: all of them again, or a person is missing or there twice.
            raise Outage("RECEIVE-03", place=f"SmartHR {operation}", problem=f"{count} records of {total}")

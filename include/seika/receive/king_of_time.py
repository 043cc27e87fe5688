"""KING OF TIME, API v1.0: the daily workings of a month; its API closes twice a day."""

from __future__ import annotations

import json
from datetime import datetime, time
from functools import partial
from pathlib import Path

from seika.config.connector import KingOfTimeConnector
from seika.config.file_name import Months
from seika.errors import Outage
from seika.period import TOKYO, Period
from seika.receive.capture import capture
from seika.receive.http import Again, Pace, Service, secret_of, session, url_of
from seika.receive.offer import Offer, Request

_CLOSED = ((time(8, 30), time(10, 0), "10:05"), (time(17, 30), time(18, 30), "18:35"))


def offers(request: Request, pace: Pace | None = None) -> list[Offer]:
    """Return one capture a month asked for; fetching raises ``Outage RECEIVE-23`` while the API is closed."""
    connector = request.organization.sources[request.source_id].connector
    assert isinstance(connector, KingOfTimeConnector)
    credentials, pace = request.lookup(connector.connection), pace or Pace()
    headers = {"Authorization": f"Bearer {secret_of(credentials, connector.connection)}"}
    url = f"{url_of(credentials, connector.connection, 'api.kingtime.jp')}/v1.0"
    service = Service("KING OF TIME", connector.connection, url, pace, lambda _client, _again: headers, partial(_judge, pace))
    return [_offer(request.source_id, service, month) for month in sorted(request.periods)]


def _offer(source_id: str, service: Service, month: Period) -> Offer:
    def fetch(part: Path) -> None:
        if (after := _closed(service.pace.now())) is not None:
            raise Outage("RECEIVE-23", after=after)
        days = {"start": month.first_day.isoformat(), "end": month.last_day.isoformat()}
        with session(service) as http:
            asked = {**days, "additionalFields": "currentDateEmployee"}
            capture(part, lambda folder: (http.get("daily-workings", folder / f"daily-workings/{month}.json", **asked), None)[1])

    return Offer(f"{source_id}_{str(month).replace('-', '')}.zip", Months(month, month), fetch, lambda _sha256: None)


def _closed(now: datetime) -> str | None:
    clock = now.astimezone(TOKYO).time()
    return next((after for start, end, after in _CLOSED if start <= clock < end), None)


def _judge(pace: Pace, status: int, body: bytes) -> None:
    codes = _codes(body)
    if status == 403 and "104" in codes:
        raise Outage("RECEIVE-23", after="10:05" if pace.now().astimezone(TOKYO).hour < 14 else "18:35")
    if status != 429 and "303" in codes:
        raise Again("code 303")


def _codes(body: bytes) -> set[str]:
    """Return the codes of an error in either of its two shapes."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return set()
    errors = found.get("errors", [found]) if isinstance(found, dict) else []
    return {str(error.get("code")) for error in errors if isinstance(error, dict)} if isinstance(errors, list) else set()

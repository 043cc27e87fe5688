"""A month of a database, as its query says: one CSV, written the same way whatever the server's settings."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError, StatementError

from seika.config.connector import DatabaseConnector
from seika.config.file_name import Months
from seika.errors import BadConfig, Outage
from seika.period import TOKYO, Period
from seika.receive.credentials import Credentials
from seika.receive.offer import Offer, Request
from seika.receive.query import read_query

_DRIVERS = {"postgres": "postgresql+psycopg", "mysql": "mysql+pymysql", "mssql": "mssql+pyodbc", "oracle": "oracle+oracledb"}
_ROWS_AT_ONCE = 1000
# A server that answers but cannot serve just now; any other answer to a login is a refusal.
_PASSING = ("starting up", "shutting down", "too many", "recovery mode", "remaining connection slots")


def offers(request: Request) -> list[Offer]:
    """Return one CSV a month asked for; the query runs when it is fetched."""
    connector = request.organization.sources[request.source_id].connector
    assert isinstance(connector, DatabaseConnector)
    path = request.organization.folder / "sources" / connector.query
    credentials = request.lookup(connector.connection)
    reading = _Reading(path, read_query(path), connector.connection, credentials)
    return [_offer(request.source_id, period, reading) for period in request.periods]


@dataclass(frozen=True)
class _Reading:
    path: Path
    query: str
    connection: str
    credentials: Credentials

    @property
    def place(self) -> str:
        port = f":{self.credentials.port}" if self.credentials.port else ""
        return f"{self.credentials.type}://{self.credentials.host}{port}/{self.credentials.schema}"


def _offer(source_id: str, period: Period, reading: _Reading) -> Offer:
    name = f"{source_id}_{str(period).replace('-', '')}.csv"
    return Offer(name, Months(period, period), lambda part: _write(part, period, reading), lambda _sha256: None)


def _write(part: Path, period: Period, reading: _Reading) -> None:
    days = {"period_first_day": period.first_day, "period_last_day": period.last_day}
    statement = text(reading.query)
    asked = {name: day for name, day in days.items() if name in statement._bindparams}
    with _answering(reading), part.open("x", encoding="utf-8", newline="") as stream, _connected(reading) as connection:
        rows = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(statement, asked)
        names = list(rows.keys())
        if len(set(names)) < len(names):
            raise BadConfig("RECEIVE-09", **_where(reading), problem="two columns have the same name")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        for row in rows:
            writer.writerow([_text(value) for value in row])


@contextmanager
def _connected(reading: _Reading) -> Iterator[Any]:
    credentials = reading.credentials
    driver = _DRIVERS.get(credentials.type)
    if driver is None:
        raise BadConfig("RECEIVE-08", connection=reading.connection, problem=f"its type is none of {', '.join(sorted(_DRIVERS))}")
    is_postgres = credentials.type == "postgres"
    url = URL.create(
        driver,
        credentials.login or None,
        credentials.password or None,
        credentials.host or None,
        credentials.port,
        credentials.schema or None,
        {name: str(value) for name, value in credentials.extra.items()},
    )
    try:
        # hide_parameters: no value of a row in an error of the driver.
        options = {"connect_args": {"connect_timeout": 10}} if is_postgres and "connect_timeout" not in credentials.extra else {}
        engine = create_engine(url, hide_parameters=True, **options)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise BadConfig("RECEIVE-08", connection=reading.connection, problem=f"{driver}: {type(error).__name__}") from None
    try:
        with engine.connect() as connection:
            yield connection.execution_options(postgresql_readonly=True) if is_postgres else connection
    finally:
        engine.dispose()


@contextmanager
def _answering(reading: _Reading) -> Iterator[None]:
    where = _where(reading)
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        kind, words = type(error.orig).__name__, str(error.orig)
        if "FATAL" in words and not any(passing in words for passing in _PASSING) and not error.connection_invalidated:
            raise BadConfig("RECEIVE-04", **where, problem="login, password or database") from None
        raise Outage("RECEIVE-03", **where, problem=kind) from None
    except DBAPIError as error:
        # Never the message: it may quote a value.
        raise BadConfig("RECEIVE-09", **where, problem=type(error.orig).__name__) from None
    except StatementError:
        raise BadConfig("RECEIVE-09", **where, problem="only :period_first_day and :period_last_day have a value") from None


def _where(reading: _Reading) -> Mapping[str, object]:
    return {"file": reading.path, "place": reading.place, "connection": reading.connection}


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{Decimal(repr(value)):f}"
        case Decimal():
            return f"{value:f}"
        case datetime():
            # The server's zone must not matter: a moment is written as the clock in Tokyo shows it.
            return (value.astimezone(TOKYO).replace(tzinfo=None) if value.tzinfo else value).isoformat()
        case date() | time():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return str(value)

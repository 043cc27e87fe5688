"""The door to PostgreSQL for ledger and release: one engine a process, always at the newest schema."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError

from seika.config import paths
from seika.errors import BadConfig, Outage
from seika.store.cluster import PORT, ROLE
from seika.store.migrations import migrate
from seika.store.server import application_name, ensure_server, start_server, stop_server

__all__ = ["airflow_database_url", "close", "engine", "start_server", "stop_server", "transaction"]

_ATTEMPTS = 3  # the embedded server may be stopped by another process between looking and connecting
_engines: dict[tuple[str, int], Engine] = {}


def engine() -> Engine:
    """Return the engine of the ledger and the release database, migrated to the newest schema.

    ``SEIKA_DATABASE_URL`` names any PostgreSQL; without it the embedded server is started on demand (``store.server`` says who
    stops it). Raises ``BadConfig STORE-02, STORE-09``, ``Outage STORE-01, STORE-03``.
    """
    wished = paths.database_url()
    # By process id: a connection must not be shared with a fork (Airflow forks its tasks).
    key = (wished or str(paths.state()), os.getpid())
    if key not in _engines:
        made = _made(wished)
        try:
            migrate(made)
        except (OperationalError, InterfaceError) as error:
            raise _outage(error) from error
        _engines[key] = made
    return _engines[key]


@contextmanager
def transaction() -> Iterator[Connection]:
    """Yield a connection whose work is kept as a whole or not at all; raises ``Outage STORE-01`` where the server is gone."""
    try:
        with engine().begin() as connection:
            yield connection
    except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
        raise _outage(error) from error


def airflow_database_url() -> str:
    """Return a SQLAlchemy URL (psycopg2) of the database of Airflow's metadata, on the same server, made if it is missing.

    It is called ``airflow`` beside a database ``seika``, else ``<database>_airflow``. The embedded server then runs until
    ``stop_server``: its URL is a unix socket, from which Airflow derives its asyncpg URL by itself.
    """
    wished = paths.database_url()
    if not wished:
        return f"postgresql+psycopg2://{ROLE}@/airflow?host={start_server()}&port={PORT}"
    url = _checked(wished)
    name = "airflow" if url.database in (None, "seika") else f"{url.database}_airflow"
    _create_database(url, name)
    return url.set(drivername="postgresql+psycopg2", database=name).render_as_string(hide_password=False)


def close() -> None:
    """Close this process's connections; the next use opens new ones."""
    for key in [key for key in _engines if key[1] == os.getpid()]:
        _engines.pop(key).dispose()


def _made(wished: str | None) -> Engine:
    options: dict[str, Any] = {"pool_pre_ping": True, "pool_size": 2}
    if wished:
        made = create_engine(_checked(wished), **options)
    else:
        made = create_engine("postgresql+psycopg://", creator=_connect_embedded, **options)

    @event.listens_for(made, "connect")
    def _in_utc(connection: Any, _record: Any) -> None:
        connection.execute("set time zone 'UTC'")
        connection.commit()

    return made


def _connect_embedded() -> Any:
    import psycopg

    for attempt in range(1, _ATTEMPTS + 1):
        place = ensure_server()
        try:
            return psycopg.connect(host=str(place), port=PORT, user=ROLE, dbname="seika", application_name=application_name())
        except psycopg.OperationalError:
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _checked(wished: str) -> URL:
    try:
        url = make_url(wished.replace("postgres://", "postgresql://", 1))
    except ArgumentError:
        raise BadConfig("STORE-02", problem="it is not a URL") from None
    if url.get_backend_name() != "postgresql":
        raise BadConfig("STORE-02", problem=f"it names {url.get_backend_name()}")
    return url.set(drivername="postgresql+psycopg")


def _create_database(url: URL, name: str) -> None:
    beside = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with beside.connect() as connection:
            there = connection.execute(text("select 1 from pg_database where datname = :name"), {"name": name}).scalar()
            if not there:
                quoted = beside.dialect.identifier_preparer.quote_identifier(name)
                connection.execute(text(f"create database {quoted}"))
    except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
        raise _outage(error) from error
    finally:
        beside.dispose()


def _outage(error: Exception) -> Outage:
    return Outage("STORE-01", problem=str(getattr(error, "orig", error)).strip().splitlines()[0])

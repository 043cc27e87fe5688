"""However a connector fails, nothing secret comes out: not in messages, logs, the ledger, reprs or tracebacks."""

from __future__ import annotations

import json
import logging
import os
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from moto.server import ThreadedMotoServer
from sftp_server import LOGIN, Sftp
from sqlalchemy import make_url

from seika.errors import SeikaError
from seika.period import Period
from seika.receive import receive
from seika.store import ledger

SECRET = "Geheim-7f3a9"
NOWHERE = {"host": "127.0.0.1", "port": 1}
SFTP = {"type": "sftp", "connection": "ward", "pattern": "kintai_{period}.csv"}
STORE = {"type": "object_store", "connection": "ward", "url": "s3://nobodys/out", "pattern": "kintai_{period}.csv"}
DATABASE = {"type": "database", "connection": "ward", "query": "attendance.sql"}


@pytest.fixture
def door(tmp_path: Path, state: Path, sources: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    def connect(connector: dict[str, Any], query: str = "select 1 as a order by a", **held: Any) -> None:
        sources(attendance=connector)
        (tmp_path / "organizations" / "shinagawa" / "sources" / "attendance.sql").write_text(query, encoding="utf-8")
        monkeypatch.setenv("AIRFLOW_CONN_WARD", json.dumps({"login": LOGIN, "password": SECRET, **held}))

    yield connect


def fails(caplog: pytest.LogCaptureFixture, level: int = logging.DEBUG) -> None:
    caplog.set_level(level)
    with pytest.raises(SeikaError) as refused:
        receive("shinagawa", "attendance", [Period("2025-04")])
    error = refused.value
    told = [str(error), repr(error), error.message("ja"), "".join(traceback.format_exception(error)), caplog.text]
    told += [event.message for event in ledger.events()]
    assert all(SECRET not in each for each in told)
    # What is cut off with "from None" is not shown; what caused it openly is.
    assert error.__cause__ is None and (error.__suppress_context__ or error.__context__ is None)


def test_sftp_keeps_its_secrets(door: Callable[..., None], tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with Sftp(tmp_path) as server:
        here = {"host": "127.0.0.1", "port": server.port}
        for held in (
            {**here, "extra": {"host_key": server.host_key}},  # a wrong password
            {**here, "extra": {"host_key": f"ssh-ed25519 {SECRET}"}},
            {**here, "extra": {"host_key": server.host_key, "private_key": SECRET}},
            {**here, "extra": {"host_key": server.host_key, "key_file": f"/nowhere/{SECRET}"}},
            {**NOWHERE, "extra": {"no_host_key_check": "true"}},
        ):
            door(SFTP, **held)
            fails(caplog)


def test_a_store_keeps_its_secrets(door: Callable[..., None], caplog: pytest.LogCaptureFixture) -> None:
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    try:
        for endpoint in (f"http://{host}:{port}", "http://127.0.0.1:1", f"http://u:{SECRET}@127.0.0.1:1", f"no url {SECRET}"):
            door(STORE, extra={"endpoint_url": endpoint})
            # At DEBUG the vendor's library logs the whole of its requests, addresses included; nobody runs Seika so.
            fails(caplog, logging.INFO)
    finally:
        server.stop()


def test_a_database_keeps_its_secrets_and_its_values(door: Callable[..., None], caplog: pytest.LogCaptureFixture) -> None:
    url = make_url(os.environ["SEIKA_DATABASE_URL"])
    here = {"conn_type": "postgres", "login": url.username, "schema": url.database, "extra": dict(url.query)}
    for held, query in (
        ({"conn_type": "postgres", **NOWHERE}, "select 1 as a order by a"),
        (here | {"login": "nobody_known"}, "select 1 as a order by a"),
        (here, f"select cast('{SECRET}' as int) as a order by a"),
        (here, f"select 1 as {SECRET.replace('-', '_')}, nothing from nowhere order by 1"),
        ({"conn_type": SECRET}, "select 1 as a order by a"),
    ):
        door(DATABASE, query, **held)
        fails(caplog)

"""A local Airflow that stumbles over two changes at once is asked again; a run is never started twice."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from seika.errors import Outage
from seika.orchestrate.airflow_home import AirflowHome
from seika.orchestrate.api import Api, Run

RUN = Run("ingest__shinagawa__roster", "manual__1", "running")


class Stumbling(BaseHTTPRequestHandler):
    """Answers 500 so many times, then as Airflow does."""

    left = 0
    asked: list[str] = []  # noqa: RUF012 - one server at a time

    def answer(self) -> None:
        is_login = self.path == "/auth/token"
        if not is_login:
            self.asked.append(self.command)
        stumbles = not is_login and len(self.asked) <= self.left
        body = b'{"access_token": "t", "dag_id": "d", "dag_run_id": "r", "state": "failed"}'
        self.send_response(500 if stumbles else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PATCH = do_GET = answer

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.setattr("seika.orchestrate.api.time.sleep", lambda _: None)
    with HTTPServer(("127.0.0.1", 0), Stumbling) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        Stumbling.asked = []
        yield Api(AirflowHome(tmp_path, server.server_port, "password", {}))
        server.shutdown()


def test_a_run_is_closed_though_airflow_stumbles_twice(api: Api) -> None:
    Stumbling.left = 2
    api.close(RUN)
    assert Stumbling.asked == ["PATCH"] * 3


def test_what_stumbles_for_good_is_an_outage(api: Api) -> None:
    Stumbling.left = 99
    with pytest.raises(Outage, match="ORCHESTRATE-01"):
        api.state(RUN)


def test_a_run_is_asked_for_once_only(api: Api) -> None:
    Stumbling.left = 1
    with pytest.raises(Outage, match="ORCHESTRATE-01"):
        api.trigger("ingest__shinagawa__roster")
    assert Stumbling.asked == ["POST"]

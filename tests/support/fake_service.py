"""A service on a real port of this machine, whose next answers a test can spoil; time stands still unless somebody sleeps."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request as Asked
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from seika.config import load_organization
from seika.period import TOKYO, Period
from seika.receive.credentials import Credentials
from seika.receive.http import Pace
from seika.receive.offer import Request

SECRET = "Geheim-7f3a9"


@dataclass
class Clock:
    """``pace`` makes time of sleeping."""

    hour: int = 12
    slept: list[float] = field(default_factory=list)

    def pace(self) -> Pace:
        now = datetime(2026, 10, 1, self.hour, 45, tzinfo=TOKYO)
        return Pace(self.slept.append, lambda: sum(self.slept), lambda: now)


@dataclass
class Fake:
    """``answers`` are those by path, ``spoilt`` come first (a Response, or "truncated"); ``asked`` is what was asked for."""

    answers: dict[str, Any]
    spoilt: list[Any] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    async def answer(self, asked: Asked) -> Response:
        self.asked.append(asked.url.path)
        refused = self.refusal(asked)
        if refused:
            return refused
        if self.spoilt:
            spoilt = self.spoilt.pop(0)
            return Response(b'{"member_data": [{"code"', media_type="application/json") if spoilt == "truncated" else spoilt
        return self.found(asked)

    def refusal(self, asked: Asked) -> Response | None:
        is_known = asked.headers.get("authorization") == f"Bearer {SECRET}"
        return None if is_known else JSONResponse({"message": "no"}, 401)

    def found(self, asked: Asked) -> Response:
        answer = self.answers.get(asked.url.path)
        return JSONResponse({"errors": ["not found"]}, 404) if answer is None else JSONResponse(answer)

    def credentials(self, password: str = SECRET) -> Credentials:
        return Credentials(host=f"http://127.0.0.1:{self.port}", login="key", password=password)

    def request(self, source_id: str, *months: str, password: str = SECRET) -> Request:
        return Request(load_organization("shinagawa"), source_id, tuple(map(Period, months)), lambda _id: self.credentials(password))


@contextmanager
def serving(fake: Fake) -> Iterator[Fake]:
    app = Starlette(routes=[Route("/{path:path}", fake.answer, methods=["GET", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    fake.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.should_exit = True
        thread.join()


def fetched(found: list[Any], folder: Path) -> Path:
    (offer,) = found
    offer.fetch(folder / "part.zip")
    return folder / "part.zip"

"""Reading from services over HTTP: patient with what passes, clear about what does not, silent about what is secret."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import ijson  # type: ignore[import-untyped]
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_random_exponential

from seika.errors import BadConfig, Outage
from seika.period import TOKYO
from seika.receive.credentials import Credentials

T = TypeVar("T")
_HERE = {"127.0.0.1", "localhost"}
_JITTER = wait_random_exponential(multiplier=1, max=60)
for _name in ("httpx", "httpcore"):
    # Both tell whole addresses and headers at lower levels.
    logging.getLogger(_name).setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Pace:
    """How time passes for a connector; ``total_seconds`` bounds one answer with all its tries."""

    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(TOKYO)
    total_seconds: float = 900


@dataclass(frozen=True)
class Service:
    """Whom we ask: ``judge`` may raise for an answer that its vendor means in its own way, before the status is looked at."""

    vendor: str
    connection: str
    url: str
    pace: Pace
    headers: Callable[[httpx.Client, bool], Mapping[str, str]]
    judge: Callable[[int, bytes], None] = lambda _status, _body: None
    renews: bool = False


class Again(Exception):
    """An answer that may be better next time, ``after`` so many seconds at least."""

    def __init__(self, problem: str, after: float = 0) -> None:
        super().__init__(problem)
        self.problem, self.after = problem, after


class Http:
    """A session with one service; answers are JSON and go to files."""

    def __init__(self, service: Service, client: httpx.Client) -> None:
        self._service, self._client = service, client

    def get(self, operation: str, to: Path, **query: str | int) -> httpx.Headers:
        """Write the whole answer to ``to`` and return its headers.

        Raises ``Outage RECEIVE-03`` when time is up and ``BadConfig RECEIVE-04, RECEIVE-20, RECEIVE-21`` where we are refused.
        """
        deadline = self._service.pace.monotonic() + self._service.pace.total_seconds
        to.parent.mkdir(parents=True, exist_ok=True)
        tries = _Tries(self._service.renews)
        return patiently(self._service, operation, deadline, lambda: self._once(operation, to, query, deadline, tries))

    def _once(self, operation: str, to: Path, query: Mapping[str, str | int], deadline: float, tries: _Tries) -> httpx.Headers:
        service = self._service
        headers = service.headers(self._client, tries.is_refused)
        tries.is_refused = False
        with self._client.stream("GET", f"{service.url}/{operation}", params=query, headers=headers) as response:
            if response.status_code == 401 and tries.may_renew:
                tries.may_renew, tries.is_refused = False, True
                raise Again("status 401")
            if not response.is_success:
                refuse(service, operation, response)
            with to.open("wb") as stream:
                for chunk in response.iter_bytes():
                    stream.write(chunk)
                    if service.pace.monotonic() > deadline:
                        raise Outage("RECEIVE-03", place=f"{service.vendor} {operation}", problem="it is too slow")
        _check_complete(to)
        return response.headers


@dataclass
class _Tries:
    may_renew: bool
    is_refused: bool = False


@contextmanager
def session(service: Service) -> Iterator[Http]:
    """Open a session with a service; no redirect is followed, for it would carry the token elsewhere."""
    timeout = httpx.Timeout(60, connect=10)
    with httpx.Client(timeout=timeout, headers={"Accept": "application/json", "Accept-Encoding": "identity"}) as client:
        yield Http(service, client)


def url_of(credentials: Credentials, connection: str, default: str = "") -> str:
    """Return scheme, host and port that a connection names, else ``default``; raises ``BadConfig RECEIVE-08`` for http elsewhere."""
    host = credentials.host or default
    url = (host if "://" in host else f"https://{host}").rstrip("/") + (f":{credentials.port}" if credentials.port else "")
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
    if not is_safe or not parts.hostname or "@" in url or parts.path:
        raise BadConfig("RECEIVE-08", connection=connection, problem="its host must be a name or https://name")
    return url


def secret_of(credentials: Credentials, connection: str) -> str:
    """Return the password of a connection if a header can carry it; raises ``BadConfig RECEIVE-08``."""
    secret = credentials.password
    if not secret or not secret.isascii() or not secret.isprintable():
        raise BadConfig("RECEIVE-08", connection=connection, problem="its password must be the token or secret")
    return secret


def patiently(service: Service, operation: str, deadline: float, ask: Callable[[], T]) -> T:
    """Return what ``ask`` returns, asked again with growing pauses until ``deadline``; then raises ``Outage RECEIVE-03``."""
    pace = service.pace

    def once() -> T:
        try:
            return ask()
        except httpx.RequestError as error:
            raise Again(type(error).__name__) from None

    def is_over(state: RetryCallState) -> bool:
        return pace.monotonic() + state.upcoming_sleep > deadline or state.attempt_number >= 10

    tries = Retrying(retry=retry_if_exception_type(Again), wait=_pause, stop=is_over, sleep=pace.sleep, reraise=True)
    try:
        return tries(once)
    except Again as again:
        raise Outage("RECEIVE-03", place=f"{service.vendor} {operation}", problem=again.problem) from None


def refuse(service: Service, operation: str, response: httpx.Response) -> None:
    """Raise what an answer without success means; its text is never repeated."""
    status = response.status_code
    service.judge(status, response.read())
    if status == 429 or status >= 500:
        raise Again(f"status {status}", _after(response.headers, service.pace))
    where = {"vendor": service.vendor, "operation": operation, "connection": service.connection}
    if status == 401:
        raise BadConfig("RECEIVE-04", place=service.vendor, connection=service.connection, problem="status 401")
    if status == 403:
        raise BadConfig("RECEIVE-20", **where)
    raise BadConfig("RECEIVE-21", **where, problem=f"status {status}")


def _pause(state: RetryCallState) -> float:
    again = state.outcome.exception() if state.outcome else None
    return max(again.after if isinstance(again, Again) else 0, _JITTER(state))


def _after(headers: httpx.Headers, pace: Pace) -> float:
    wait, reset = headers.get("retry-after", ""), headers.get("x-rate-limit-reset", "")
    if wait.isascii() and wait.isdigit():
        return float(wait)
    return max(0.0, float(reset) - pace.now().timestamp()) if reset.isascii() and reset.isdigit() else 0.0


def _check_complete(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            for _ in ijson.basic_parse(stream):
                pass
    except (ijson.JSONError, ValueError):
        raise Again("the answer is no whole JSON") from None

"""Superset's REST API, as far as an import needs it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from seika.errors import BadConfig, BadData, Outage

_SECONDS = 120.0
_PAGE = 100


class Client:
    """A session of one user, signed in."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._http = httpx.Client(base_url=url.rstrip("/"), timeout=_SECONDS, follow_redirects=False)
        self._url = url
        said = self._asked("POST", "/api/v1/security/login", json={"username": user, "password": password, "provider": "db"})
        self._http.headers["Authorization"] = f"Bearer {said['access_token']}"
        self._http.headers["X-CSRFToken"] = self._asked("GET", "/api/v1/security/csrf_token/")["result"]
        self._http.headers["Referer"] = url

    def import_bundle(self, content: bytes, passwords: dict[str, str]) -> None:
        """Import a bundle over whatever has the same UUIDs; raises ``BadData SUPERSET-03`` where Superset refuses it."""
        files = {"bundle": ("seika.zip", content, "application/zip")}
        self._asked("POST", "/api/v1/assets/import/", files=files, data={"passwords": json.dumps(passwords)})

    def all_of(self, kind: str) -> Iterator[dict[str, Any]]:
        """Yield every ``dashboard``, ``chart`` or ``dataset`` that the user may see."""
        page = 0
        while True:
            asked = f"(page:{page},page_size:{_PAGE},order_column:changed_on_delta_humanized,order_direction:asc)"
            found = self._asked("GET", f"/api/v1/{kind}/", params={"q": asked})
            yield from found["result"]
            page += 1
            if page * _PAGE >= found["count"]:
                return

    def delete(self, kind: str, number: int) -> None:
        """Take away one of a kind."""
        self._asked("DELETE", f"/api/v1/{kind}/{number}")

    def close(self) -> None:
        """End the session."""
        self._http.close()

    def _asked(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        try:
            answer = self._http.request(method, path, **more)
        except httpx.HTTPError as error:
            raise Outage("SUPERSET-01", url=self._url, problem=type(error).__name__) from None
        if answer.status_code in (401, 403):
            raise BadConfig("SUPERSET-02", url=self._url)
        if answer.status_code >= 500:
            raise Outage("SUPERSET-01", url=self._url, problem=f"HTTP {answer.status_code}")
        if answer.status_code >= 300:
            raise BadData("SUPERSET-03", url=self._url, problem=_problem(answer))
        said: dict[str, Any] = answer.json()
        return said


@contextmanager
def signed_in(url: str, user: str, password: str) -> Iterator[Client]:
    """Yield a session; raises ``Outage SUPERSET-01`` where nothing answers, ``BadConfig SUPERSET-02`` for a login that may not."""
    client = Client(url, user, password)
    try:
        yield client
    finally:
        client.close()


def _problem(answer: httpx.Response) -> str:
    try:
        errors = answer.json().get("errors", [])
    except ValueError:
        return f"HTTP {answer.status_code}"
    # Which files are wrong, never what is in them: the database's has an address.
    names = [name for each in errors for name in (each.get("extra") or {}) if name != "issue_codes"]
    return f"HTTP {answer.status_code} {', '.join(names)}".strip()

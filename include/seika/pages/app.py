"""The app that Airflow mounts: every route signed in and by role, every answer with a policy that lets nothing in from outside."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from functools import cache

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from seika.errors import Outage, SeikaError
from seika.pages import board, chain, diff, quarantine, snapshots, trace
from seika.pages.auth import reader
from seika.pages.view import language_of, show

_POLICY = "default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self' data:; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store"}


@cache
def app() -> FastAPI:
    """Return the app; it has no routes of its own for documentation, because those would be open to everybody."""
    made = FastAPI(title="Seika", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(reader)])
    for room in (board, snapshots, diff, trace, quarantine, chain):
        made.include_router(room.router)
    made.middleware("http")(_guarded)
    made.exception_handler(HTTPException)(_refused)
    made.exception_handler(RequestValidationError)(_misunderstood)
    made.exception_handler(SeikaError)(_unanswered)
    return made


async def _guarded(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    request.state.nonce = secrets.token_urlsafe(16)
    response = await answer(request)
    response.headers["Content-Security-Policy"] = _POLICY.format(nonce=request.state.nonce)
    response.headers.update(_HEADERS)
    return response


def _refused(request: Request, error: HTTPException) -> Response:
    login = _login(request) if error.status_code == 401 else None
    return show(request, "refused", error.status_code, code=error.status_code, message=None, login=login)


def _misunderstood(request: Request, error: RequestValidationError) -> Response:
    return show(request, "refused", 400, code=400, message=None, login=None)


def _unanswered(request: Request, error: SeikaError) -> Response:
    code = 503 if isinstance(error, Outage) else 404
    return show(request, "refused", code, code=code, message=error.message(language_of(request)), login=None)


def _login(request: Request) -> str:
    from airflow.api_fastapi.app import get_auth_manager

    return str(get_auth_manager().get_url_login(next_url=str(request.url)))

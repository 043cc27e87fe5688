"""Signed in as Airflow is, and by role: the two things that every route depends on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from airflow.api_fastapi.core_api.security import get_user
from fastapi import Depends, HTTPException, Request, status

from seika.pages.access import Page, pages_of, roles_of


@dataclass(frozen=True)
class Reader:
    """Who reads, and the pages that are open to them, in the order of the menu."""

    name: str
    pages: tuple[Page, ...]


def reader(request: Request, user: Annotated[Any, Depends(get_user)]) -> Reader:
    """Return who reads; Airflow's own dependency answers 401 to the anonymous. Everything of the app depends on this."""
    found = Reader(str(user.get_name()), pages_of(roles_of(user)))
    request.state.reader = found
    return found


def may_open(page: Page) -> Callable[[Reader], None]:
    """Return the dependency that answers 403 to whoever has no role for ``page``."""

    def allowed(who: Annotated[Reader, Depends(reader)]) -> None:
        if page not in who.pages:
            raise HTTPException(status.HTTP_403_FORBIDDEN)

    return allowed

"""Signed in as Airflow is, and by role: the two things that every route depends on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from airflow.api_fastapi.core_api.security import get_user
from fastapi import Depends, HTTPException, Request, status

from seika.pages.access import Page, grants_of, opened


@dataclass(frozen=True)
class Reader:
    """Who reads, and the pages that are open to them, in the order of the menu, each with its organizations (none: all of them)."""

    name: str
    opened: Mapping[Page, frozenset[str] | None]

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages that are open for any organization."""
        return tuple(self.opened)

    def sees(self, page: Page, organization_id: str) -> bool:
        """Whether a page is open for an organization."""
        limit = self.opened[page]
        return limit is None or organization_id in limit


def reader(request: Request, user: Annotated[Any, Depends(get_user)]) -> Reader:
    """Return who reads; Airflow's own dependency answers 401 to the anonymous. Everything of the app depends on this."""
    name = str(user.get_name())
    found = Reader(name, opened(grants_of(user, name)))
    request.state.reader = found
    return found


def may_open(page: Page) -> Callable[[Request, Reader], None]:
    """Return the dependency that answers 403 to whoever has no role for ``page``; of which organization is asked for later."""

    def allowed(request: Request, who: Annotated[Reader, Depends(reader)]) -> None:
        if page not in who.pages:
            raise HTTPException(status.HTTP_403_FORBIDDEN)
        request.state.page = page

    return allowed


def is_open(request: Request, organization_id: str) -> bool:
    """Return whether whoever asks may see an organization on the page that they asked for."""
    return bool(request.state.reader.sees(request.state.page, organization_id))

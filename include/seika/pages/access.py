"""Who has which role, and which pages a role opens: ``access.yml``, or the file that ``SEIKA_PAGES_ACCESS`` names."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from seika.config.load import Strict, load_yaml

Role = Literal["auditor", "hr", "operator"]
Page = Literal["board", "snapshots", "trace", "deliveries", "chain"]


class Access(Strict):
    """Pages by the roles that may open them; users by their one role (SimpleAuthManager) or by the names of their roles (FAB).

    ``organizations`` limits a user, or one of the named roles, to some organizations; the others see all.
    """

    pages: dict[Page, tuple[Role, ...]]
    simple: dict[str, tuple[Role, ...]]
    named: dict[str, tuple[Role, ...]]
    organizations: dict[str, tuple[str, ...]] = Field(default_factory=dict)


@dataclass(frozen=True)
class Grant:
    """Roles that hold for some organizations, for all where ``organizations`` is none."""

    roles: frozenset[Role]
    organizations: frozenset[str] | None = None


def access() -> Access:
    """Return what is declared; raises ``BadConfig`` with path and line."""
    return load_yaml(Path(os.environ.get("SEIKA_PAGES_ACCESS") or Path(__file__).with_name("access.yml")), Access)


def grants_of(user: Any, name: str) -> list[Grant]:
    """Return what a user of Airflow's auth manager has; nothing for whoever is not named in the declaration."""
    declared = access()
    if hasattr(user, "roles"):
        named = [str(role.name) for role in user.roles]
        found = [Grant(frozenset(declared.named.get(each, ())), _limit(declared, each)) for each in named]
    else:
        found = [Grant(frozenset(declared.simple.get(str(getattr(user, "role", None)).lower(), ())))]
    own = _limit(declared, name)
    return [each if own is None else Grant(each.roles, own & (own if each.organizations is None else each.organizations)) for each in found]


def opened(grants: Collection[Grant]) -> dict[Page, frozenset[str] | None]:
    """Return the pages that are open, in the order of the declaration, each with its organizations; none stands for all of them."""
    found: dict[Page, frozenset[str] | None] = {}
    for page, allowed in access().pages.items():
        limits = [each.organizations for each in grants if not each.roles.isdisjoint(allowed)]
        if None in limits:
            found[page] = None
        elif any(limits):
            found[page] = frozenset(name for limit in limits for name in limit or ())
    return found


def _limit(declared: Access, name: str) -> frozenset[str] | None:
    return frozenset(declared.organizations[name]) if name in declared.organizations else None

"""Who has which role, and which pages a role opens: ``access.yml``, or the file that ``SEIKA_PAGES_ACCESS`` names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from seika.config.load import Strict, load_yaml

Role = Literal["auditor", "hr", "operator"]
Page = Literal["board", "snapshots", "trace", "deliveries", "chain"]


class Access(Strict):
    """Pages by the roles that may open them; users by their one role (SimpleAuthManager) or by the names of their roles (FAB)."""

    pages: dict[Page, tuple[Role, ...]]
    simple: dict[str, tuple[Role, ...]]
    named: dict[str, tuple[Role, ...]]


def access() -> Access:
    """Return what is declared; raises ``BadConfig`` with path and line."""
    return load_yaml(Path(os.environ.get("SEIKA_PAGES_ACCESS") or Path(__file__).with_name("access.yml")), Access)


def roles_of(user: Any) -> frozenset[Role]:
    """Return the roles of a user of Airflow's auth manager; none for whoever is not named in the declaration."""
    declared = access()
    if hasattr(user, "roles"):
        found = [declared.named.get(str(role.name), ()) for role in user.roles]
    else:
        found = [declared.simple.get(str(getattr(user, "role", None)).lower(), ())]
    return frozenset(role for roles in found for role in roles)


def pages_of(roles: frozenset[Role]) -> tuple[Page, ...]:
    """Return the pages that some roles open, in the order of the declaration."""
    return tuple(page for page, allowed in access().pages.items() if not roles.isdisjoint(allowed))

"""What a snapshot was computed with, as the vault keeps it: named by its manifest, and so part of the chain."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from seika.errors import BadData
from seika.store import vault
from seika.store.releases import Snapshot


@dataclass(frozen=True)
class Recipe:
    """One month's recipe: ``extracts`` that counted, ``declared`` tables of the configuration; the others are hashes in the vault."""

    organization_id: str
    period: str
    extracts: list[dict[str, Any]]
    declared: dict[str, dict[str, Any]]
    definitions: str
    configuration: str
    code: str


def recipe_hash(snapshot: Snapshot) -> str | None:
    """Return the hash of a snapshot's recipe; none where it was published without one."""
    found: str | None = json.loads(snapshot.manifest).get("recipe_hash")
    return found


def recipe(snapshot: Snapshot) -> Recipe:
    """Return a snapshot's recipe; raises ``BadData STORE-14`` where it has none, ``STORE-05`` where the vault lost it."""
    name = recipe_hash(snapshot)
    if name is None:
        raise BadData("STORE-14", snapshot=snapshot.snapshot_id)
    return read(name)


def read(sha256: str) -> Recipe:
    """Return the recipe that the vault keeps under its hash; raises ``BadData STORE-05`` where it lost it."""
    return Recipe(**json.loads(vault.get_bytes(sha256)))


@lru_cache(maxsize=8)
def definitions(sha256: str) -> dict[str, Any]:
    """Return what a recipe names as definitions: ``kpis``, ``choices``, ``measures`` (with SQL), ``models``, ``sources`` and ``units``."""
    found: dict[str, Any] = json.loads(vault.get_bytes(sha256))
    return found


def objects(snapshot: Snapshot) -> list[str]:
    """Return the hashes of all that the vault keeps for a snapshot: its recipe, what that names, the audit of its disclosure control.

    Raises ``STORE-05`` where the recipe is lost.
    """
    audit = json.loads(snapshot.manifest).get("audit_hash")
    name = recipe_hash(snapshot)
    held = recipe(snapshot) if name else None
    return [each for each in (name, held and held.definitions, held and held.configuration, held and held.code, audit) if each]

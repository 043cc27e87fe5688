"""What a reader asked for: an organization that there is, a month that is published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi import HTTPException, Request, status

from seika.config import Organization, load_organization, organization_ids, paths
from seika.config.load import Label, load_yaml
from seika.config.organization import Header
from seika.errors import BadConfig
from seika.pages.auth import is_open
from seika.store import releases
from seika.store.releases import Snapshot


@dataclass(frozen=True)
class Choice:
    """One entry of a list to choose from."""

    id: str
    label: Label


def bodies(request: Request) -> list[Choice]:
    """Return the organizations to choose from: those that the page is open for."""
    folder = paths.organizations()
    return [
        Choice(each, load_yaml(folder / each / "organization.yml", Header).label) for each in organization_ids() if is_open(request, each)
    ]


def body(request: Request, organization_id: str | None) -> Organization:
    """Return the organization asked for, the first that has published where nobody asked.

    Raises 403 for one that the page is not open for, ``BadConfig CONFIG-05`` for an unknown one. Every route asks here.
    """
    known = [each for each in organization_ids() if is_open(request, each)]
    if not known or (organization_id in organization_ids() and organization_id not in known):
        raise HTTPException(status.HTTP_403_FORBIDDEN)
    if organization_id is not None and organization_id not in known:
        # Not repeated in full: it is a word of whoever asks, and becomes part of a message.
        raise BadConfig("CONFIG-05", organization=organization_id[:40], known=", ".join(known))
    published = (each for each in known if releases.current_snapshots(each))
    return load_organization(organization_id or next(published, known[0]))


def of_month(current: Sequence[Snapshot], period: str | None) -> Snapshot | None:
    """Return of the snapshots in force the one of ``period``, of the newest month where none is asked for."""
    months = {each.period: each for each in current}
    return months.get(period or max(months, default=""))


def months_of(snapshots: Iterable[Snapshot]) -> list[tuple[str, str]]:
    """Return the months of some snapshots, newest first, as entries to choose from."""
    return [(month, month) for month in sorted({each.period for each in snapshots}, reverse=True)]


def owned(request: Request, snapshot_id: str) -> tuple[Snapshot, Organization]:
    """Return a snapshot and its organization; raises 403 where the page is not open for it, ``BadData STORE-11`` for an unknown one."""
    snapshot = releases.snapshot(snapshot_id)
    return snapshot, body(request, snapshot.organization_id)


def unit_labels(organization: Organization) -> dict[str, str]:
    """Return the names of an organization's units by code, in the order of the tree."""
    return {row["unit_code"]: row["label"] for row in organization.units}

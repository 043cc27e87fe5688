"""The chain: whether every snapshot is as it was published, computed again while one waits, and the journal over the ledger."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Depends, Request, Response

from seika.pages.asked import bodies, body
from seika.pages.auth import may_open
from seika.pages.view import show
from seika.release import chain as chain_of
from seika.store import journal, releases

router = APIRouter(dependencies=[Depends(may_open("chain"))])


@router.get("/chain")
def chain(request: Request, organization: str | None = None, rows: Literal["newest", "all"] = "newest") -> Response:
    """Show the snapshots of an organization in the order of their chain, each with what does not hold in it, and the journal.

    ``rows`` says whose published values are hashed again, too.
    """
    ours = body(request, organization)
    links = list(reversed(releases.snapshots(ours.id)))
    looked_at = {each.snapshot_id for each in (links if rows == "all" else links[:1])}
    broken: dict[str, list[str]] = {}
    for each in chain_of.verify(ours.id, looked_at):
        broken.setdefault(each.snapshot_id, []).append(each.what)
    return show(
        request,
        "chain",
        bodies=bodies(request),
        organization=ours,
        links=links,
        looked_at=looked_at,
        broken=broken,
        faults=journal.faults(ours.id),
    )

"""The chain: whether every snapshot is as it was published, computed again while one waits, and the seals over the ledger."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from seika.pages.asked import bodies, body
from seika.pages.auth import may_open
from seika.pages.view import show
from seika.release import chain as chain_of
from seika.store import ledger, releases
from seika.store.seal import seal_of

router = APIRouter(dependencies=[Depends(may_open("chain"))])


@router.get("/chain")
def chain(request: Request, organization: str | None = None) -> Response:
    """Show the snapshots of an organization in the order of their chain, each with what does not hold in it, and broken seals."""
    ours = body(organization)
    broken: dict[str, list[str]] = {}
    for each in chain_of.verify(ours.id):
        broken.setdefault(each.snapshot_id, []).append(each.what)
    deliveries = ledger.deliveries(ours.id)
    return show(
        request,
        "chain",
        bodies=bodies(),
        organization=ours,
        links=list(reversed(releases.snapshots(ours.id))),
        broken=broken,
        delivery_count=len(deliveries),
        unsealed=[each for each in deliveries if each.seal != seal_of(each)],
    )

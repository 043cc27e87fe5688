"""Snapshots: every revision that was ever published, and what each was made of."""

from __future__ import annotations

import json
from collections.abc import Sequence

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from seika.pages.asked import bodies, body, months_of, owned
from seika.pages.auth import may_open
from seika.pages.view import show
from seika.store import approvals, releases
from seika.store.releases import Snapshot
from seika.store.served import served

router = APIRouter(dependencies=[Depends(may_open("snapshots"))])


@router.get("/snapshots")
def snapshots(request: Request, organization: str | None = None, period: str | None = None) -> Response:
    """Show all revisions of an organization, newest first; of one month where it is asked for."""
    ours = body(request, organization)
    all_of_them = releases.snapshots(ours.id)
    return show(
        request,
        "snapshots",
        bodies=bodies(request),
        organization=ours,
        period=period or "",
        months=months_of(all_of_them),
        snapshots=[each for each in reversed(all_of_them) if period in (None, "", each.period)],
        waiting=[(each, json.loads(each.why)) for each in approvals.undecided(ours.id)],
        current={each.snapshot_id for each in releases.current_snapshots(ours.id)},
        before={each.snapshot_id: predecessor(each, all_of_them) for each in all_of_them},
    )


@router.get("/snapshots/{snapshot_id}")
def snapshot(request: Request, snapshot_id: str) -> Response:
    """Show one revision: its hashes, the deliveries it was made from, the waivers they were accepted under, its outcomes."""
    one, ours = owned(request, snapshot_id)
    return show(
        request,
        "snapshot",
        snapshot=one,
        organization=ours,
        manifest=json.loads(one.manifest),
        inputs=releases.inputs(snapshot_id),
        outcomes=releases.outcome_rows(snapshot_id),
        is_current=releases.current(one.organization_id, one.period) == one,
        before=predecessor(one, releases.snapshots(one.organization_id)),
    )


@router.get("/snapshots/{snapshot_id}/numbers")
def numbers(request: Request, snapshot_id: str) -> Response:
    """Hand out all numbers of one revision by their ids, as JSON; exact numbers are texts."""
    owned(request, snapshot_id)
    return JSONResponse(served(snapshot_id))


def predecessor(snapshot: Snapshot, all_of_them: Sequence[Snapshot]) -> str | None:
    """Return the revision before, of the month before where it is the first one; none where there is neither."""
    same = [each for each in all_of_them if each.period == snapshot.period and each.revision < snapshot.revision]
    earlier = [each for each in all_of_them if each.period < snapshot.period and each.sequence_number < snapshot.sequence_number]
    found = same or earlier
    return max(found, key=lambda each: (each.period, each.revision)).snapshot_id if found else None

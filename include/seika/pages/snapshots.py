"""Snapshots: every revision that was ever published, what each was made of, and what differs between two."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from seika.errors import BadData
from seika.pages.asked import bodies, body, months_of, owned, unit_labels
from seika.pages.auth import may_open
from seika.pages.cells import KEY, Row, cells, key_of
from seika.pages.view import show
from seika.release.moved import moved
from seika.store import approvals, releases
from seika.store.releases import Snapshot
from seika.store.served import served

router = APIRouter(dependencies=[Depends(may_open("snapshots"))])
_SHOWN = 300
_MADE_OF = ("configuration_hash", "code_hash")


@dataclass(frozen=True)
class Line:
    """A cell that differs between two snapshots, by the columns of its key: what it said before and after, none where it was not there."""

    cell: dict[str, str]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    @property
    def status(self) -> str:
        """Its status now, or what it was where it is gone."""
        return str((self.after or self.before or {})["status"])

    @property
    def flips(self) -> bool:
        """Whether its status is another word now."""
        return bool(self.before and self.after and self.before["status"] != self.after["status"])


@router.get("/snapshots")
def snapshots(request: Request, organization: str | None = None, period: str | None = None) -> Response:
    """Show all revisions of an organization, newest first; of one month where it is asked for."""
    ours = body(organization)
    all_of_them = releases.snapshots(ours.id)
    return show(
        request,
        "snapshots",
        bodies=bodies(),
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
    one, ours = owned(snapshot_id)
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
def numbers(snapshot_id: str) -> Response:
    """Hand out all numbers of one revision by their ids, as JSON; exact numbers are texts."""
    owned(snapshot_id)
    return JSONResponse(served(snapshot_id))


@router.get("/diff")
def diff(request: Request, before: str, after: str) -> Response:
    """Show what differs between two snapshots of one organization: cells, deliveries, configuration, code."""
    (old, _), (new, ours) = owned(before), owned(after)
    if old.organization_id != new.organization_id:
        raise BadData("PAGES-01", before=before, after=after)
    lines = _lines(cells(before), cells(after))
    return show(
        request,
        "diff",
        organization=ours,
        old=old,
        new=new,
        lines=lines[:_SHOWN],
        moved_count=len(lines),
        flipped=sum(each.flips for each in lines),
        arrived=_only_in(releases.inputs(after), releases.inputs(before)),
        gone=_only_in(releases.inputs(before), releases.inputs(after)),
        changed=[name for name in _MADE_OF if getattr(old, name) != getattr(new, name)],
        unit_labels=unit_labels(ours),
    )


def predecessor(snapshot: Snapshot, all_of_them: Sequence[Snapshot]) -> str | None:
    """Return the revision before, of the month before where it is the first one; none where there is neither."""
    same = [each for each in all_of_them if each.period == snapshot.period and each.revision < snapshot.revision]
    earlier = [each for each in all_of_them if each.period < snapshot.period and each.sequence_number < snapshot.sequence_number]
    found = same or earlier
    return max(found, key=lambda each: (each.period, each.revision)).snapshot_id if found else None


def _lines(before: Sequence[Row], after: Sequence[Row]) -> list[Line]:
    """Return the cells that say something else, those of the whole organization first, then by key."""
    whole = {key_of(row) for row in (*before, *after) if row["unit_level"] == "organization"}
    found = sorted(moved(before, after), key=lambda each: each.key not in whole)
    return [Line(dict(zip(KEY, each.key, strict=True)), each.before, each.after) for each in found]


def _only_in(inputs: Sequence[Mapping[str, Any]], others: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    def what(row: Mapping[str, Any]) -> tuple[object, ...]:
        return row["delivery_id"], row["accepted_count"], row["quarantined_count"]

    known = {what(row) for row in others}
    return [row for row in inputs if what(row) not in known]

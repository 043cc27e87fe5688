"""What differs between two snapshots, or would if what waits for approval were published; and, where it is asked for, why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from seika.errors import BadData
from seika.pages.asked import body, owned, unit_labels
from seika.pages.auth import may_open
from seika.pages.cells import KEY, cells, key_of
from seika.pages.view import show
from seika.release.moved import Moved, from_plain, moved
from seika.store import approvals, recipes, releases
from seika.trace.difference import Cause, Change, Difference, diff_of
from seika.trace.difference import diff as explained

router = APIRouter(dependencies=[Depends(may_open("snapshots"))])
_SHOWN = 300
_MADE_OF = ("configuration_hash", "code_hash")
_USED = ("delivery_id", "accepted_count", "quarantined_count")


@dataclass(frozen=True)
class Line:
    """A cell that differs, by the columns of its key: what it said before and after, none where it was not there, and why."""

    cell: dict[str, str]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    causes: tuple[Cause, ...]
    turned: tuple[str, ...]

    @property
    def status(self) -> str:
        """Its status now, or what it was where it is gone."""
        return str((self.after or self.before or {})["status"])

    @property
    def flips(self) -> bool:
        """Whether its status is another word now."""
        return bool(self.before and self.after and self.before["status"] != self.after["status"])


@router.get("/diff")
def diff(request: Request, before: str, after: str, causes: bool = False) -> Response:
    """Show what differs between two snapshots of one organization: cells, deliveries, configuration, code.

    ``causes`` has the months computed again with one thing changed at a time: seconds, of large bodies and with other code minutes.
    """
    (old, _), (new, ours) = owned(request, before), owned(request, after)
    if old.organization_id != new.organization_id:
        raise BadData("PAGES-01", before=before, after=after)
    was, becomes = cells(before), cells(after)
    whole = {key_of(row) for row in (*was, *becomes) if row["unit_level"] == "organization"}
    return show(
        request,
        "diff",
        organization=ours,
        old=old,
        new=new,
        candidate=None,
        **_told(sorted(moved(was, becomes), key=lambda each: each.key not in whole), explained(before, after) if causes else None),
        **_used(releases.inputs(before), releases.inputs(after)),
        changed=[(name, getattr(old, name), getattr(new, name)) for name in _MADE_OF if getattr(old, name) != getattr(new, name)],
        unit_labels=unit_labels(ours),
        why=f"/diff?before={before}&after={after}&causes=1",
    )


@router.get("/waiting/{snapshot_id}")
def waiting(request: Request, snapshot_id: str, causes: bool = False) -> Response:
    """Show what would move if what waits under a name were published: what whoever approves it signs, and why it moves."""
    candidate = approvals.newest_candidate(snapshot_id)
    ours, old = body(request, candidate.organization_id), releases.current(candidate.organization_id, candidate.period)
    one = recipes.recipe(old) if old and recipes.recipe_hash(old) else None
    two = recipes.read(candidate.recipe_hash) if candidate.recipe_hash else None
    made_of = [("configuration_hash", one.configuration, two.configuration), ("code_hash", one.code, two.code)] if one and two else []
    return show(
        request,
        "diff",
        organization=ours,
        old=old,
        new=None,
        candidate=candidate,
        decided=approvals.decision(candidate.candidate_hash),
        **_told(from_plain(json.loads(candidate.diff)), diff_of(candidate) if causes else None),
        **_used(releases.inputs(old.snapshot_id) if old else [], two.extracts if two else []),
        changed=[each for each in made_of if each[1] != each[2]],
        unit_labels=unit_labels(ours),
        why=f"/waiting/{snapshot_id}?causes=1" if one and two else None,
    )


def _told(found: Sequence[Moved], why: Difference | None) -> dict[str, Any]:
    changes = {change.cell.key: change for change in why.changes} if why else {}
    lines = [_line(each, changes.get(each.key)) for each in found]
    return {
        "lines": lines[:_SHOWN],
        "moved_count": len(lines),
        "flipped": sum(each.flips for each in lines),
        "turned": sum(bool(each.turned) for each in lines),
        "explained": why,
    }


def _line(cell: Moved, change: Change | None) -> Line:
    named = dict(zip(KEY, cell.key, strict=True))
    return Line(named, cell.before, cell.after, *((change.causes, change.flips) if change else ((), ())))


def _used(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    old, new = ({tuple(row[name] for name in _USED): row for row in rows} for rows in (before, after))
    return {"arrived": [new[key] for key in new if key not in old], "gone": [old[key] for key in old if key not in new]}

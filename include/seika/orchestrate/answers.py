"""What a person is asked about a month that waits, and what becomes of the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from seika.config import paths
from seika.errors import BadData, SeikaError
from seika.orchestrate import steps

if TYPE_CHECKING:
    from seika.store.approvals import Candidate
    from seika.trace.difference import Cause

_CELLS_ASKED = 30


def question(snapshot_ids: list[str]) -> str:
    """Return what a person is asked, as Markdown: why each month waits, what would move and what moves it, and the hash to be signed."""
    from seika.store import approvals

    return "\n".join(line for each in map(approvals.newest_candidate, snapshot_ids) for line in _asked(each))


def decide(organization_id: str, snapshot_ids: list[str], question_said: str, approves: bool, by: str, comment: str) -> list[str]:
    """Write down a person's answer for each month that was asked about, publish what was approved; return the new snapshots.

    What they signed is what they were shown: a month whose diff is another one by now is left to the next question. Raises
    ``BadData RELEASE-22`` where one of the months is their own restatement, after the others were done.
    """
    from seika.release import release as publish
    from seika.release.approval import decide as step
    from seika.store import approvals

    new: list[str] = []
    refused: BadData | None = None
    for snapshot_id in snapshot_ids:
        if approvals.newest_candidate(snapshot_id).diff_hash not in question_said:
            continue
        try:
            candidate = step(snapshot_id, "approved" if approves else "rejected", by, comment or "-")
        except BadData as error:
            refused = error
            continue
        for month in steps.transform(organization_id, [candidate.period]) if approves else []:
            asked = (candidate.status, candidate.reason, candidate.requested_by)
            done = steps.done_or_noted(organization_id, "release", month, publish, paths.scratch() / organization_id / month, *asked)
            new += [done.snapshot_id] if done and done.is_new else []
    if refused and not new:
        raise refused
    return new


def _asked(candidate: Candidate) -> Iterator[str]:
    from seika.trace.difference import diff_of

    cells = json.loads(candidate.diff)
    because = f": {candidate.reason}" if candidate.reason else ""
    yield f"## {candidate.snapshot_id} ({candidate.status}, {candidate.requested_by}{because})"
    yield from (f"* {why}" for why in json.loads(candidate.why))
    found = None
    try:
        found = diff_of(candidate)
    except SeikaError as error:  # the question is asked all the same
        yield f"* {error.message('ja')}"
    causes = {change.cell.key: change.causes for change in found.changes} if found else {}
    turned = {change.cell.key: ", ".join(change.flips) for change in found.changes} if found else {}
    for cell in cells[:_CELLS_ASKED]:
        key = tuple(cell["key"])
        flips = f" **{turned[key]}**" if turned.get(key) else ""
        yield f"* {' '.join(key)}: {_value(cell['before'])} → {_value(cell['after'])}{flips}"
        yield from (f"    * {each.what} {each.name}: {_by(each)}" for each in causes.get(key, ()))
    yield from (f"* `{line}`" for line in (found.configuration if found else ())[:_CELLS_ASKED])
    yield f"\n{len(cells)} cells, diff `{candidate.diff_hash}`\n"


def _value(row: dict[str, Any] | None) -> str:
    return (row or {}).get("value") or "-"


def _by(cause: Cause) -> str:
    value, numerator = ("-" if number is None else f"{number:+}" for number in (cause.value, cause.numerator))
    return f"{value} ({numerator})"

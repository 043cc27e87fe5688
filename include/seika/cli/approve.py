"""``seika approve``, ``seika reject`` and what waits for them"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from seika.period import Period

if TYPE_CHECKING:
    from seika.store.approvals import Candidate

Name = Annotated[str, typer.Argument(metavar="SNAPSHOT", help="What waits: the id that the snapshot would have.")]
By = Annotated[str, typer.Option("--by", help="Who decides.")]
Comment = Annotated[str, typer.Option("--comment", help="Why; it stays in the ledger.")]
Diff = Annotated[str | None, typer.Option("--diff", help="The hash of the diff that was seen, or its beginning: no other is signed.")]
_CELLS = 40


def approve(snapshot: Name, by: By, comment: Comment, diff: Diff = None) -> None:
    """Approve what waits, by the hash of its diff, and publish it; any byte that is otherwise by now voids it."""
    from seika.release import release
    from seika.release.approval import decide
    from seika.transform import transform

    candidate = decide(snapshot, "approved", by, comment, diff)
    _show(candidate)
    folder = transform(candidate.organization_id, Period(candidate.period)).folder
    done = release(folder, candidate.status, candidate.reason, candidate.requested_by)
    Console().print(f"{done.snapshot_id}: published", highlight=False)


def reject(snapshot: Name, by: By, comment: Comment, diff: Diff = None) -> None:
    """Refuse to have published what waits: it is not, and the ledger says who refused and why."""
    from seika.release.approval import decide

    _show(decide(snapshot, "rejected", by, comment, diff))


def waiting(
    snapshot: Annotated[str, typer.Argument(metavar="SNAPSHOT", help="What waits: the id that the snapshot would have.")],
) -> None:
    """Show what waits for approval: why, which cells would move, what moves them, and the hash of that diff."""
    from seika.cli.diff import tell
    from seika.store.approvals import newest_candidate
    from seika.trace.difference import diff_of

    candidate = newest_candidate(snapshot)
    _show(candidate)
    found = diff_of(candidate)
    if found:
        tell(Console(highlight=False, soft_wrap=True), found, _CELLS)


def _show(candidate: Candidate) -> None:
    console = Console(highlight=False, soft_wrap=True)
    asked = f" because: {candidate.reason}" if candidate.reason else ""
    console.print(f"[bold]{candidate.snapshot_id}[/bold] {candidate.status}, asked for by {candidate.requested_by}{asked}")
    for why in json.loads(candidate.why):
        console.print(f"  waits: {why}")
    cells = json.loads(candidate.diff)
    for cell in cells[:_CELLS]:
        console.print(f"  {'  '.join(cell['key'])}: {_said(cell['before'])} → {_said(cell['after'])}")
    left = f", {len(cells) - _CELLS} more" if len(cells) > _CELLS else ""
    console.print(f"{len(cells)} cells move{left}; diff {candidate.diff_hash}")


def _said(row: dict[str, Any] | None) -> str:
    return "nothing" if row is None else f"{row['value'] or '-'} ({row['numerator']} / {row['denominator']}, {row['status']})"

"""``seika rollback``"""

from __future__ import annotations

from typing import Annotated

import typer
from rich import print as show


def rollback(
    snapshot: Annotated[str, typer.Argument(help="An earlier revision, to be in force again.")],
    reason: Annotated[str, typer.Option(help="Why; it stays in the ledger.")],
) -> None:
    """Put an earlier revision in force again: one row of the registry. The later ones stay readable; nothing is computed."""
    from seika.store.releases import roll_back

    made = roll_back(snapshot, reason)
    show(f"{made.snapshot_id} is in force again; seika release -p {made.period} publishes the month anew")

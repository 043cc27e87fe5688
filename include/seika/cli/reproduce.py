"""``seika reproduce``"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from seika.cli.arguments import Organizations, chosen

_SHOWN = 20


def reproduce(
    snapshots: Annotated[list[str] | None, typer.Argument(help="Ids of snapshots. Without any: all of the organizations.")] = None,
    organization: Organizations = None,
) -> None:
    """Compute old snapshots again from the originals, with configuration and code of their time; exit 1 where one comes out otherwise."""
    from seika.store import releases
    from seika.trace.reproduce import Reproduced
    from seika.trace.reproduce import reproduce as step

    console, wrong = Console(highlight=False, soft_wrap=True), 0

    def tell(done: Reproduced) -> None:
        name, decoded = done.snapshot.snapshot_id, f"{done.same_bytes_decoded} of {done.deliveries} deliveries decoded to the same bytes"
        if done.is_same:
            console.print(f"[green]✓[/green] {name}: the same bytes, {done.content_hash}; {decoded}")
        else:
            console.print(
                f"[red]✗[/red] {name}: published {done.snapshot.content_hash}, now {done.content_hash or done.problem}; {decoded}"
            )
        for what, lines in (("code", done.code), ("configuration", done.configuration)):
            if lines:
                console.print(f"  {what} differs from today's in {len(lines)} files: {'; '.join(lines[:_SHOWN])}")

    wished = [releases.snapshot(each) for each in snapshots or []]
    of_all = [] if wished else [each for organization_id in chosen(organization) for each in releases.snapshots(organization_id)]
    for done in step(wished or of_all):
        tell(done)
        wrong += not done.is_same
    if wrong:
        raise typer.Exit(1)

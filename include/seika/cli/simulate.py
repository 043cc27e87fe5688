"""``seika simulate``"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import print as show

from seika.cli.arguments import Organizations, chosen
from seika.config import paths


def simulate(
    organization: Organizations = None,
    staff: Annotated[int, typer.Option(min=20, help="Members of staff of each ward.")] = 600,
    months: Annotated[int, typer.Option(min=1, max=120, help="Months of extracts.")] = 18,
    first_period: Annotated[str, typer.Option(help="The first month, YYYY-MM.")] = "2025-04",
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    chaos: Annotated[
        bool, typer.Option("--chaos", help="As extracts really come: twice, late, half, cut off, corrected; a round a month.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Where to write; default: simulated/ in the state folder.")] = None,
) -> None:
    """Write extracts as a ward's systems write them, with the true KPI values beside them."""
    from seika.simulate import simulate as step

    made = step(chosen(organization), out or paths.state() / "simulated", staff, months, first_period, seed, chaos)
    show(f"extracts: {made.folder}\nmanifest: {made.manifest}")
    show(f"next: copy round-1/<organization>/ into {paths.inbox()}/<organization>/, run [bold]seika ingest[/bold], then the next round")

"""``seika export``"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


def export(
    snapshot: Annotated[str, typer.Argument(help="A snapshot's id.")],
    to: Annotated[
        str | None,
        typer.Option(
            help="The file to write, with --tables a folder or an fsspec URL. Without it: <snapshot>.zip or <snapshot>-tables here."
        ),
    ] = None,
    tables: Annotated[bool, typer.Option("--tables", help="Instead of the bundle: all published tables as CSV and Parquet.")] = False,
) -> None:
    """Write an evidence bundle: chain, published rows, definitions, checks, lineage, and a script that verifies them; no personal data."""
    console = Console(highlight=False)
    if tables:
        from seika.deliver.tables import write_tables

        place = to or f"{snapshot}-tables"
        for name in write_tables(snapshot, place):
            console.print(f"{place}/{name}", soft_wrap=True)
        return
    from seika.trace.export import export as step

    path = Path(to or f"{snapshot}.zip")
    path.write_bytes(step(snapshot))
    console.print(f"{path}: verify it anywhere with python verify_export.py {path.name}", soft_wrap=True)

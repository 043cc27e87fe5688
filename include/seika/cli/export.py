"""``seika export``"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import print as show


def export(
    snapshot: Annotated[str, typer.Argument(help="A snapshot's id.")],
    to: Annotated[Path | None, typer.Option(help="The file to write. Without it: <snapshot>.zip here.", dir_okay=False)] = None,
) -> None:
    """Write an evidence bundle: chain, published rows, definitions, checks, lineage, and a script that verifies them; no personal data."""
    from seika.trace.export import export as step

    path = to or Path(f"{snapshot}.zip")
    path.write_bytes(step(snapshot))
    show(f"{path}: verify it anywhere with python verify_export.py {path.name}")

"""``seika rekey``"""

from __future__ import annotations

from typing import Annotated

import typer
from rich import print as show

from seika.cli.arguments import chosen


def rekey(
    lake: Annotated[str, typer.Argument(help="The new lake: an empty folder or fsspec URL.")],
) -> None:
    """Decode all from the vault with the key of now into another lake (the key has changed); the lake of now stays as it is."""
    from seika.decode import rekey as step

    for organization_id in chosen(None):
        show(f"{organization_id}: {len(step(organization_id, lake))} deliveries")
    show(f"now set SEIKA_LAKE={lake}")

"""``seika verify``"""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console

from seika.cli.arguments import Organizations, chosen
from seika.cli.refusals import text_of


def verify(
    organization: Organizations = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a difference, for machines.")] = False,
) -> None:
    """Compare all that was kept with its hashes: snapshots, chain, ledger, originals, tables; exit 1 where anything differs."""
    from seika.release.verify import differences
    from seika.store.last_words import note_verified

    console, found = Console(), 0
    for organization_id in chosen(organization):
        before, codes = found, []
        for difference in differences(organization_id):
            found += 1
            codes.append(difference.code)
            if as_json:
                console.out(json.dumps({"organization": organization_id, "code": difference.code, **difference.where}, default=str))
            else:
                console.print(f"[red]✗[/red] {text_of(difference)}", highlight=False, soft_wrap=True)
        note_verified(organization_id, codes)
        if found == before and not as_json:
            console.print(f"[green]✓[/green] {organization_id}: all is as it was written", highlight=False)
    if found:
        raise typer.Exit(1)

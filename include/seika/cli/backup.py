"""``seika backup`` and ``seika restore``"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from seika.cli.refusals import text_of


def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder; it will hold personal data and the key.")],
) -> None:
    """Write all that counts into one folder: database, vault, lake, reports, drop folder, configuration, key, each with its hash."""
    from seika.backup import backup as step

    done = step(folder)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{done.folder}: {done.files} files, {done.byte_count:,} bytes")
    for organization_id, end in done.chains.items():
        console.print(f"{organization_id}: the chain ends with {end}")


def restore(folder: Annotated[Path, typer.Argument(help="What seika backup wrote.")]) -> None:
    """Bring a backup back into empty places, then compare all of it with its hashes; exit 1 where anything differs."""
    from seika.backup import restore as step
    from seika.release.verify import differences

    done = step(folder)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{done.files} files of {done.taken_at} are back")
    for name in done.other_configuration:
        console.print(f"[yellow]![/yellow] the configuration here is otherwise than in the backup: {name}")
    found = [difference for organization_id in done.chains for difference in differences(organization_id)]
    for difference in found:
        console.print(f"[red]✗[/red] {text_of(difference)}")
    for organization_id, end in done.chains.items():
        console.print(f"{organization_id}: the chain ends with {end}")
    if found:
        raise typer.Exit(1)
    console.print("[green]✓[/green] all is as it was written")

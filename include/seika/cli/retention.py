"""``seika retention`` and ``seika erase``"""

from __future__ import annotations

import getpass
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from seika.cli.arguments import Organizations, chosen
from seika.period import TOKYO

By = Annotated[str | None, typer.Option("--by", help="Who decides. Without it: the login.")]


def retention(
    organization: Organizations = None,
    apply: Annotated[bool, typer.Option("--apply", help="Delete what may go. Without it: only show.")] = False,
    by: By = None,
) -> None:
    """Show the deliveries whose term of retention is over; with --apply delete them, the proof of each first."""
    from seika.retention import retention as step

    console = Console()
    table = Table("delivery", "term ended", "law", "is", "why")
    for column in table.columns[:2]:
        column.no_wrap = True
    for organization_id in chosen(organization):
        for item in step(organization_id, datetime.now(TOKYO).date(), by or getpass.getuser(), apply):
            table.add_row(item.delivery_id, str(item.ended_on), item.law, item.says.replace("_", " "), item.why or "")
    console.print(table if table.row_count else "nothing has reached the end of its term")


def erase(
    person: Annotated[str, typer.Option(help="A staff number with all its digits, or a pseudonym; - asks for it.")],
    organization: Annotated[str, typer.Option("--organization", "-o", help="The organization's id.")],
    reason: Annotated[str | None, typer.Option(help="Why; it stays in the proof. Without it nothing is erased.")] = None,
    by: By = None,
) -> None:
    """Find a person in all that was received; with --reason erase their rows and the originals that hold them, with proof."""
    from seika.retention import erase as step
    from seika.retention import find

    (organization_id,) = chosen([organization])
    who = typer.prompt("person", hide_input=True) if person == "-" else person
    found = step(organization_id, who, reason, by or getpass.getuser()) if reason else find(organization_id, who)
    console = Console(highlight=False, soft_wrap=True)
    for each in found:
        original = "original deleted" if reason else "original is there" if each.has_original else "original has gone"
        console.print(f"{each.delivery_id}: {each.rows} rows, {original}")
    console.print(f"{len(found)} deliveries {'erased from' if reason else 'hold rows of this person'}")

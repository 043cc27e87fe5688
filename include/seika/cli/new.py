"""``seika new``"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich import print as show

from seika.cli.arguments import month
from seika.period import TOKYO, Period

new = typer.Typer(help="Begin something new: files with comments, to be filled in.", no_args_is_help=True)


@new.callback()
def _begin() -> None:
    """Keep ``new organization`` two words although it is the only one."""


@new.command("organization")
def organization(
    organization_id: Annotated[str, typer.Argument(help="Its id: lower-case letters, digits and _.", metavar="ID")],
    source: Annotated[
        list[str] | None, typer.Option("--source", "-s", help="A source that it delivers; may be repeated. Without it: roster.")
    ] = None,
    first_period: Annotated[str | None, typer.Option(help="The first month of its extracts, YYYY-MM. Without it: this month.")] = None,
) -> None:
    """Write the commented configuration of a new organization into include/organizations."""
    from seika.config.new import write_skeleton

    now = datetime.now(TOKYO)
    for path in write_skeleton(organization_id, source or ["roster"], month(first_period) or Period(f"{now:%Y-%m}")):
        show(str(path))
    show(f"next: go through the lines marked TODO, then [bold]seika doctor -o {organization_id}[/bold]")

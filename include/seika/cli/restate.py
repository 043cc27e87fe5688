"""``seika restate``"""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer
from rich import print as show

from seika.cli.arguments import Organizations, chosen
from seika.cli.refusals import exit_code, text_of
from seika.errors import SeikaError
from seika.period import Period

if TYPE_CHECKING:
    from seika.restate import Done

From = Annotated[str, typer.Option("--from", help="The first month of the range, YYYY-MM.")]
To = Annotated[str, typer.Option("--to", help="The last month of the range, YYYY-MM.")]
By = Annotated[str | None, typer.Option("--by", help="Who asks for it. Without it: the login.")]


def restate(
    since: From,
    until: To,
    reason: Annotated[str, typer.Option(help="Why; it stays in each restated snapshot.")],
    organization: Organizations = None,
    by: By = None,
) -> None:
    """Publish the months of a range again where deliveries, configuration or code are others: one publication a month, in order."""
    from seika.restate import restate as step

    first, last = Period(since), Period(until)
    end([each.error for ours in chosen(organization) for each in step(ours, first, last, reason, by or getpass.getuser(), telling(ours))])


def end(errors: list[SeikaError | None]) -> None:
    """Exit with the code of the first month that was refused or waits, where there is one."""
    failed = next((error for error in errors if error), None)
    if failed:
        raise typer.Exit(exit_code(failed))


def telling(organization_id: str) -> Callable[[Done], None]:
    """Return what prints a line for each month as it is done."""

    def tell(done: Done) -> None:
        why = f": {text_of(done.error)}" if done.error else ""
        show(f"{organization_id} {done.period}: {done.says.replace('_', ' ')}{f' ({done.snapshot_id})' if done.snapshot_id else ''}{why}")

    return tell

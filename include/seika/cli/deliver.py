"""``seika deliver``"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from seika.cli.arguments import Organizations, PeriodOption, chosen, month
from seika.cli.refusals import text_of


def deliver(
    organization: Organizations = None,
    period: PeriodOption = None,
    again: Annotated[bool, typer.Option("--again", help="Send also what was begun before and, as you know, has not come.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Only compare all surfaces, number by number; send nothing.")] = False,
) -> None:
    """Send each edition of the report to whoever is to have it, once; without a month that of the newest. Exit 1 where one was not sent."""
    from seika.deliver import deliver as step
    from seika.deliver.same_number import check_same_numbers
    from seika.store import releases

    console, wished, failed = Console(highlight=False), month(period), False
    for organization_id in chosen(organization):
        current = [each for each in releases.current_snapshots(organization_id) if not wished or each.period == str(wished)]
        if not current:
            console.print(f"{organization_id}: no snapshot{f' of {wished}' if wished else ''}")
            continue
        newest = max(current, key=lambda each: each.period)
        if check:
            console.print(f"{newest.snapshot_id}: {check_same_numbers(newest):,} numbers are the same on every surface")
            continue
        done = step(newest.snapshot_id, again=again)
        told = f"{done.sent} sent, {done.sent_before} sent before"
        console.print(f"{newest.snapshot_id}: {told}{f', not known whether they came: {len(done.uncertain)}' if done.uncertain else ''}")
        for error in done.errors:
            console.print(f"[red]✗[/red] {text_of(error)}", soft_wrap=True)
        failed = failed or bool(done.errors or done.uncertain)
    if failed:
        raise typer.Exit(1)

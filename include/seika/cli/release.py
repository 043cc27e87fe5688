"""``seika release``"""

from __future__ import annotations

from typing import Annotated

import typer
from rich import print as show

from seika.cli.arguments import EngineOption, Organizations, PeriodOption, chosen, month
from seika.cli.refusals import exit_code, text_of
from seika.errors import NotReady


def release(
    organization: Organizations = None,
    period: PeriodOption = None,
    final: Annotated[bool, typer.Option("--final", help="Publish as final; without it provisional.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why a final snapshot is restated.")] = None,
    by: Annotated[str | None, typer.Option(help="Who asks for it. Without it: the login.")] = None,
    engine: EngineOption = None,
) -> None:
    """Compute and publish: one snapshot a month, appended and chained; the same inputs again change nothing."""
    from seika.release import release as step
    from seika.transform import ready, transform

    status = "restated" if reason else "final" if final else "provisional"
    wished = month(period)
    waits: NotReady | None = None
    for organization_id in chosen(organization):
        months = [wished] if wished else ready(organization_id)
        if not months:
            show(f"{organization_id}: nothing new to publish")
        for each in months:
            try:
                done = step(transform(organization_id, each, engine=engine).folder, status, reason, by)
            except NotReady as answer:
                waits = answer  # the other months do not wait for it
                show(text_of(answer))
                continue
            show(f"{done.snapshot_id}: {'published' if done.is_new else 'unchanged, nothing published'}")
    if waits:
        raise typer.Exit(exit_code(waits))

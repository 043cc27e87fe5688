"""``seika release``"""

from __future__ import annotations

from typing import Annotated

import typer
from rich import print as show

from seika.cli.arguments import Organizations, PeriodOption, chosen, month


def release(
    organization: Organizations = None,
    period: PeriodOption = None,
    final: Annotated[bool, typer.Option("--final", help="Publish as final; without it provisional.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why a final snapshot is restated.")] = None,
) -> None:
    """Compute and publish: one snapshot a month, appended and chained; the same inputs again change nothing."""
    from seika.release import release as step
    from seika.transform import ready, transform

    status = "restated" if reason else "final" if final else "provisional"
    wished = month(period)
    for organization_id in chosen(organization):
        months = [wished] if wished else ready(organization_id)
        if not months:
            show(f"{organization_id}: nothing new to publish")
        for each in months:
            done = step(transform(organization_id, each).folder, status, reason)
            show(f"{done.snapshot_id}: {'published' if done.is_new else 'unchanged, nothing published'}")

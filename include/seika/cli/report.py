"""``seika report``"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich import print as show

from seika.cli.arguments import Organizations, PeriodOption, chosen, month


class Tongue(StrEnum):
    """A language of the report."""

    ja = "ja"
    en = "en"


def report(
    organization: Organizations = None,
    period: PeriodOption = None,
    language: Annotated[Tongue | None, typer.Option("--language", "-l", help="Without it: the languages of editions.yml, or ja.")] = None,
) -> None:
    """Write the month's outcome report (PDF, HTML, XLSX) in all its editions from the current snapshot; without a month from the newest."""
    from seika.report import report as step
    from seika.store import releases

    wished = month(period)
    for organization_id in chosen(organization):
        current = [each for each in releases.current_snapshots(organization_id) if not wished or each.period == str(wished)]
        if not current:
            show(f"{organization_id}: no snapshot{f' of {wished}' if wished else ''}")
            continue
        done = step(max(current, key=lambda each: each.period).snapshot_id, language.value if language else None)
        for edition in (done, *done.others):
            show("\n".join(str(path) for path in edition.files))

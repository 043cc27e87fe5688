"""``seika demo``"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

_WORDS = {
    "achieved": "green",
    "on_track": "green",
    "behind": "red",
    "suppressed": "dim",
    "no_data": "dim",
    "no_target": "white",
}


def demo(
    staff: Annotated[int, typer.Option(min=20, help="Members of staff of each ward.")] = 600,
    months: Annotated[int, typer.Option(min=1, help="Months of extracts.")] = 18,
) -> None:
    """Take both wards and a real survey through the real Airflow, from extracts to KPI table, report and workbook."""
    from seika.orchestrate import demo as room

    console = Console()
    done = room.demo(staff=staff, months=months, say=lambda line: console.print(line, highlight=False))
    console.print()
    for organization in done.organizations:
        console.print(_table(organization))
    console.print(done.summary, highlight=False)


def _table(organization: object) -> Table:
    from seika.orchestrate.demo import Published

    assert isinstance(organization, Published)
    table = Table("KPI", "value", "unit", "target", "status", title=f"{organization.label} {organization.period}")
    for row in organization.rows:
        colour = _WORDS.get(row.status, "white")
        table.add_row(row.label, row.value, row.unit, row.target, f"[{colour}]{row.status}[/{colour}]")
    return table

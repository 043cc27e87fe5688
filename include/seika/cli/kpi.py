"""``seika kpi``: what the KPIs are, what stands behind a number, and what a new one would say"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table

from seika.cli.arguments import AsKnownOn, Organizations, chosen
from seika.cli.kpi_quality import quality
from seika.cli.kpi_show import said, show, targets
from seika.config import load_organization
from seika.config.load import load_yaml
from seika.period import Period

if TYPE_CHECKING:
    from seika.transform.explain import Explained

kpi = typer.Typer(help="Show what KPIs are, explain a number, try a new declaration.", no_args_is_help=True)
KpiId = Annotated[str, typer.Argument(help="A KPI's id: the name of its file in include/kpis.")]
Organization = Annotated[str, typer.Option("--organization", "-o", help="An organization's id.")]
Month = Annotated[str, typer.Option("--period", "-p", help="A month, YYYY-MM.")]


@kpi.command("list")
def list_kpis(organization: Organizations = None) -> None:
    """List the KPIs that each organization follows; * marks a provisional definition, ! a moved target, / a break in the series."""
    for organization_id in chosen(organization):
        body = load_organization(organization_id)
        console, width = Console(highlight=False), max(map(len, body.kpis), default=0)
        console.print(f"[bold]{organization_id}[/bold]")
        for choice in body.kpi_choices:
            declared = body.kpis[choice.kpi]
            mark = "*" if declared.is_provisional else ""
            mark += "!" if any(target.moved for target in choice.targets) else ""
            mark += "/" if declared.breaks else ""
            target = f", target {choice.targets[-1].value} ({choice.targets[-1].due or choice.targets[-1].since})" if choice.targets else ""
            hangs = f"{choice.outcome} {choice.provenance or '-'}, {declared.windows[0]}, {said(declared.unit.label)}{target}"
            # one line a KPI at any width: a table of so many columns leaves none readable on a terminal of eighty
            console.print(f"{choice.kpi:<{width}}  {said(declared.label)}{mark}  ({hangs})", soft_wrap=True, markup=False)


kpi.command()(show)
kpi.command()(targets)
kpi.command()(quality)


@kpi.command()
def explain(
    kpi_id: KpiId,
    organization: Organization,
    period: Month,
    unit: Annotated[str | None, typer.Option(help="A unit's code. Without it: the whole organization.")] = None,
    as_known_on: AsKnownOn = None,
) -> None:
    """Compute one value anew and show its formula, the SQL and how many rows of which delivery it counts; nothing is published."""
    from seika.store.known import day_of, end_of
    from seika.transform.explain import explain as explained

    _print(explained(organization, kpi_id, Period(period), unit, end_of(day_of(as_known_on)) if as_known_on else None))


@kpi.command("try")
def try_kpi(
    file: Annotated[Path, typer.Argument(help="A KPI as YAML, to be include/kpis/<its name>.yml.", exists=True, dir_okay=False)],
    organization: Organization,
    period: Month,
    measures: Annotated[list[Path] | None, typer.Option("--measure", "-m", help="A new measure as YAML; may be repeated.")] = None,
) -> None:
    """Compute a KPI that is only being written, on the real rows of a month; nothing is published and no file is changed."""
    from seika.config.kpi import Kpi, Measure
    from seika.config.organization import measures_of
    from seika.transform.explain import explain_trial

    own = {path.stem: load_yaml(path, Measure) for path in measures or []}
    declared = load_yaml(file, Kpi)
    _print(explain_trial(organization, file.stem, declared, measures_of(file.stem, declared, file, own), Period(period)))


def _print(found: Explained) -> None:
    console = Console(highlight=False)
    console.print(f"[bold]{found.kpi_id}[/bold]  {found.window_id} {found.start} to {found.end}, unit {found.unit_code}")
    value = "none" if found.value is None else f"{found.value.normalize():f}"
    console.print(f"value {value} = {found.formula}, {found.people} people, status {found.status}")
    for measure in found.measures:
        table = Table("delivery", "rows counted", title=measure.measure_id, title_justify="left")
        for delivery_id, count in measure.rows_by_delivery.items():
            table.add_row(delivery_id, f"{count:,}")
        console.print(table)
        console.print(Syntax(measure.sql.rstrip(), "sql", background_color="default"))

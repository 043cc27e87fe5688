"""``seika kpi show`` and ``seika kpi targets``: what a KPI says, what it is wanted to be, and which goalposts were moved"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer
from rich.console import Console

from seika.cli.arguments import Organizations, PeriodOption, chosen, month
from seika.cli.refusals import language
from seika.config import Organization, load_organization
from seika.config.evidence import family_of
from seika.config.goalposts import Goalpost, goalposts
from seika.config.kpi import Kpi, KpiChoice, load_measure
from seika.config.load import Label
from seika.config.target import Target, target_in
from seika.period import Period


def said(label: Label) -> str:
    """Return a label in the language of messages."""
    return label.ja if language() == "ja" else label.en


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise typer.BadParameter(f"{text} is no number") from None


def show(kpi_id: Annotated[str, typer.Argument(help="A KPI's id: the name of its file in include/kpis.")]) -> None:
    """Show one definition: text, formula by version, windows, unit, source, breaks, and who follows it with which targets."""
    from seika.config.load import load_yaml
    from seika.config.organization import organization_ids, shared_path

    declared, console = load_yaml(shared_path("kpis", family_of(kpi_id)), Kpi), Console(highlight=False)
    for line in [f"[bold]{kpi_id}[/bold]  {said(declared.label)}", said(declared.description), *_definition(declared)]:
        console.print(line, soft_wrap=True)
    for body in map(load_organization, organization_ids()):
        ours = [choice for choice in body.kpi_choices if kpi_id in (choice.kpi, family_of(choice.kpi))]
        for line in _followed(body, ours[0]) if ours else []:
            console.print(line, soft_wrap=True)
        if len(ours) > 1:
            console.print(f"  and {len(ours) - 1} more members: {', '.join(choice.kpi for choice in ours[1:])}", soft_wrap=True)


def targets(
    organization: Organizations = None,
    period: PeriodOption = None,
    value: Annotated[
        Decimal | None, typer.Option(parser=_decimal, help="A value to judge under old and new targets. Without it: the one published.")
    ] = None,
) -> None:
    """List baselines and targets, what a month is judged by, and targets that took the place of others: when, why, and what it changed."""
    at, console = month(period), Console(highlight=False)
    for organization_id in chosen(organization):
        body = load_organization(organization_id)
        console.print(f"[bold]{organization_id}[/bold]")
        for choice in body.kpi_choices:
            for line in _aims(choice, at, body.kpis[choice.kpi].unit.decimals):
                console.print(line, soft_wrap=True)
            if at:
                for line in _under_both(body, choice, at, value):
                    console.print(f"  {choice.kpi}: {line}", soft_wrap=True)


def _aims(choice: KpiChoice, period: Period | None, decimals: int) -> list[str]:
    lines = [f"  {choice.kpi}: baseline {each.value} in {each.period}" for each in choice.baselines]
    lines += [f"  {choice.kpi}: {_target(each)}" for each in choice.targets]
    lines += [f"[yellow]![/yellow] {choice.kpi}: moved {_moved(each)}" for each in goalposts(choice.targets)]
    now = choice.target_of(str(period), decimals) if period else None
    return [*lines, f"  {choice.kpi}: {period} is judged by {now.value}"] if now else lines


def _definition(kpi: Kpi) -> list[str]:
    lines = []
    for version in kpi.versions:
        lines.append(f"since {version.since}:")
        for part, name in (("numerator", version.numerator), ("denominator", version.denominator)):
            if name:
                measure = load_measure(name)
                how = f"sum of {measure.aggregate.sum}" if measure.aggregate.sum else f"count of {measure.aggregate.count}"
                lines.append(f"  {part}: {name} ({said(measure.label)}): {how} in {measure.fact}, {measure.where or 'all'}")
    unit, source = kpi.unit, kpi.provenance
    lines.append(f"unit: {said(unit.label)}, {unit.decimals} decimals; better is: {kpi.direction}; windows: {', '.join(kpi.windows)}")
    if kpi.population:
        lines.append(f"population: {said(kpi.population)}")
    lines += [
        f"break from {each.on}: {said(each.reason)}" + (f"; other series: {each.overlap}" if each.overlap else "") for each in kpi.breaks
    ]
    lines.append(f"disclosure: not below {kpi.minimum_people} people")
    return [*lines, f"source: {source.document} {source.place or ''} (confidence {source.confidence})"]


def _followed(body: Organization, choice: KpiChoice) -> list[str]:
    cites = f"{choice.provenance}, {body.title_of(choice.document or body.logic_model.document)} {choice.place or ''}"
    lines = [f"{body.id}: outcome {choice.outcome}, {cites if choice.provenance else 'no document cited'}{_because(choice.reason)}"]
    if choice.overlay:
        lines.append(f"  otherwise here: {', '.join(sorted(choice.overlay.model_fields_set))}")
    lines += [f"  baseline {each.period}: {each.value} ({each.place or ''}{_because(each.note)})" for each in choice.baselines]
    lines += [f"  {_target(each)}" for each in choice.targets]
    lines += [f"  moved: {_moved(each)}" for each in goalposts(choice.targets)]
    return lines if choice.targets else [*lines, "  no target"]


def _because(reason: str | None) -> str:
    return f"; {reason}" if reason else ""


def _target(target: Target) -> str:
    way = ", ".join(f"{each.value} since {each.since}" for each in target.path) if isinstance(target.path, tuple) else target.path
    due = f", due {target.due}, path {way or 'none'}" if target.due else ""
    return f"target {target.value} since {target.since}{due} ({target.source})"


def _moved(goalpost: Goalpost) -> str:
    return f"{goalpost.old.value} -> {goalpost.new.value} from {goalpost.new.since}, decided {goalpost.moved.on}: {goalpost.moved.reason}"


def _under_both(body: Organization, choice: KpiChoice, period: Period, value: Decimal | None) -> list[str]:
    from seika.kpi import status_of

    kpi, percent, lines = body.kpis[choice.kpi], body.on_track_percent(choice.kpi), []
    for goalpost in goalposts(choice.targets):
        value, told = _published(body.id, choice.kpi, period) if value is None else value, []
        for name, target in (("old", goalpost.old), ("new", goalpost.new)):
            held = target_in(str(period), (target,), choice.baselines, kpi.unit.decimals)
            wanted = held.value if held else None
            told.append(f"{name} target {wanted}: {status_of(value, wanted, kpi.direction, percent)}")
        what = "no value" if value is None else value
        lines.append(f"{what} in {period} under the {'; under the '.join(told)}")
    return lines


def _published(organization_id: str, kpi_id: str, period: Period) -> Decimal | None:
    """Return the whole organization's published value of a month in the window that targets speak of; none where there is none."""
    from seika.store import releases

    snapshot = releases.current(organization_id, period)
    rows = releases.kpi_rows(snapshot.snapshot_id) if snapshot else []
    window = load_organization(organization_id).kpis[kpi_id].windows[0]
    ours = [row for row in rows if (row["kpi_id"], row["window_id"], row["unit_level"]) == (kpi_id, window, "organization")]
    return next((Decimal(row["value"]) for row in ours if row["value"] is not None), None)

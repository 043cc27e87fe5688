"""``seika status``"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from seika.cli import standing
from seika.cli.arguments import Organizations, chosen
from seika.cli.refusals import language
from seika.period import TOKYO

if TYPE_CHECKING:
    from seika.status import Status


def status(
    organization: Organizations = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Show in one look what has arrived, what is missing or late, what is published, and what waits for whom."""
    from seika.status import status as step

    today = datetime.now(TOKYO).date()
    found = [step(organization_id, today) for organization_id in chosen(organization)]
    if as_json:
        typer.echo(json.dumps({"today": str(today), "organizations": [plain(each) for each in found]}, ensure_ascii=False, indent=2))
        return
    console = Console()
    for each in found:
        console.print(_sources(each))
        console.print(_months(each))
        for wait in each.waits:
            console.print(f"[red]![/red] for the {wait.whom}: {wait.text(language())}", highlight=False, soft_wrap=True)
        for line in standing.lines(each.organization_id):
            console.print(line, highlight=False, soft_wrap=True)


def plain(status: Status) -> dict[str, Any]:
    """Return a status as JSON has it: days and moments in ISO form, each wait with its text in both languages."""
    value = asdict(status)
    value["label"] = status.label.model_dump()
    for row, source in zip(value["sources"], status.sources, strict=True):
        row["label"] = source.label.model_dump()
    for row, wait in zip(value["waits"], status.waits, strict=True):
        row["text"] = {language: wait.text(language) for language in ("ja", "en")}
    cleaned: dict[str, Any] = json.loads(json.dumps(value, default=_iso))
    return cleaned


def _iso(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _sources(status: Status) -> Table:
    names = ("source", "files", "newest", "gaps", "late", "rows", "held", "refused", "open")
    table = Table(*names, title=f"{status.organization_id}: deliveries on {status.today}")
    table.caption = "* required; months missing; working days late; rows accepted or held; files refused; not judged"
    for column in table.columns[:3]:
        column.no_wrap = True
    for each in status.sources:
        late = max((month.days_late for month in each.late), default=0)
        table.add_row(
            f"{each.source_id}{'*' if each.is_required else ''}",
            str(each.files),
            each.newest or "-",
            str(len(each.missing)),
            f"[red]{late}[/red]" if late else "-",
            f"{each.rows:,}",
            f"{each.quarantined:,}",
            f"[red]{each.refused}[/red]" if each.refused else "0",
            str(each.in_work),
        )
    return table


def _months(status: Status) -> Table:
    table = Table("snapshot", "status", "released", "promised", "late", "after the close", title=f"{status.organization_id}: published")
    table.caption = "late in working days; of deliveries after the close some wait for the next revision"
    for column in table.columns[:4]:
        column.no_wrap = True
    for each in status.months:
        table.add_row(
            each.snapshot_id or f"{each.period}: none",
            each.status or "-",
            f"{each.released_at.astimezone(TOKYO):%Y-%m-%d}" if each.released_at else "-",
            str(each.promised_by or "-"),
            f"[red]{each.days_late}[/red]" if each.days_late else "0" if each.promised_by else "-",
            f"{each.late_deliveries}, {each.late_waiting} wait" if each.late_deliveries else "-",
        )
    return table

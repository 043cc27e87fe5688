"""``seika impact``"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console


def impact(
    organization: Annotated[str, typer.Option("--organization", "-o", help="An organization's id.")],
    delivery: Annotated[str | None, typer.Option(help="A delivery's id.")] = None,
    row: Annotated[str | None, typer.Option(help="A row, as delivery:number; for auditors, and logged.")] = None,
    person: Annotated[str | None, typer.Option(help="A staff number or a pseudonym; for auditors, and logged.")] = None,
    rule: Annotated[str | None, typer.Option(help="A rule's id: cells that the rows it holds back would count in.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a cell, for machines.")] = False,
) -> None:
    """Name every published cell, of old revisions too, that a delivery, a row, a person or a rule touches."""
    from seika.trace.access import reader_here
    from seika.trace.impact import Asked
    from seika.trace.impact import impact as step

    console, count = Console(highlight=False), 0
    asked = Asked(delivery, _row(row), person, rule)
    for touched in step(organization, asked, reader_here()):
        count += 1
        line = json.dumps(asdict(touched)) if as_json else f"{touched.snapshot_id}  {'  '.join(touched.key)}"
        console.out(line)
    if not as_json:
        console.print(f"{count} published cells")


def _row(text: str | None) -> tuple[str, int] | None:
    delivery_id, _, number = (text or "").rpartition(":")
    if not text:
        return None
    if not delivery_id or not number.isdecimal():
        raise typer.BadParameter("a row is named as delivery:number")
    return delivery_id, int(number)

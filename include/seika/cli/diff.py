"""``seika diff``"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

if TYPE_CHECKING:
    from seika.trace.difference import Change, Difference


def diff(
    before: Annotated[str, typer.Argument(help="A snapshot's id.")],
    after: Annotated[str, typer.Argument(help="Another snapshot's id: a revision of the same month, or another month.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Show which cells moved, by how much and why: deliveries, configuration, code, adding up to the change; and what turned round."""
    from seika.trace.difference import diff as step

    found = step(before, after)
    if as_json:
        Console().out(json.dumps(asdict(found), default=str, ensure_ascii=False), highlight=False)
        return
    tell(Console(highlight=False, soft_wrap=True), found)


def _lines(change: Change) -> list[str]:
    cell = change.cell
    turned = f"  [bold]{', '.join(change.flips)} turned round[/bold]" if change.flips else ""
    by = "" if cell.by is None else f" by {cell.by.normalize():f}"
    lines = [f"{'  '.join(cell.key)}: {_said(cell.before)} → {_said(cell.after)}{by}{turned}"]
    for cause in change.causes:
        lines.append(
            f"  {cause.what} {cause.name}: {_by(cause.value)} (numerator {_by(cause.numerator)}, denominator {_by(cause.denominator)})"
        )
    return lines


def tell(console: Console, found: Difference, limit: int | None = None) -> None:
    """Print what moved with its causes (the first ``limit`` cells), and the lines and files that differ."""
    for change in found.changes[:limit]:
        for line in _lines(change):
            console.print(line)
    flips = sum(bool(change.flips) for change in found.changes)
    console.print(f"{len(found.changes)} cells moved, {flips} with a status, rank or trend that turned round")
    for what, lines in (("configuration", found.configuration), ("code", found.code)):
        for line in lines:
            console.print(f"{what} {line}", markup=False)


def _said(row: Any) -> str:
    if row is None:
        return "nothing"
    value = "withheld" if row["status"] == "suppressed" else "none" if row["value"] is None else f"{row['value'].normalize():f}"
    return f"{value} {row['status']}"


def _by(number: Any) -> str:
    return "-" if number is None else f"{number:+f}" if hasattr(number, "normalize") else f"{number:+d}"

"""``seika trace``"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from seika.cli.arguments import AsKnownOn
from seika.cli.refusals import language
from seika.errors import BadData
from seika.period import Period

if TYPE_CHECKING:
    from seika.trace.cell import Cell
    from seika.trace.step import Part, Source, Traced

_WIDTH = 150  # a hash stays on its line where output goes into a file


def trace(
    number: Annotated[str, typer.Argument(help="The id of a number as reports and BI have it (snapshot/kpi/window/unit), or a KPI's id.")],
    organization: Annotated[str | None, typer.Option("--organization", "-o", help="An organization's id; with a KPI's id only.")] = None,
    period: Annotated[str | None, typer.Option("--period", "-p", help="A month, YYYY-MM; with a KPI's id only.")] = None,
    unit: Annotated[str | None, typer.Option(help="A unit's code. Without it: the whole organization.")] = None,
    breakdown: Annotated[str | None, typer.Option(help="A part, such as sex=female. Without it: all.")] = None,
    window: Annotated[str | None, typer.Option(help="A window of the KPI. Without it: its first.")] = None,
    snapshot: Annotated[str | None, typer.Option(help="A snapshot's id. Without it: the month's current one.")] = None,
    as_known_on: AsKnownOn = None,
    rows: Annotated[
        bool, typer.Option("--rows", help="List the rows that count, by file and row number; for auditors, and logged.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Show where a published number comes from: snapshot, definition, SQL, deliveries, checks, code; its rows must come to it again."""
    from seika.store import known
    from seika.trace import Cell
    from seika.trace import trace as step
    from seika.trace.access import reader_here

    if "/" in number:
        body, month, cell, snapshot = _named(number)
    elif organization is None or period is None:
        raise BadData("TRACE-12", kpi=number)
    else:
        body, month, cell = organization, str(Period(period)), Cell(number, unit, window, _part_of(breakdown))
        if as_known_on:
            snapshot = known.snapshot_as_known_on(body, month, known.day_of(as_known_on)).snapshot_id
    found = step(body, month, cell, reader_here(), snapshot, rows)
    if as_json:
        Console().out(json.dumps(asdict(found), default=str, ensure_ascii=False), highlight=False)
    else:
        Console(highlight=False, width=max(Console().width, _WIDTH)).print(_tree(found))


def _named(number: str) -> tuple[str, str, Cell, str]:
    from seika.store import releases
    from seika.store.number_id import read_number_id
    from seika.trace import Cell

    named = read_number_id(number)
    made = releases.snapshot(named.snapshot_id)
    cell = Cell(named.kpi_id, named.unit_code, named.window_id, (named.breakdown_id, named.breakdown_code), named.tree_code)
    return made.organization_id, made.period, cell, made.snapshot_id


def _part_of(breakdown: str | None) -> tuple[str, str]:
    if breakdown is None:
        return "all", "all"
    what, _, which = breakdown.partition("=")
    return what, which


def _tree(found: Traced) -> Tree:
    row, kpi = found.row, found.kpi
    value = "withheld" if row["status"] == "suppressed" else "none" if row["value"] is None else f"{row['value'].normalize():f}"
    tree = Tree(
        f"[bold]{value}[/bold] {_said(kpi['unit']['label'])}  {_said(kpi['label'])}  {' '.join(found.key.values())} {found.unit_label}"
    )
    tree.add(
        f"status {row['status']}, target {row['target'] if row['target'] is not None else '-'}, {row['speaks_from']} to {row['speaks_to']}"
    )
    _snapshot(tree, found)
    source = kpi["provenance"]
    definition = tree.add(f"definition since {found.version['since']}: {_said(kpi['description'])}")
    definition.add(f"{source['document']} {source['place'] or ''} (confidence {source['confidence']}); outcome {found.choice['outcome']}")
    for part in found.parts:
        _part(tree, part, found)
    deliveries = tree.add("deliveries")
    for each in found.deliveries:
        _delivery(deliveries, each, found)
    code = tree.add(f"code {found.snapshot.code_hash}")
    code.add(f"dependency lock {found.manifest['lock_hash']}")
    code.add(f"configuration {found.snapshot.configuration_hash}")
    code.add(f"recipe {found.manifest['recipe_hash']}")
    return tree


def _snapshot(tree: Tree, found: Traced) -> None:
    made = found.snapshot
    branch = tree.add(f"snapshot {made.snapshot_id} ({made.status}), published {made.created_at:%Y-%m-%d %H:%M} UTC")
    branch.add(f"hash {made.snapshot_hash}")
    branch.add(f"predecessor {made.previous_hash}")
    if approval := found.manifest.get("approval"):
        branch.add(f"approved by {approval['by']}: {approval['comment']} (diff {approval['diff_hash']})")
    if made.reason:
        branch.add(f"reason: {made.reason}")


def _part(tree: Tree, part: Part, found: Traced) -> None:
    number = "hidden" if part.quantity is None else f"{part.quantity:,}"
    branch = tree.add(f"{part.role} [bold]{number}[/bold]: {part.measure_id} {_said(part.measure['label'])}, from {part.measure['fact']}")
    branch.add(Text(part.measure["aggregate_sql"].rstrip(), "dim"))
    names = {each.delivery.delivery_id: each.delivery.file_name for each in found.deliveries}
    for delivery_id, count in (part.rows_by_delivery or {}).items():
        listed = branch.add(f"{count:,} rows of {names[delivery_id]}")
        for row in part.rows or ():
            if row.delivery_id == delivery_id:
                listed.add(f"{names[delivery_id]}, row {row.row_number}: {row.amount}")


def _delivery(tree: Tree, source: Source, found: Traced) -> None:
    delivery = source.delivery
    used = [(part.rows_by_delivery or {}).get(delivery.delivery_id, 0) for part in found.parts]
    branch = tree.add(f"{delivery.file_name}  ({delivery.delivery_id})")
    branch.add(f"SHA-256 {delivery.sha256}")
    branch.add(f"received {delivery.received_at:%Y-%m-%d %H:%M} UTC by {' '.join(str(each) for each in source.origin.values() if each)}")
    counts = "" if found.hidden else f", rows used {' and '.join(str(each) for each in used)}"
    branch.add(
        f"rows received {delivery.received_count}, accepted {delivery.accepted_count}, quarantined {delivery.quarantined_count}{counts}"
    )
    broken = [f"{check.rule_id} ({check.action}, {check.failed_count})" for check in source.checks if not check.passed]
    branch.add(f"{len(source.checks)} rules checked, broken: {', '.join(broken) or 'none'}")
    if source.waivers:
        branch.add(f"waived: {', '.join(source.waivers)}")


def _said(label: Any) -> str:
    return str(label["ja"] if language() == "ja" else label["en"])

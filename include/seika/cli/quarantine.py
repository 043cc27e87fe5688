"""``seika quarantine``: what is held back and why, one row as it was sent, rows that a steward lets through, what the sender must mend"""

from __future__ import annotations

import getpass
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from seika.cli.arguments import Organizations, chosen
from seika.cli.refusals import language
from seika.errors import BadData
from seika.period import TOKYO, Period

quarantine = typer.Typer(help="Rows that rules hold back: see them, let them through, tell the sender.", no_args_is_help=True)
Delivery = Annotated[str, typer.Argument(help="A delivery's id.")]
Deliveries = Annotated[
    list[str] | None, typer.Option("--delivery", "-d", help="A delivery's id; may be repeated. Without it: all in force.")
]


@quarantine.command("list")
def list_rows(
    organization: Organizations = None,
    source: Annotated[str | None, typer.Option("--source", "-s", help="A source's id.")] = None,
    period: Annotated[str | None, typer.Option("--period", "-p", help="A month, YYYY-MM.")] = None,
    delivery: Deliveries = None,
    rule: Annotated[str | None, typer.Option("--rule", "-r", help="A rule's id.")] = None,
    rows: Annotated[bool, typer.Option("--rows", help="Each row by itself.")] = False,
) -> None:
    """List what is held back, by delivery and rule: how many rows, what is wrong. Never a value."""
    from seika.check import held_rows

    month = str(Period(period)) if period else None
    table = Table("delivery", "row" if rows else "rows", "column", "rule", "why")
    table.columns[0].no_wrap = True
    for organization_id in chosen(organization):
        ours = [each for each in delivery or [] if each.startswith(f"{organization_id}-")]
        if delivery and not ours:
            continue
        held = held_rows(organization_id, source, month, ours, rule)
        if rows:
            for each in held:
                table.add_row(each.delivery_id, str(each.row_number), each.header or "", each.rule_id, getattr(each.why, language()))
        else:
            counts = Counter((each.delivery_id, each.header or "", each.rule_id, getattr(each.why, language())) for each in held)
            for (delivery_id, header, rule_id, why), count in counts.items():
                table.add_row(delivery_id, f"{count:,}", header, rule_id, why)
    Console().print(table if table.row_count else "nothing is held back", soft_wrap=True, crop=False)


@quarantine.command()
def show(delivery: Delivery, row: Annotated[int, typer.Argument(help="The row's number in the file, from 1.")]) -> None:
    """Show one row as it was sent. Needs the right to the vault (SEIKA_VAULT_READER=1); every look is written into the ledger."""
    from seika.decode import original_row

    table = Table("header", "cell", title=f"{delivery}, row {row}")
    for header, cell in original_row(delivery, row, getpass.getuser()).items():
        table.add_row(header, cell)
    Console().print(table)


@quarantine.command()
def release(
    delivery: Delivery,
    row: Annotated[list[int], typer.Argument(help="Numbers of rows in the file.")],
    rule: Annotated[str, typer.Option("--rule", "-r", help="The rule that holds them back.")],
    reason: Annotated[str, typer.Option("--reason", help="Why they are right all the same; the ledger keeps it.")],
    by: Annotated[str, typer.Option("--by", help="Who decides. Without it: who is logged in.")] = "",
) -> None:
    """Let rows count although a rule holds them back; the delivery is checked again and its months are published anew."""
    from seika.check import let_through

    if len(reason.strip()) < 5:
        raise BadData("CHECK-37")
    done = let_through(delivery, row, rule, reason.strip(), by or getpass.getuser(), datetime.now(TOKYO).date())
    Console().print(f"{done.delivery_id}: {done.state}, accepted {done.accepted_count:,}, quarantined {done.quarantined_count:,}")


@quarantine.command()
def page(delivery: Delivery) -> None:
    """Write the page of check results of a delivery (it is written after each check by itself) and say where it lies."""
    from seika.check import write_page

    Console().print(str(write_page(delivery)), soft_wrap=True)


@quarantine.command("fix-list")
def fix_list(
    organization: Annotated[str, typer.Option("--organization", "-o", help="An organization's id.")],
    delivery: Deliveries = None,
    out: Annotated[Path, typer.Option(help="The workbook to write.")] = Path("fix-list.xlsx"),
) -> None:
    """Write what a sender must mend as a workbook in Japanese: file, row, column, what to do. Never a value."""
    from seika.check.fix_list import write_fix_list

    count = write_fix_list(organization, delivery or [], out)
    Console().print(f"{out}: {count:,} points")


@quarantine.command()
def compare(old: Delivery, new: Delivery) -> None:
    """Compare a delivery with the one that corrects it: what is mended, what is left, what is new, by rule."""
    from seika.check import held_rows
    from seika.store import ledger

    counts = []
    for each in (old, new):
        found = held_rows(ledger.delivery(each).organization_id, delivery_ids=[each])
        counts.append(Counter((held.rule_id, getattr(held.why, language())) for held in found))
    before, after = counts
    table = Table("rule", "before", "now", "", "why")
    for rule_id, why in sorted(before | after):
        was, now = before[rule_id, why], after[rule_id, why]
        said = "mended" if not now else "new" if not was else "better" if now < was else "left" if now == was else "worse"
        table.add_row(rule_id, str(was), str(now), said, why)
    Console().print(table if table.row_count else "nothing is held back, before or now")

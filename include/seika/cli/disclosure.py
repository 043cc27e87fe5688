"""``seika disclosure``"""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import asdict, astuple, fields
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

disclosure = typer.Typer(help="What is withheld, and how far readers are kept from it.", no_args_is_help=True)
_NARROWEST = 12


@disclosure.callback()
def _disclosure() -> None:
    """What is withheld, and how far readers are kept from it."""


@disclosure.command()
def audit(
    snapshot_id: Annotated[str, typer.Argument(help="The snapshot, such as shinagawa-2026-09-r1.", show_default=False)],
    every: Annotated[bool, typer.Option("--all", help="Every withheld number with the interval that readers can derive, as CSV.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Everything that is kept, as one JSON object.")] = False,
) -> None:
    """Show the audit kept with a snapshot: cells published by level, and what readers can derive of what is withheld. Not for readers."""
    from seika.release.audit import Derived, kept
    from seika.store import releases

    found = kept(releases.snapshot(snapshot_id))
    console = Console()
    if as_json:
        console.out(json.dumps(asdict(found), ensure_ascii=False))
        return
    if every:
        lines = csv.writer(sys.stdout, lineterminator="\n")
        lines.writerow([field.name for field in fields(Derived)])
        lines.writerows(astuple(each) for each in found.derived)
        return
    shares = Table("level", "cells", "published", "by the rules alone", title=snapshot_id)
    for each in found.shares:
        name = f"{each.level}, broken down" if each.is_part else each.level
        shares.add_row(name, str(each.cells), f"{_percent(each.published, each.cells)}", f"{_percent(each.by_rules_alone, each.cells)}")
    console.print(shares)
    narrow = Table("measure", "unit", "part", "readers are left with", "width needed", title="the narrowest of what is protected")
    for pinned in [each for each in found.quantities if not each.is_alone][:_NARROWEST]:
        narrow.add_row(pinned.measure, pinned.unit_code, pinned.breakdown, f"{pinned.low} to {pinned.high} or wider", str(pinned.need))
    console.print(narrow)
    wide = [derived for derived in found.derived if derived.high is not None]
    closest = Table("measure", "unit", "part", "readers can derive", title="the closest of all that is withheld")
    for near in sorted(wide, key=lambda derived: (derived.high or 0) - derived.low)[:_NARROWEST]:
        closest.add_row(near.measure, near.unit_code, near.breakdown, f"{near.low} to {near.high}")
    console.print(closest)
    console.print(f"{len(found.derived)} numbers are withheld (--all lists each with its interval)", highlight=False)
    alone = sum(each.is_alone for each in found.quantities)
    console.print(f"{len(found.quantities)} quantities are protected, {alone} of them with all around them withheld", highlight=False)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"

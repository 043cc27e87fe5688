"""A ward's computed months released one after the other and attacked: ``python tests/bench/attacked_history.py FOLDER``.

FOLDER holds a folder for each month, as transform leaves it (``kpi_value.parquet``, ``selection.json``), named by month. Each month is
protected after all before it. Then come the attackers of ``tests/support/history_attacks.py``. Printed is how many withheld numbers each
tried and how many came out closer than the rules promise, with everything on and with what is withheld besides, linked and over time
switched off. ``tests/disclosure/test_history.py`` does the same with months that the oracle has counted.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
from history_attacks import Release, by_parts, by_revisions, by_solver, by_windows, released

from seika.disclosure import Kpi, Rules
from seika.disclosure.primary import BESIDE, LINKED, OVER_TIME

ASKED = 6  # withheld numbers a month that the solver is set upon, each way


def computed(folder: Path) -> Iterator[tuple[list[dict[str, Any]], dict[str, Kpi], Mapping[str, Any]]]:
    """Yield month by month the rows, the KPIs and the tree."""
    for month in sorted(each for each in folder.iterdir() if (each / "selection.json").is_file()):
        told = json.loads((month / "selection.json").read_text(encoding="utf-8"))
        kpis = {
            name: Kpi(
                each["numerator"], each["denominator"], Rules(**each["rules"]), each["is_part"], frozenset(each["stocks"]), each["weight"]
            )
            for name, each in told["disclosure"].items()
        }
        yield [row for row in pq.read_table(month / "kpi_value.parquet").to_pylist() if row["tree_code"] == "as_was"], kpis, told["units"]


def attacked(months: list[Release]) -> list[str]:
    """Return what came of each attack."""
    each = [[by_parts(month) for month in months], *([by_solver(month, ASKED, told) for month in months] for told in (False, True))]
    sums = [*(tuple(map(sum, zip(*found, strict=True))) for found in each), by_revisions(months), by_windows(months)]
    return [f"{tried:,}: {close:,}" for tried, close in sums]


def main() -> None:
    """Release and attack, and print."""
    names = ("what is on", "one total less its parts", "solver", "solver told by few", "revisions", "windows")
    table = Table(*names, title="withheld numbers tried: come out too close")
    months = released(computed(Path(sys.argv[1])))
    for name, off in (("everything", 0), ("nothing besides", BESIDE | LINKED), ("nothing over time", OVER_TIME)):
        table.add_row(name, *attacked([month.without(off) for month in months]))
    Console().print(table)


if __name__ == "__main__":
    main()

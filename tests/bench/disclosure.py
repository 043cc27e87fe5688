"""What disclosure control costs and what it leaves readable: ``python tests/bench/disclosure.py``.

A ward of 5,514 made-up people with 25 departments, 200 sections and six breakdowns down to the department: at 1x, 2x and 4x the KPIs.
Prints the CPU seconds of protection with its audit, and by level the share of cells published beside that by the rules alone.
"""

from __future__ import annotations

import time

from large_ward import large_ward
from rich.console import Console
from rich.table import Table

from seika.disclosure import protect
from seika.disclosure.primary import BESIDE

_LEVELS = {(1, False): "whole", (1, True): "whole, broken down", (3, False): "department", (3, True): "department, broken down"}


def main() -> None:
    """Print both tables."""
    console = Console()
    cost = Table("KPIs", "cells", "seconds", "microseconds a cell", "protected quantities", "not held")
    for times in (1, 2, 4):
        rows, kpis, parents = large_ward(count=38 * times)
        start = time.process_time()
        done = protect(rows, kpis, parents)
        seconds = time.process_time() - start
        numbers = (len(kpis), len(rows), f"{seconds:.2f}", f"{1e6 * seconds / len(rows):.0f}", len(done.widths), len(done.failed))
        cost.add_row(*(str(each) for each in numbers))
    console.print(cost)
    readable = Table("level", "cells", "published", "by the rules alone")
    counts: dict[str, list[int]] = {}
    for row, why in zip(rows, done.reasons.tolist(), strict=True):
        at = counts.setdefault(_LEVELS.get((len(row["unit_code"]), row["breakdown_id"] != "all"), "section"), [0, 0, 0])
        at[0] += 1
        at[1] += not why
        at[2] += why in (0, BESIDE)
    for level, (cells, published, alone) in counts.items():
        readable.add_row(level, str(cells), f"{100 * published / cells:.1f} %", f"{100 * alone / cells:.1f} %")
    console.print(readable)


if __name__ == "__main__":
    main()

"""An oracle of every cell, in pandas: every KPI, window, unit and part of every breakdown, in both views of history.

Written from the definitions (docs/reference/kpis.md) over the simulated people and the ward's CSV files; nothing of the package is here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from pandas import DataFrame

from pandas_oracle import hours, judged, learning, leave, numbers, parents, service, survey
from pandas_oracle.cells import cells, pay_cells
from pandas_oracle.month import Month
from pandas_oracle.people import frames
from pandas_oracle.tree import Tree

DEFINITIONS = (hours, leave, parents, service, judged, learning, numbers, survey)


def true_cells(ward: Any, folder: Path, periods: list[str], asked: dict[str, str], first_period: str, kpi_ids: set[str]) -> DataFrame:
    """Return one row per month, KPI, window, tree, unit, breakdown and part; numerator, denominator, people, value (text) of each.

    ``folder`` holds the organization's CSV files; ``asked`` says for each breakdown down to which level of units it is wanted.
    """
    known, tree = frames(ward), Tree(folder)
    found = []
    for period in periods:
        month = Month(known, folder, tree, period, first_period)
        counted = [each for definitions in DEFINITIONS for each in definitions.kpis(month) if each.kpi_id in kpi_ids]
        for window in sorted({each.window for each in counted}):
            found.append(cells(month, [each for each in counted if each.window == window], asked))
        found.append(pay_cells(month, [each for each in numbers.pay(month) if each.kpi_id in kpi_ids], asked))
    return pd.concat(found, ignore_index=True)

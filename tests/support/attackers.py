"""Readers who want to know: they see the published rows alone, and have tools of their own. Nothing here is shared with what protects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

Row = Mapping[str, Any]
Quantity = tuple[str, str, str, str]  # measure, unit, breakdown, part


class Solver:
    """All that the published rows say, as one system: quantities of all KPIs, sums over units and breakdowns, parts of wholes."""

    def __init__(
        self, rows: Sequence[Row], parents: Mapping[str, str | None], kpis: Mapping[str, Any], known: Mapping[Quantity, int]
    ) -> None:
        self.index: dict[object, int] = {}
        self.value: dict[int, float] = {}
        self.lines: list[dict[int, float]] = []
        self.less: list[tuple[int, int]] = []
        cells: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        for row in rows:
            kpi, at = kpis[row["kpi_id"]], (row["unit_code"], row["breakdown_id"], row["breakdown_code"])
            for measure, name in ((kpi.numerator, "numerator"), (kpi.denominator, "denominator")):
                if measure:
                    cells[measure].add(at)
                    column = self.index.setdefault((measure, *at), len(self.index))
                    if row["status"] != "suppressed":
                        self.value[column] = row[name]
            if kpi.is_part:
                self.less.append((self.index[kpi.numerator, *at], self.index[kpi.denominator, *at]))
        for quantity, number in known.items():
            self.value[self.index[quantity]] = number
        for measure, places in sorted(cells.items()):
            self._sums(measure, places, parents)

    def _sums(self, measure: str, places: set[tuple[str, str, str]], parents: Mapping[str, str | None]) -> None:
        parts: dict[tuple[tuple[str, str, str], str], list[tuple[str, str, str]]] = defaultdict(list)
        for unit, breakdown, code in places:
            above = parents[unit]
            if above and (above, breakdown, code) in places:
                parts[(above, breakdown, code), ""].append((unit, breakdown, code))
            if breakdown != "all":
                parts[(unit, "all", "all"), breakdown].append((unit, breakdown, code))
        for (whole, breakdown), cells in sorted(parts.items()):
            line = {self.index[measure, *cell]: 1.0 for cell in cells} | {self.index[measure, *whole]: -1.0}
            if not breakdown:  # somebody may lie in the unit itself; everybody has a sex and an age
                line[self.index.setdefault(("directly", measure, *whole), len(self.index))] = 1.0
            self.lines.append(line)

    def interval(self, quantity: Quantity) -> tuple[float, float]:
        """Return the least and the most that a quantity can be."""
        size, target = len(self.index), self.index[quantity]
        equal = _matrix(self.lines, size)
        less = _matrix([{part: 1.0, whole: -1.0} for part, whole in self.less], size)
        bounds = [(self.value[column], self.value[column]) if column in self.value else (0, None) for column in range(size)]
        goal, found = np.zeros(size), []
        rest = {"A_ub": less, "b_ub": np.zeros(len(self.less)), "A_eq": equal, "b_eq": np.zeros(len(self.lines)), "bounds": bounds}
        goal[target] = 1
        for sign in (1, -1):
            done = linprog(sign * goal, method="highs", **rest)
            found.append(-sign * float("inf") if done.status == 3 else round(sign * done.fun, 6))
        return found[0], found[1]


def _matrix(lines: Sequence[Mapping[int, float]], size: int) -> Any:
    row, column, data = [], [], []
    for number, line in enumerate(lines):
        for at, sign in line.items():
            row.append(number)
            column.append(at)
            data.append(sign)
    return csr_array((data, (row, column)), shape=(len(lines), size))


def by_subtraction(rows: Sequence[Row], parents: Mapping[str, str | None]) -> dict[tuple[str, str, str, str], tuple[int, int]]:
    """Return the withheld cells (KPI, unit, breakdown, part) whose numerator and denominator fall out of one total less its other parts."""
    cells = {(row["kpi_id"], row["unit_code"], row["breakdown_id"], row["breakdown_code"]): row for row in rows}
    families: dict[tuple[tuple[str, ...], str], list[tuple[str, ...]]] = defaultdict(list)
    for kpi, unit, breakdown, code in cells:
        if parents[unit]:
            families[(kpi, parents[unit] or "", breakdown, code), "below"].append((kpi, unit, breakdown, code))
        if breakdown != "all":
            families[(kpi, unit, "all", "all"), breakdown].append((kpi, unit, breakdown, code))
    found = {}
    for (whole, _), parts in families.items():
        missing = [each for each in parts if cells[each]["status"] == "suppressed"]  # type: ignore[index]
        if len(missing) != 1 or whole not in cells or cells[whole]["status"] == "suppressed":  # type: ignore[comparison-overlap,index]
            continue
        known = [cells[each] for each in parts if each not in missing]  # type: ignore[index]
        found[missing[0]] = tuple(
            (cells[whole][name] or 0) - sum(each[name] or 0 for each in known)
            for name in ("numerator", "denominator")  # type: ignore[index]
        )
    return found  # type: ignore[return-value]


def by_comparing(before: Iterable[Row], after: Iterable[Row]) -> dict[tuple[str, str, str, str], tuple[int, int, int]]:
    """Return for each cell published twice what changed: numerator, denominator, people."""

    def told(rows: Iterable[Row]) -> dict[tuple[str, str, str, str], Row]:
        return {(r["kpi_id"], r["unit_code"], r["breakdown_id"], r["breakdown_code"]): r for r in rows if r["status"] != "suppressed"}

    first, second = told(before), told(after)
    return {
        key: tuple((second[key][name] or 0) - (first[key][name] or 0) for name in ("numerator", "denominator", "people"))  # type: ignore[misc]
        for key in first.keys() & second.keys()
    }

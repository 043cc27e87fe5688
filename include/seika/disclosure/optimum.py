"""The least that must be withheld of a small linked system, exactly: a mixed-integer programme (HiGHS).

Fischetti and Salazar-Gonzalez (JASA 95, 2000), with one pair of worlds for each protected quantity and each few who could talk: whole
numbers decide which cells are withheld, and in each world only withheld quantities move, by at most what the audit allows. A system is all
tables that share cells and have something to protect. Larger systems are left to the heuristic (``secondary.py``), with the same audit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import highspy
import numpy as np

from seika.disclosure.audit import of_the_same_people
from seika.disclosure.cells import Ints
from seika.disclosure.tables import Tables

# Systems of no more open or withheld cells than this are solved, if they need no more columns than that; tried to take a second each.
MOST_CELLS, MOST_COLUMNS = 80, 1_500
_MOST_NODES = 2_000  # a number of steps, not a time: every machine gives up at the same point
Cell = tuple[int, int]


@dataclass
class System:
    """Tables that share cells; ``free`` are the cells ``(series, place)`` that may be withheld, ``targets`` what is protected."""

    tables: list[int]
    free: list[Cell]
    targets: list[tuple[int, int]]


def small_systems(tables: Tables, started: Ints) -> Iterator[System]:
    """Yield the systems that are small enough; ``started`` are the reasons before anything was withheld besides."""
    protected = {int(table) for table in np.flatnonzero((tables.need > 0).any(axis=1))}
    while protected:
        waiting, found = [min(protected)], {min(protected)}
        while waiting:
            for series in tables.told_by[waiting.pop()]:
                fresh = (set(tables.tells[series]) & protected) - found
                found |= fresh
                waiting += sorted(fresh)
        protected -= found
        among = sorted(found)
        told = sorted({series for table in among for series in tables.told_by[table]})
        cells = [(series, int(place)) for series in told for place in np.flatnonzero(tables.sheet.present[series])]
        if len(cells) <= MOST_CELLS and not tables.has_twin[among].any():
            free = [(series, place) for series, place in cells if not started[series, place]]
            targets = [(table, int(place)) for table in among for place in np.flatnonzero(tables.need[table])]
            yield System(among, free, targets)


def least(tables: Tables, system: System, started: Ints, costs: dict[Cell, int]) -> list[Cell] | None:
    """Return the cells to withhold besides at least cost; none where it is too large after all, or cannot be done in this way."""
    programme = _Programme(tables, system, started, costs)
    asked = [(table, place, *pair) for table, place in system.targets for pair in programme.pairs(table, place)]
    if 2 * sum(int(tables.exists[table].sum()) + len(tables.sheet.sums) for table, *_ in asked) > MOST_COLUMNS:
        return None
    for table, place, need, still in asked:
        programme.protect(table, place, need, still)
    return programme.solved()


@dataclass
class _Programme:
    tables: Tables
    system: System
    started: Ints
    costs: dict[Cell, int]
    cost: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        # equal costs are told apart by the order of cells, so that there is one optimum
        size = len(self.system.free)
        for index, cell in enumerate(self.system.free):
            self._column(0, 1, self.costs[cell] + (index + 1) / (4.0 * size * size))
        self._at = {cell: index for index, cell in enumerate(self.system.free)}
        self._hidden: dict[tuple[int, int], int | None] = {}
        for table in self.system.tables:
            for place in np.flatnonzero(self.tables.exists[table]).tolist():
                self._hidden[table, place] = self._whether_hidden(table, place)

    def pairs(self, table: int, place: int) -> list[tuple[int, int | None]]:
        """Return how wide a quantity must be to readers (None) and to those to whom the few of a place talk."""
        tables = self.tables
        widest = int(tables.high[table, place] - tables.low[table, place])
        need, told = min(int(tables.need[table, place]), widest), min(int(tables.need_told[table, place]), widest)
        small = {at for owner, at in self._hidden if owner == table and not (tables.movable[table, at] or tables.nothing[table, at])}
        few = sorted(small - of_the_same_people(tables, small, place)) if told else []
        alone: list[tuple[int, int | None]] = [(need, None)] if need > told or not few else []
        return alone + [(told, one) for one in few]

    def protect(self, table: int, place: int, need: int, still: int | None) -> None:
        """Add two worlds that leave a quantity so wide between them, where one place does not move."""
        up, down = (self._world(table, place, 2 * need, still) for _ in range(2))
        self.rows.append(({up[place]: 1.0, down[place]: -1.0}, need, highspy.kHighsInf))

    def solved(self) -> list[Cell] | None:
        """Return the cells chosen."""
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_max_nodes", _MOST_NODES)):
            solver.setOptionValue(name, value)
        solver.passModel(self._model())
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        chosen = solver.getSolution().col_value[: len(self.system.free)]
        return [cell for cell, value in zip(self.system.free, chosen, strict=True) if value > 0.5]

    def _world(self, table: int, target: int, most: int, still: int | None) -> dict[int, int]:
        tables, moved = self.tables, {}
        for (owner, place), hidden in self._hidden.items():
            if owner != table or hidden is None or place == still or (tables.nothing[table, place] and place != target):
                continue
            down = float(min(tables.value[table, place] - tables.low[table, place], most))
            up = float(min(tables.high[table, place] - tables.value[table, place], most))
            moved[place] = self._column(-down, up)
            self.rows.append(({moved[place]: 1.0, hidden: -up}, -highspy.kHighsInf, 0.0))
            self.rows.append(({moved[place]: 1.0, hidden: down}, 0.0, highspy.kHighsInf))
        for number, (parent, parts) in enumerate(tables.sheet.sums):
            line = {moved[part]: 1.0 for part in parts.tolist() if part in moved} | ({moved[parent]: -1.0} if parent in moved else {})
            if line and tables.exists[table, parts].any():
                rest = self._column(-float(min(tables.rest_down[number, table], most)), float(min(tables.rest_up[number, table], most)))
                self.rows.append((line | {rest: 1.0}, 0.0, 0.0))
        return moved

    def _whether_hidden(self, table: int, place: int) -> int | None:
        """Return the column that says how far a quantity is hidden: by every open cell that tells it; none where it cannot be."""
        open_ = [
            (series, place)
            for series in self.tables.told_by[table]
            if self.tables.sheet.present[series, place] and not self.started[series, place]
        ]
        if self.tables.known[table, place]:
            return None
        column = self._column(0 if open_ else 1, 1)
        for cell in open_:
            self.rows.append(({column: 1.0, self._at[cell]: -1.0}, -highspy.kHighsInf, 0.0))
        return column

    def _column(self, low: float, high: float, cost: float = 0.0) -> int:
        self.low.append(low)
        self.high.append(high)
        self.cost.append(cost)
        return len(self.low) - 1

    def _model(self) -> highspy.HighsLp:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.low), len(self.rows)
        model.col_cost_, model.col_lower_, model.col_upper_ = (np.array(each, dtype=float) for each in (self.cost, self.low, self.high))
        model.row_lower_ = np.array([low for _, low, _ in self.rows], dtype=float)
        model.row_upper_ = np.array([high for *_, high in self.rows], dtype=float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(line) for line, *_ in self.rows)]).astype(np.int32)
        model.a_matrix_.index_ = np.array([column for line, *_ in self.rows for column in line], dtype=np.int32)
        model.a_matrix_.value_ = np.array([sign for line, *_ in self.rows for sign in line.values()], dtype=float)
        whole = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        model.integrality_ = [whole[0]] * len(self.system.free) + [whole[1]] * (len(self.low) - len(self.system.free))
        return model

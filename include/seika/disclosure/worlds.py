"""Other worlds that fit everything published: shifts of hidden quantities under which every sum still holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import highspy
import numpy as np

from seika.disclosure.cells import Flags, Ints
from seika.disclosure.needs import NO_LIMIT
from seika.disclosure.tables import Tables

_NEAR = 1e-6  # what the solver takes for equal; all true numbers are whole


class Worlds:
    """The shifts of the hidden quantities of some tables as columns of a linear programme; its rows are the sums.

    All other tables stay as they are: what is found fits everything published, so that no reader can exclude it. ``reach`` is how far a
    shift is looked for. The quantities of cells of one or two people, and amounts of next to nothing, stay still unless they are let go.
    """

    def __init__(self, tables: Tables, group: Sequence[int], reach: int) -> None:
        self.tables, self.group = tables, group
        hidden = [np.flatnonzero(tables.hidden[table]) for table in group]
        self.table = np.concatenate([np.full(len(places), table) for table, places in zip(group, hidden, strict=True)])
        self.place = np.concatenate(hidden)
        self.at = {(int(t), int(p)): column for column, (t, p) in enumerate(zip(self.table, self.place, strict=True))}
        low, high = _limits(tables, group)
        value = tables.value[self.table, self.place]
        self.down = np.minimum(value - low[self.table, self.place], reach)
        self.up = np.minimum(high[self.table, self.place] - value, reach)
        # a quantity moves with its twins or not at all
        tied = [bool(set(tables.twins.get(at, ())) - {*group}) for at in self.at]
        self.down, self.up = np.where(tied, 0, self.down), np.where(tied, 0, self.up)
        self.nothing: Flags = tables.nothing[self.table, self.place]
        self.still: Flags = ~tables.movable[self.table, self.place] & ~self.nothing
        self.small = set(self.place[self.still].tolist())
        self._solver = solver_of(self._model(reach))

    def stretched(self, column: int, sign: float) -> tuple[Ints, Ints]:
        """Return the shifts of the world that stretches a column farthest, rounded down and rounded up."""
        self._solver.changeColCost(column, -sign)
        self._solver.run()
        found = np.array(self._solver.getSolution().col_value)[: len(self.place)]
        self._solver.changeColCost(column, 0.0)
        return np.floor(found + _NEAR).astype(np.int64), np.ceil(found - _NEAR).astype(np.int64)

    def let(self, columns: Sequence[int] | Ints, free: bool) -> None:
        """Let cells go, or hold them still."""
        at = np.array(columns, dtype=np.int32)
        low, high = (-self.down[at], self.up[at]) if free else (np.zeros(len(at)), np.zeros(len(at)))
        self._solver.changeColsBounds(len(at), at, low.astype(float), high.astype(float))

    def _model(self, reach: int) -> highspy.HighsLp:
        free = ~(self.still | self.nothing)
        lower, upper = [*np.where(free, -self.down, 0).tolist()], [*np.where(free, self.up, 0).tolist()]
        rows = [each for table in self.group for each in self._sums(table, 4 * reach, lower, upper)]
        couples = [each for part, whole in self.tables.parts if {part, whole} <= set(self.group) for each in self._couples(part, whole)]
        rows += [([(self.at[at], 1.0), (self.at[twin, at[1]], -1.0)], 0) for at in self.at for twin in self._twins(at)]
        start = np.cumsum([0, *(len(line) for line, _ in rows + couples)])
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(lower), len(rows) + len(couples)
        model.col_cost_ = np.zeros(len(lower))
        model.col_lower_, model.col_upper_ = np.array(lower, dtype=float), np.array(upper, dtype=float)
        model.row_lower_ = np.array([0.0] * len(rows) + [float(least) for _, least in couples])
        model.row_upper_ = np.array([0.0] * len(rows) + [highspy.kHighsInf] * len(couples))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = start.astype(np.int32)
        model.a_matrix_.index_ = np.array([column for line, _ in rows + couples for column, _ in line], dtype=np.int32)
        model.a_matrix_.value_ = np.array([sign for line, _ in rows + couples for _, sign in line], dtype=float)
        return model

    def _twins(self, at: tuple[int, int]) -> list[int]:
        return [each for each in self.tables.twins.get(at, ()) if each > at[0] and (each, at[1]) in self.at]

    def _sums(self, table: int, most: int, lower: list[float], upper: list[float]) -> Iterable[tuple[list[tuple[int, float]], int]]:
        """Yield each sum with a hidden member; what lies in none of its parts becomes a column of its own."""
        hidden = self.tables.hidden[table]
        for number, (parent, parts) in enumerate(self.tables.sheet.sums):
            line = [(self.at[table, part], 1.0) for part in parts[hidden[parts]].tolist()]
            if hidden[parent]:
                line.append((self.at[table, parent], -1.0))
            if line and self.tables.exists[table, parts].any():
                down = int(self.tables.rest_down[number, table])
                if down:
                    line.append((len(lower), 1.0))
                    lower.append(float(-min(down, most)))
                    upper.append(float(min(int(self.tables.rest_up[number, table]), most)))
                yield line, 0

    def _couples(self, part: int, whole: int) -> Iterable[tuple[list[tuple[int, float]], int]]:
        """Yield for each place that a part is no more than its whole."""
        there = self.tables.hidden[part] | self.tables.hidden[whole]
        for place in np.flatnonzero(there & self.tables.exists[part] & self.tables.exists[whole]).tolist():
            line = [(self.at[whole, place], 1.0)] if (whole, place) in self.at else []
            line += [(self.at[part, place], -1.0)] if (part, place) in self.at else []
            yield line, int(self.tables.value[part, place] - self.tables.value[whole, place])


class Pool:
    """What the worlds found so far leave of some columns, by the few who could talk: a world excludes nothing that they know where
    it leaves their cell as it is. One world so serves many quantities, and all the few that it does not move.
    """

    def __init__(self, worlds: Worlds, columns: Sequence[int]) -> None:
        self.few = np.unique(worlds.place[worlds.still])
        self._worlds, self._columns = worlds, np.array(columns, dtype=np.int64)
        self._at = {column: index for index, column in enumerate(columns)}
        # the last row is of all worlds, whoever they move
        self._low = np.zeros((len(self.few) + 1, len(columns)), dtype=np.int64)
        self._high = np.zeros_like(self._low)

    def add(self, least: Ints, most: Ints) -> None:
        """Take a world up: its shifts rounded down and rounded up."""
        moved = self._worlds.still & ((least != 0) | (most != 0))
        rows = np.ones(len(self.few) + 1, dtype=bool)
        rows[np.searchsorted(self.few, self._worlds.place[moved])] = False
        at = np.flatnonzero((least[self._columns] > 0) | (most[self._columns] < 0))
        if (self._worlds.nothing & ((least != 0) | (most != 0))).any():  # next to nothing moves for its own sake only
            at = at[self._worlds.nothing[self._columns[at]]]
        if len(at):
            where = np.ix_(rows, at)
            self._high[where] = np.maximum(self._high[where], least[self._columns[at]])
            self._low[where] = np.minimum(self._low[where], most[self._columns[at]])

    def range(self, column: int, few: int | None = None) -> tuple[int, int]:
        """Return the least and the greatest shift in worlds in which these few stay as they are."""
        row = len(self.few) if few is None else few
        return int(self._low[row, self._at[column]]), int(self._high[row, self._at[column]])

    def width(self, column: int, few: int | None = None) -> int:
        """Return how far apart they are."""
        low, high = self.range(column, few)
        return high - low

    def missed(self, column: int, need: int, few: Sequence[int]) -> list[int]:
        """Return those of the few to whom a column is narrower than it needs to be."""
        width = self._high[few, self._at[column]] - self._low[few, self._at[column]]
        return [few[index] for index in np.flatnonzero(width < need).tolist()]


def _limits(tables: Tables, group: Sequence[int]) -> tuple[Ints, Ints]:
    """Return what a quantity is at least and at most where the tables outside the group are as they are."""
    if len(group) == 1:
        return tables.low, tables.high
    low, high = tables.own_low.copy(), tables.own_high.copy()
    for part, whole in tables.parts:
        there = tables.exists[part] & tables.exists[whole]
        if whole not in group:
            high[part] = np.where(there, np.minimum(high[part], tables.value[whole]), high[part])
        if part not in group:
            low[whole] = np.where(there, np.maximum(low[whole], tables.value[part]), low[whole])
    return low, np.minimum(high, NO_LIMIT)


def solver_of(model: highspy.HighsLp) -> highspy.Highs:
    """Return a quiet solver of a linear programme, of one thread, that starts anew from where it stands."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("solver", "simplex")
    solver.setOptionValue("simplex_strategy", 4)  # primal: another cost leaves the last world feasible
    solver.passModel(model)
    return solver

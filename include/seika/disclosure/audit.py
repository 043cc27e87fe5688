"""How far a reader is kept from each protected quantity: the audit that a release must pass.

A range found here is made of worlds that fit everything published (``worlds.py``); a reader can exclude none of them, so the reader's
own range is never narrower. First one table moves and all others stay; where that leaves too little, the tables that count parts or
wholes of the same people move with it. People of a cell of one or two know it: no world may need such a cell to be another, for each
of them in turn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from seika.disclosure.cells import Ints
from seika.disclosure.swaps import widths_by_swaps
from seika.disclosure.tables import Tables
from seika.disclosure.worlds import Worlds


@dataclass(frozen=True)
class Width:
    """The range of one protected quantity: at least from ``low`` to ``high``, where ``need`` is the width it must have."""

    table: int
    place: int
    need: int
    low: int
    high: int
    is_alone: bool = False

    @property
    def holds(self) -> bool:
        """Whether the range is as wide as it must be, or nothing around it is published that could be withheld too (``is_alone``)."""
        return self.is_alone or self.high - self.low >= self.need


def audit(tables: Tables, only: Collection[tuple[int, int]] | None = None) -> Iterator[Width]:
    """Yield the width of every protected quantity (``only`` these tables and places), tables and places in order."""
    down, up = widths_by_swaps(tables)
    need = np.minimum(tables.need, tables.high - tables.low)
    for table in range(len(tables.names)):
        targets = np.flatnonzero(tables.need[table])
        if only is not None:
            targets = np.array([each for each in targets.tolist() if (table, each) in only], dtype=np.int64)
        if not len(targets):
            continue
        ranges = {place: (-int(down[table, place]), int(up[table, place])) for place in targets.tolist()}
        for group in _groups(tables, table):
            missed = [place for place, (low, high) in ranges.items() if high - low < need[table, place]]
            if missed:
                ranges |= _ranges(tables, group, np.array(missed), need[table], table)
        for place, (low, high) in ranges.items():
            value = int(tables.value[table, place])
            yield Width(table, place, int(need[table, place]), value + low, value + high)


def _groups(tables: Tables, table: int) -> list[list[int]]:
    """Return which tables move together: first the one alone, then with those that count parts or wholes of the same."""
    together = sorted({table, *(other for pair in tables.parts if table in pair for other in pair)})
    return [[table], together] if len(together) > 1 else [[table]]


def _ranges(tables: Tables, group: list[int], targets: Ints, need: Ints, table: int) -> dict[int, tuple[int, int]]:
    """Return by place the least and the greatest shift; only as far as the need where that is enough.

    First as if the people of all small cells told what they know: one world then often does for many quantities. Where that leaves too
    little, the small cells of each few who could talk are held still in turn.
    """
    worlds = Worlds(tables, group, reach=2 * int(need[targets].max()))
    lowest, highest = np.zeros_like(worlds.down), np.zeros_like(worlds.up)
    found = {}
    for place in targets.tolist():
        column = worlds.at.get((table, place))
        if column is None:
            found[place] = (0, 0)
            continue
        if not worlds.still[column]:
            _widen(worlds, column, int(need[place]), lowest, highest)
        if highest[column] - lowest[column] < need[place]:
            found[place] = _with_each_few(worlds, column, int(need[place]))
    return {place: found.get(place) or _pair(lowest, highest, worlds.at[table, place]) for place in targets.tolist()}


def _pair(lowest: Ints, highest: Ints, column: int) -> tuple[int, int]:
    return int(lowest[column]), int(highest[column])


def _widen(worlds: Worlds, column: int, need: int, lowest: Ints, highest: Ints) -> Ints:
    """Stretch a column both ways as far as is needed; return which columns moved on the way."""
    moved = np.zeros(len(worlds.place), dtype=np.int64)
    for sign in (1.0, -1.0):
        if highest[column] - lowest[column] >= need:
            break
        least, most = worlds.stretched(column, sign)
        np.maximum(highest, least, out=highest)
        np.minimum(lowest, most, out=lowest)
        moved |= (least != 0) | (most != 0)
    return moved


def _with_each_few(worlds: Worlds, column: int, need: int) -> tuple[int, int]:
    """Return the narrowest range that any few who talk leave of a column."""
    small = np.flatnonzero(worlds.still).tolist()
    own = _of_the_same_people(worlds, int(worlds.place[column]))
    worlds.let(small, free=True)
    lowest, highest = np.zeros_like(worlds.down), np.zeros_like(worlds.up)
    moved = _widen(worlds, column, need, lowest, highest)
    narrowest = _pair(lowest, highest, column)
    for place in sorted({int(worlds.place[each]) for each in small if moved[each]} - own):
        if narrowest[1] - narrowest[0] < need:
            break
        known = [each for each in small if worlds.place[each] == place]
        worlds.let(known, free=False)
        lowest[:], highest[:] = 0, 0
        _widen(worlds, column, need, lowest, highest)
        narrowest = min(narrowest, _pair(lowest, highest, column), key=lambda each: (each[1] - each[0], each))
        worlds.let(known, free=True)
    worlds.let(small, free=False)
    return narrowest


def _of_the_same_people(worlds: Worlds, place: int) -> set[int]:
    """Return a place with the small ones whose people are among its own, or include them."""
    tables = worlds.tables
    small = {int(each) for each in worlds.place[worlds.still]}
    around, waiting = {place}, [place]
    while waiting:
        step = waiting.pop()
        for one in tables.sums_with[step]:
            parent, parts = tables.sheet.sums[one]
            for each in [parent] if step != parent else parts.tolist():
                if each not in around and each in small:
                    around.add(each)
                    waiting.append(each)
    return around

"""How far a reader is kept from each protected quantity: the audit that a release must pass.

A range found here is made of worlds that fit everything published (``worlds.py``); a reader can exclude none of them, so the reader's
own range is never narrower. First one table moves and all others stay; where that leaves too little, the tables that count parts or
wholes of the same people move with it. People of a cell of one or two know it: no world may need such a cell to be another, for each
of them in turn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from seika.disclosure.cells import Flags, Ints
from seika.disclosure.swaps import widths_by_swaps
from seika.disclosure.tables import Tables
from seika.disclosure.worlds import Pool, Worlds

_FEW_ASKED = 200  # exchanges are sought for all at once; for so few the solver alone is faster


@dataclass(frozen=True)
class Width:
    """The range of one protected quantity: at least from ``low`` to ``high``, where ``need`` is the width it must have.

    ``most`` is the width that it would have with everything withheld, where that is known to be less.
    """

    table: int
    place: int
    need: int
    low: int
    high: int
    most: int | None = None

    @property
    def width(self) -> int:
        """How wide it is."""
        return self.high - self.low

    @property
    def is_alone(self) -> bool:
        """Whether no withholding of other cells could make it as wide as it must be."""
        return self.most is not None and self.most < self.need

    @property
    def holds(self) -> bool:
        """Whether the range is as wide as it must be, or as wide as withholding can make it."""
        return self.width >= self.need or (self.most is not None and self.width >= self.most)


def audit(tables: Tables, only: Collection[tuple[int, int]] | None = None) -> Iterator[Width]:
    """Yield the width of every protected quantity (``only`` these tables and places), tables and places in order."""
    wanted: Flags = tables.need > 0
    if only is not None:
        chosen = np.zeros_like(wanted)
        for at in only:
            chosen[at] = True
        wanted &= chosen
    down, up = (
        widths_by_swaps(tables, wanted) if int(wanted.sum()) > _FEW_ASKED else (np.zeros_like(tables.value), np.zeros_like(tables.value))
    )
    widest, found = tables.high - tables.low, _Found(tables)
    need, told = np.minimum(tables.need, widest), np.minimum(tables.need_told, widest)
    for table in range(len(tables.names)):
        ranges = {
            place: _Range(-int(down[table, place]), int(up[table, place]), int(need[table, place]))
            for place in np.flatnonzero(wanted[table]).tolist()
        }
        for group in _groups(tables, table):
            missed = [place for place, each in ranges.items() if each.high - each.low < each.need]
            if missed:
                ranges |= found.of(group, np.array(missed), need[table], told[table])
        for place, each in ranges.items():
            value = int(tables.value[table, place])
            yield Width(table, place, each.need, value + each.low, value + each.high)


class _Range(NamedTuple):
    """Shifts from ``low`` to ``high`` are open to readers, and as many as ``need`` must be."""

    low: int
    high: int
    need: int


def _groups(tables: Tables, table: int) -> list[list[int]]:
    """Return which tables move together: first the one alone, then with its twins and those that count parts or wholes of the same."""
    twins = {twin for (each, _), found in tables.twins.items() if each == table for twin in found}
    around = {table} | twins
    together = [table, *sorted(twins | {other for pair in tables.parts if around & {*pair} for other in pair} - {table})]
    return [[table], together] if len(together) > 1 else [[table]]


class _Found:
    """Ranges by what they follow from: tables of the same numbers and limits (questions that all have answered) have the same."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._by_numbers: dict[bytes, dict[int, _Range]] = {}

    def of(self, group: list[int], targets: Ints, need: Ints, told: Ints) -> dict[int, _Range]:
        """Return ``_ranges`` of a group, computed once for all that are alike."""
        if len(group) > 1:
            return _ranges(self._tables, group, targets, need, told)
        names = ("value", "low", "high", "hidden", "exists", "movable", "nothing", "has_twin")
        of_table = [getattr(self._tables, name)[group[0]] for name in names]
        rests = [self._tables.rest_down[:, group[0]], self._tables.rest_up[:, group[0]]]
        key = b"".join(each.tobytes() for each in (targets, need[targets], told[targets], *of_table, *rests))
        if key not in self._by_numbers:
            self._by_numbers[key] = _ranges(self._tables, group, targets, need, told)
        return self._by_numbers[key]


def _ranges(tables: Tables, group: list[int], targets: Ints, need: Ints, told: Ints) -> dict[int, _Range]:
    """Return by place of the group's first table the least and the greatest shift; only as far as the need where that is enough.

    First as if the people of all small cells told what they know: one world then often does for many quantities. Where that leaves too
    little, the small cells of each few who could talk are held still in turn.
    """
    worlds = Worlds(tables, group, reach=2 * int(need[targets].max()))
    asked = [(place, worlds.at[group[0], place]) for place in targets.tolist() if (group[0], place) in worlds.at]
    found = {place: _Range(0, 0, int(need[place])) for place in targets.tolist()}
    pool = Pool(worlds, [column for _, column in asked])
    for place, column in asked:
        if not (worlds.still[column] or worlds.nothing[column]):
            _widen(worlds, pool, column, int(need[place]))
    small = np.flatnonzero(worlds.still).tolist()
    worlds.let(small, free=True)
    for place, column in asked:
        own = [column] if worlds.nothing[column] else []
        worlds.let(own, free=True)
        found[place] = _with_each_few(worlds, pool, column, int(need[place]), int(told[place]))
        worlds.let(own, free=False)
    return found


def _widen(worlds: Worlds, pool: Pool, column: int, need: int, few: int | None = None) -> None:
    """Stretch a column both ways until worlds in which these few stay still (None: all few) leave the width, or can leave no more."""
    for sign in (1.0, -1.0):
        if pool.width(column, few) < need:
            pool.add(*worlds.stretched(column, sign))


def _with_each_few(worlds: Worlds, pool: Pool, column: int, need: int, told: int) -> _Range:
    """Return the narrowest range that any few who talk leave of a column; the small cells of all the others are free."""
    own = of_the_same_people(worlds.tables, worlds.small, int(worlds.place[column]))
    others = [few for few, place in enumerate(pool.few.tolist()) if place not in own]
    _widen(worlds, pool, column, need)
    if not others or not told or pool.width(column) < need:
        return _Range(*pool.range(column), need)
    together = True
    while missed := pool.missed(column, told, others):
        # one world that moves none of them does for all; where there is none that is wide enough, each of them has its own
        asked = missed if together else missed[:1]
        known = np.flatnonzero(worlds.still & np.isin(worlds.place, pool.few[asked])).tolist()
        worlds.let(known, free=False)
        _widen(worlds, pool, column, told, missed[0])
        worlds.let(known, free=True)
        if len(asked) == 1 and pool.width(column, missed[0]) < told:
            return _Range(*pool.range(column, missed[0]), told)
        together = pool.width(column, missed[0]) >= told
    return min((_Range(*pool.range(column, few), told) for few in others), key=lambda each: (each.high - each.low, each))


def of_the_same_people(tables: Tables, small: Collection[int], place: int) -> set[int]:
    """Return a place with those of the ``small`` ones whose people are among its own, or include them."""
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

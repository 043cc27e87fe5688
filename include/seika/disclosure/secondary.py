"""Complementary suppression: what is withheld besides, so that no sum gives a protected quantity away.

Sum by sum, for all tables at once: a hidden quantity must have room in every sum that it is in, which the other hidden ones give it. Where
the room is less than needed, the cheapest cell of the sum that gives enough is withheld too, and from then on needs room itself. That
is necessary, not sufficient where sums form circles; the audit decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from seika.disclosure.cells import Ints, Sum
from seika.disclosure.primary import BESIDE
from seika.disclosure.tables import Tables

_WHOLE_BODY = 100  # a figure of the whole body is missed that much more than one of a part


class _Rooms(NamedTuple):
    """``[table, member]`` of one sum: how far each can go down and up by itself, and how far the others can take that up."""

    down: Ints
    up: Ints
    down_of_others: Ints
    up_of_others: Ints

    @property
    def width(self) -> Ints:
        """The width that each has in this sum."""
        return np.asarray(np.minimum(self.up, self.up_of_others) + np.minimum(self.down, self.down_of_others))


def protect(tables: Tables, must: Ints) -> None:
    """Withhold cells until every hidden quantity has the width ``must`` in each sum by itself; changes ``tables`` and ``must``.

    Deterministic: whole numbers only, ties by the order of places.
    """
    for index, one in enumerate(tables.sheet.sums):
        _mend(tables, must, index, one, np.arange(len(tables.names)))
    settle(tables, must)


def settle(tables: Tables, must: Ints) -> None:
    """The same where it held before, and something has been hidden since: only the sums around that can have become too narrow."""
    while tables.fresh:
        concerned: dict[int, set[int]] = defaultdict(set)
        for table, place in tables.fresh:
            for index in tables.sums_with[place]:
                concerned[index].add(table)
        tables.fresh.clear()
        for index, among in sorted(concerned.items()):
            _mend(tables, must, index, tables.sheet.sums[index], np.array(sorted(among)))


def cost_of(tables: Tables, table: int, place: int) -> int:
    """Return what readers lose where a quantity is hidden at a place: its people, times the weights of the cells that would go."""
    sheet = tables.sheet
    gone = [each for each in tables.tellers(table, place) if sheet.present[each, place] and not tables.reasons[each, place]]
    return sum(cost_of_cell(tables, each, place) for each in gone)


def cost_of_cell(tables: Tables, series: int, place: int) -> int:
    """Return what readers lose with one cell."""
    lost = tables.kpis[series].weight * (1 + int(tables.sheet.people[series, place]))
    return lost * (_WHOLE_BODY if tables.is_whole_body[place] else 1)


def _mend(tables: Tables, must: Ints, index: int, one: Sum, among: Ints) -> None:
    """Give the hidden members of one sum room in the tables ``among``."""
    members = np.concatenate(([one.parent], one.parts))
    where = np.ix_(among, members)
    wanted = np.where(tables.hidden[where], must[where], 0)
    needy = wanted.any(axis=1)
    concerned, wanted = among[needy], wanted[needy]
    if not len(concerned):
        return
    rooms = _rooms(tables, index, members, concerned)
    short = np.minimum(wanted, rooms.up + rooms.down) - rooms.width
    for at in np.flatnonzero((short > 0).any(axis=1)):
        _take(tables, must, index, members, int(concerned[at]))


def _rooms(tables: Tables, index: int, members: Ints, concerned: Ints) -> _Rooms:
    where = np.ix_(concerned, members)
    value, hidden = tables.value[where], tables.hidden[where]
    down, up = value - tables.low[where], tables.high[where] - value
    # seen from the parts, the parent takes up what goes the same way
    sides = []
    for parts, parent, rest in ((down, up, tables.rest_down), (up, down, tables.rest_up)):
        give = np.where(hidden & ~tables.nothing[where], np.column_stack((parent[:, :1], parts[:, 1:])), 0)
        # one small cell after the other is held still, but not for those that are withheld for its sake
        small = np.where(tables.movable[where], 0, give)
        told = (tables.need[where] > 0) & hidden
        sides.append(give.sum(axis=1)[:, None] - give + rest[index][concerned][:, None] - np.where(told, _largest_other(small), 0))
    others = [np.column_stack((sides[1][:, :1], sides[0][:, 1:])), np.column_stack((sides[0][:, :1], sides[1][:, 1:]))]
    return _Rooms(down, up, down_of_others=others[1], up_of_others=others[0])


def _largest_other(values: Ints) -> Ints:
    """Return by row for each value the largest of the others."""
    order = np.sort(values, axis=1)
    return np.asarray(np.where(values == order[:, -1:], order[:, -2:-1], order[:, -1:]))


def _take(tables: Tables, must: Ints, index: int, members: Ints, table: int) -> None:
    """Hide cells of one sum in one table until every hidden one has the room that it must have, or nothing is left to hide."""
    while True:
        rooms = _rooms(tables, index, members, np.array([table]))
        wanted = np.where(tables.hidden[table, members], must[table, members], 0)
        wanted = np.minimum(wanted, (rooms.down + rooms.up)[0])
        short = wanted - rooms.width[0]
        neediest = int(short.argmax())
        if short[neediest] <= 0:
            return
        chosen = _cheapest(tables, table, members, rooms, neediest, int(wanted[neediest]))
        if not chosen:
            return
        for place in chosen:
            must[table, place] = max(must[table, place], int(wanted[neediest]))
            tables.withhold(table, place, BESIDE)


def _cheapest(tables: Tables, table: int, members: Ints, rooms: _Rooms, target: int, wanted: int) -> list[int]:
    """Return the places to hide: the cheapest that gives enough by itself, or several that come cheaper; else what gives anything.

    Several are taken in the order of what each costs for what it gives.
    """
    down, up, down_of_others, up_of_others = (each[0] for each in rooms)
    same_way = np.arange(len(members)) == 0 if target else np.ones(len(members), dtype=bool)
    more_up, more_down = np.where(same_way, up, down), np.where(same_way, down, up)

    def width(of: Sequence[int]) -> int:
        found = min(up[target], up_of_others[target] + more_up[of].sum()) + min(down[target], down_of_others[target] + more_down[of].sum())
        return int(found)

    now = width([])
    free = np.flatnonzero(tables.movable[table, members] & ~tables.hidden[table, members] & ~tables.known[table, members]).tolist()
    cost = {each: cost_of(tables, table, int(members[each])) for each in free}
    gain = {each: min(width([each]), wanted) - now for each in free}
    enough = [[each] for each in free if now + gain[each] >= wanted]
    several: list[int] = []
    for each in sorted((each for each in free if gain[each] > 0), key=lambda each: (Fraction(cost[each], gain[each]), each)):
        if width(several) < wanted:
            several.append(each)
    choices = [*enough, several] if width(several) >= wanted else enough or [several]
    best = min(choices, key=lambda chosen: (sum(cost[each] for each in chosen), chosen))
    return [int(members[each]) for each in best]

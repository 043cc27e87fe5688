"""Complementary suppression: what is withheld besides, so that no sum gives a protected quantity away.

Sum by sum, for all tables at once: a hidden quantity must have room in every sum that it is in, which the other hidden ones give it. Where
the room is less than needed, the cheapest cell of the sum that gives enough is withheld too, and from then on needs room itself. That
is necessary, not sufficient where sums form circles; the audit decides.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from seika.disclosure.cells import Flags, Ints, Sum
from seika.disclosure.primary import BESIDE
from seika.disclosure.tables import Tables

_WHOLE_BODY = 100  # a figure of the whole body is missed that much more than one of a part


class _Rooms(NamedTuple):
    """``[table, member]`` of one sum: how far each can go down and up by itself, and how far the others can take that up."""

    down: Ints
    up: Ints
    down_of_others: Ints
    up_of_others: Ints


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
    gone = [each for each in tables.told_by[table] if sheet.present[each, place] and not tables.reasons[each, place]]
    lost = sum(tables.kpis[each].weight * (1 + int(sheet.people[each, place])) for each in gone)
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
    width = np.minimum(rooms.up, rooms.up_of_others) + np.minimum(rooms.down, rooms.down_of_others)
    short = np.minimum(wanted, rooms.up + rooms.down) - width
    for at in np.flatnonzero((short > 0).any(axis=1)):
        _take(tables, must, index, members, int(concerned[at]))


def _rooms(tables: Tables, index: int, members: Ints, concerned: Ints) -> _Rooms:
    where = np.ix_(concerned, members)
    value, hidden = tables.value[where], tables.hidden[where]
    down, up = value - tables.low[where], tables.high[where] - value
    helps = hidden & tables.movable[where]
    # seen from the parts, the parent takes up what goes the same way
    give_down, give_up = np.where(helps, down, 0), np.where(helps, up, 0)
    to_go_up = give_down[:, 1:].sum(axis=1) + give_up[:, 0] + tables.rest_down[index][concerned]
    to_go_down = give_up[:, 1:].sum(axis=1) + give_down[:, 0] + tables.rest_up[index][concerned]
    up_of_others, down_of_others = to_go_up[:, None] - give_down, to_go_down[:, None] - give_up
    # the parent goes up where the parts and the rest do
    up_of_others[:, 0] = give_up[:, 1:].sum(axis=1) + tables.rest_up[index][concerned]
    down_of_others[:, 0] = give_down[:, 1:].sum(axis=1) + tables.rest_down[index][concerned]
    return _Rooms(down, up, down_of_others, up_of_others)


def _take(tables: Tables, must: Ints, index: int, members: Ints, table: int) -> None:
    """Hide cells of one sum in one table until every hidden one has the room that it must have, or nothing is left to hide."""
    while True:
        rooms = _rooms(tables, index, members, np.array([table]))
        down, up, down_of_others, up_of_others = (each[0] for each in rooms)
        wanted = np.minimum(np.where(tables.hidden[table, members], must[table, members], 0), down + up)
        short = wanted - np.minimum(up, up_of_others) - np.minimum(down, down_of_others)
        neediest = int(short.argmax())
        if short[neediest] <= 0:
            return
        width = _widths_with_each(rooms, neediest)
        chosen = _cheapest(tables, table, members, width, int(wanted[neediest]))
        if chosen is None:
            return
        must[table, chosen] = max(must[table, chosen], int(wanted[neediest]))
        tables.withhold(table, chosen, BESIDE)


def _widths_with_each(rooms: _Rooms, target: int) -> Ints:
    """Return the width that the target would have with each single member hidden besides."""
    down, up, down_of_others, up_of_others = (each[0] for each in rooms)
    same_way = np.zeros(len(down), dtype=bool)
    if target == 0:
        same_way[:] = True
    else:
        same_way[0] = True
    more_up, more_down = np.where(same_way, up, down), np.where(same_way, down, up)
    return np.asarray(np.minimum(up[target], up_of_others[target] + more_up) + np.minimum(down[target], down_of_others[target] + more_down))


def _cheapest(tables: Tables, table: int, members: Ints, width: Ints, wanted: int) -> int | None:
    """Return the cheapest place that gives enough by itself, else the one that gives most; none where none gives anything."""
    free: Flags = ~tables.hidden[table, members] & tables.movable[table, members]
    if not free.any():
        return None
    candidates = [int(each) for each in np.flatnonzero(free)]
    enough = [each for each in candidates if width[each] >= wanted]
    if enough:
        return int(members[min(enough, key=lambda each: (cost_of(tables, table, int(members[each])), int(members[each])))])
    return int(members[max(candidates, key=lambda each: (int(width[each]), -int(members[each])))])

"""Worlds that take no solver: exchanges between two parts of a breakdown, or between units side by side, for all tables at once.

One unit has some more of one part and as many fewer of another; others beside it (or the whole above it) have it the other way round, so
that every sum holds. Cells of one or two people take no part, except as the cell that is asked about. What is found is a range that no
reader can narrow; it may be wider in truth (``audit.py`` looks further where it is not wide enough).
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from seika.disclosure.cells import Flags, Ints
from seika.disclosure.tables import Tables


class _Grid(NamedTuple):
    """The places of units side by side (rows) by the parts of one breakdown (columns), -1 where there is none, with the sums above."""

    places: Ints
    above: Ints
    sums: Ints


class _Asked(NamedTuple):
    """``[table, unit, part]``: how far cells go one way (``ahead``) and the other (``back``), which are small, and what they need."""

    ahead: Ints
    back: Ints
    small: Flags
    need: Ints


class _Others(NamedTuple):
    """``[table, unit, part]``: how far others take up what goes ahead in a part (``node``) and what goes back in one (``arc``)."""

    node: Ints
    arc: Ints
    small: Flags


def widths_by_swaps(tables: Tables, wanted: Flags) -> tuple[Ints, Ints]:
    """Return ``[table, place]`` how far down and up each ``wanted`` quantity surely goes; 0 where no exchange is known."""
    nothing = np.zeros_like(tables.value)
    alone = tables.hidden & ~tables.has_twin & ~tables.nothing
    down = np.where(alone, tables.value - tables.low, nothing)
    up = np.where(alone, tables.high - tables.value, nothing)
    found_down, found_up = nothing.copy(), nothing.copy()
    for grid in _grids(tables):
        _exchange(tables, grid, wanted, (down, up), found_up)
        _exchange(tables, grid, wanted, (up, down), found_down)
    _beside(tables, (down, up), found_up)
    _beside(tables, (up, down), found_down)
    return found_down, found_up


def _grids(tables: Tables) -> list[_Grid]:
    """Return a grid for each unit and breakdown whose parts are told of the units right below, and of none below these."""
    sheet = tables.sheet
    whole = {int(one.parent): index for index, one in enumerate(sheet.sums) if not sheet.places[one.parent].is_whole}
    by_unit: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for parent in whole:
        by_unit[sheet.places[parent][:3]].append(parent)
    found = []
    for _, parents in sorted(by_unit.items()):
        parts = [sheet.sums[whole[parent]].parts for parent in sorted(parents)]
        if any(int(each) in whole for cells in parts for each in cells):
            continue
        units = sorted({sheet.places[each].unit_code for cells in parts for each in cells})
        places = np.full((len(units), len(parts)), -1)
        for column, cells in enumerate(parts):
            for each in cells.tolist():
                places[units.index(sheet.places[each].unit_code), column] = each
        found.append(_Grid(places, np.array(sorted(parents)), np.array([whole[parent] for parent in sorted(parents)])))
    return found


def _exchange(tables: Tables, grid: _Grid, wanted: Flags, rooms: tuple[Ints, Ints], found: Ints) -> None:
    """Note how far each cell of a grid, and each place above a column of it, can go up (with rooms the other way round, down)."""
    there = grid.places >= 0
    concerned = np.flatnonzero(wanted[:, grid.places[there]].any(axis=1) | wanted[:, grid.above].any(axis=1))
    if not len(concerned):
        return
    back, ahead = (np.where(there, each[concerned][:, grid.places], 0) for each in rooms)
    small = there & ~tables.movable[concerned][:, grid.places]
    # what stands above may move too where nothing stands above that
    above_back, above_ahead = (np.where(_lone(tables, grid), each[concerned][:, grid.above], 0)[:, None] for each in rooms)
    above_small = ~tables.movable[concerned][:, None, grid.above]
    # how far what no cell tells may be off is the same both ways, except where it is limited: then the less
    rest = np.minimum(tables.rest_down[grid.sums][:, concerned], tables.rest_up[grid.sums][:, concerned]).T[:, None]
    need = np.where(there, tables.need[concerned][:, grid.places], 0)
    none = np.zeros_like(rest, dtype=bool)
    others = _Others(
        *(np.concatenate(each, axis=1) for each in ((back, rest, above_ahead), (ahead, rest, above_back), (small, none, above_small)))
    )
    reached = _exchanged(_Asked(ahead, back, small, need), others, is_among=True)
    below = _Others(*(np.concatenate(each, axis=1) for each in ((ahead, rest), (back, rest), (small, none))))
    above = _exchanged(_Asked(above_ahead, above_back, above_small, tables.need[concerned][:, None, grid.above]), below, is_among=False)
    for table, ups, whole in zip(concerned, reached, above, strict=True):
        found[table, grid.places[there]] = np.maximum(found[table, grid.places[there]], ups[there])
        found[table, grid.above] = np.maximum(found[table, grid.above], whole[0])


def _exchanged(asked: _Asked, others: _Others, is_among: bool) -> Ints:
    """Return how far each cell asked about goes ahead, whichever one small cell is held still.

    Some parts of its own unit go back for it; for each of them some other units (which the units asked about may be ``among``) go back in
    the part asked about and ahead in the other. Of an exchange that goes through several cells, all but the most that goes through one
    small cell is sure. It is spread over as many as there are: first a quarter of what is needed through each, then as much as it takes.
    """
    reached = np.zeros_like(asked.ahead)
    parts, units = asked.ahead.shape[2], np.arange(asked.ahead.shape[1])
    for one in range(parts):
        left = np.repeat(others.node[:, None, :, one], len(units), axis=1)
        if is_among:
            left[:, units, units] = 0
        through, given = np.zeros_like(left), np.zeros_like(asked.ahead)
        most = np.zeros_like(asked.ahead[:, :, one])
        by_arc = {other: np.zeros_like(left) for other in range(parts)}
        for share in (4, 1):
            most = np.maximum(-(-asked.need[:, :, one] // share), 1)
            for other in range(parts):
                if other == one:
                    continue
                wanted = np.minimum(
                    asked.ahead[:, :, one] - through.sum(axis=2), np.minimum(asked.back[:, :, other], most) - given[:, :, other]
                )
                offered = np.minimum(np.minimum(left, others.arc[:, None, :, other] - by_arc[other]), most[:, :, None] - through)
                sure = np.minimum(np.cumsum(np.maximum(offered, 0), axis=2), np.maximum(wanted, 0)[:, :, None])
                amount = np.diff(sure, axis=2, prepend=0)
                left -= amount
                through += amount
                by_arc[other] += amount
                given[:, :, other] += amount.sum(axis=2)
        lost = np.where(others.small[:, None, :, one], through, 0).max(axis=2)
        for other in range(parts):
            lost = np.maximum(lost, np.where(asked.small[:, :, other], given[:, :, other], 0))
            lost = np.maximum(lost, np.where(others.small[:, None, :, other], by_arc[other], 0).max(axis=2))
        reached[:, :, one] = through.sum(axis=2) - lost
    return reached


def _lone(tables: Tables, grid: _Grid) -> Flags:
    """Whether the places above a grid are parts of no unit above: then only their own breakdown ties them."""
    parts_of_units = {int(each) for one in tables.sheet.sums if not tables.sheet.places[one.parent].is_whole for each in one.parts}
    return np.array([int(place) not in parts_of_units for place in grid.above], dtype=bool)


def _beside(tables: Tables, rooms: tuple[Ints, Ints], found: Ints) -> None:
    """Note how far units of which nothing is told by parts can go up while those beside them go down."""
    sheet, (back, ahead) = tables.sheet, rooms
    for index, one in enumerate(sheet.sums):
        lone = np.array([each for each in one.parts.tolist() if len(tables.sums_with[each]) == 1], dtype=np.int64)
        if not len(lone):
            continue
        give = np.where(tables.movable[:, lone], back[:, lone], 0)
        small = np.where(tables.movable[:, lone] | ~tables.exists[:, lone], 0, back[:, lone])
        rest = np.minimum(tables.rest_down[index], tables.rest_up[index])
        helps = (give.sum(axis=1) + rest)[:, None] - give + small.sum(axis=1)[:, None] - small
        amount = np.minimum(ahead[:, lone], np.maximum(helps - small.max(axis=1)[:, None], 0))
        found[:, lone] = np.maximum(found[:, lone], amount)

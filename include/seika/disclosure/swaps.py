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


class _Side(NamedTuple):
    """How far quantities go one way (``ahead``) and the other (``back``), ``[table, unit, part]``; above ``[table, part]``."""

    ahead: Ints
    back: Ints
    small: Flags
    above_ahead: Ints
    above_back: Ints
    rest_ahead: Ints
    rest_back: Ints


def widths_by_swaps(tables: Tables, wanted: Flags) -> tuple[Ints, Ints]:
    """Return ``[table, place]`` how far down and up each ``wanted`` quantity surely goes; 0 where no exchange is known."""
    nothing = np.zeros_like(tables.value)
    down = np.where(tables.hidden, tables.value - tables.low, nothing)
    up = np.where(tables.hidden, tables.high - tables.value, nothing)
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
    side = _side(tables, grid, rooms, concerned)
    reached, above = _taken_up(side, there.shape[1]), _taken_up_below(side, there.shape[1])
    for table, ups, whole in zip(concerned, reached, above, strict=True):
        found[table, grid.places[there]] = np.maximum(found[table, grid.places[there]], ups[there])
        found[table, grid.above] = np.maximum(found[table, grid.above], whole)


def _side(tables: Tables, grid: _Grid, rooms: tuple[Ints, Ints], concerned: Ints) -> _Side:
    back, ahead = (np.where(grid.places >= 0, each[concerned][:, grid.places], 0) for each in rooms)
    # what stands above may move too where nothing stands above that
    lone = _lone(tables, grid)
    movable = tables.movable[concerned]
    above_back, above_ahead = (np.where(lone & movable[:, grid.above], each[concerned][:, grid.above], 0) for each in rooms)
    # how far what no cell tells may be off is the same both ways, except where it is limited: then the less
    rest = np.minimum(tables.rest_down[grid.sums][:, concerned], tables.rest_up[grid.sums][:, concerned]).T
    return _Side(ahead, back, ~movable[:, grid.places], above_ahead, above_back, rest, rest)


def _taken_up(side: _Side, parts: int) -> Ints:
    """Return how far each cell goes ahead while other parts of its unit go back and other units do the opposite.

    What small cells of other units could do counts without the two that could do most: those are the ones who may talk.
    """
    reached = np.zeros_like(side.ahead)
    for one in range(parts):
        # by unit that asks (axis 1) and unit that helps (axis 2): what the helper can still go back by in this part
        left = np.repeat(side.back[:, None, :, one], side.back.shape[1], axis=1)
        left[:, np.arange(left.shape[1]), np.arange(left.shape[1])] = 0
        rest, above, wanted = side.rest_back[:, one], side.above_ahead[:, one], side.ahead[:, :, one].copy()
        for other in range(parts):
            if other == one:
                continue
            help_ = np.minimum(left, side.ahead[:, None, :, other])
            small = np.where((side.small[:, :, one] | side.small[:, :, other])[:, None, :], help_, 0)
            fixed = np.minimum(rest, side.rest_ahead[:, other]) + np.minimum(above, side.above_back[:, other])
            sure = (help_ - small).sum(axis=2) + small.sum(axis=2) - _two_largest(small)
            giver = np.where(side.small[:, :, other], 0, side.back[:, :, other])
            amount = np.minimum(np.minimum(wanted, giver), sure + fixed[:, None])
            reached[:, :, one] += amount
            wanted -= amount
            # spend what was used, small ones and what is shared last used up whole
            left = np.where(amount[:, :, None] > 0, np.maximum(left - help_, 0), left)
            rest, above = np.zeros_like(rest), np.zeros_like(above)
    return reached


def _two_largest(values: Ints) -> Ints:
    if values.shape[2] < 2:
        return np.asarray(values.sum(axis=2))
    return np.asarray(np.partition(values, -2, axis=2)[:, :, -2:].sum(axis=2))


def _taken_up_below(side: _Side, parts: int) -> Ints:
    """Return how far a place above a column goes ahead while another does the opposite, and units below do both."""
    found = np.zeros_like(side.above_ahead)
    for one in range(parts):
        for other in range(parts):
            if other != one:
                small = side.small[:, :, one] | side.small[:, :, other]
                below = np.where(small, 0, np.minimum(side.ahead[:, :, one], side.back[:, :, other])).sum(axis=1)
                amount = np.minimum(np.minimum(side.above_ahead[:, one], side.above_back[:, other]), below)
                found[:, one] = np.maximum(found[:, one], amount)
    return found


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
        two = np.sort(small, axis=1)[:, -2:].sum(axis=1)[:, None]
        amount = np.minimum(ahead[:, lone], np.maximum(helps - two, 0))
        found[:, lone] = np.maximum(found[:, lone], amount)

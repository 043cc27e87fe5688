"""What a reader with a solver can derive of every withheld quantity: the least and the greatest value that fit all that is published.

Linear programmes over all tables that hang together (sums, parts and wholes of the same people, windows that earlier releases tie), twice
for each withheld quantity. It is the reader's own view, to whom nobody talks; what a reader knows beforehand is what ``tables.py`` says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import highspy
import numpy as np

from seika.disclosure.needs import NO_LIMIT
from seika.disclosure.tables import Tables
from seika.disclosure.worlds import solver_of

_NEAR = 1e-6
_FOUND = highspy.HighsModelStatus.kOptimal
_Row: TypeAlias = tuple[dict[int, float], float, float]  # signs by column, and what they come to at least and at most


class Interval(NamedTuple):
    """A withheld quantity lies from ``low`` to ``high``; ``high`` is None where there is no end to it."""

    table: int
    place: int
    low: int
    high: int | None


class Linked(NamedTuple):
    """What is withheld, and what ties it: all that the intervals follow from, in whole numbers, to be kept.

    ``columns`` are (table, place, value, down, up): how far each may move by itself, -1 for no end; ``lines`` (sum, table, down, up): the
    sums that hold and how far the part of each that no cell tells may move; ``sums`` (parent, parts…) as places; ``parts`` pairs of a
    table and one that counts no less; ``ties`` (table, table, place): they move alike.
    """

    columns: list[list[int]]
    lines: list[list[int]]
    sums: list[list[int]]
    parts: list[list[int]]
    ties: list[list[int]]


def linked(tables: Tables) -> Linked:
    """Return the system of one month."""
    low, high, hidden = tables.own_low.copy(), tables.own_high.copy(), tables.hidden
    for part, whole in tables.parts:
        there = tables.exists[part] & tables.exists[whole]
        high[part] = np.where(there & ~hidden[whole], np.minimum(high[part], tables.value[whole]), high[part])
        low[whole] = np.where(there & ~hidden[part], np.maximum(low[whole], tables.value[part]), low[whole])
    table, place = np.nonzero(hidden)
    value = tables.value[hidden]
    up = np.where(high[hidden] < NO_LIMIT, high[hidden] - value, -1)
    columns = np.stack([table, place, value, value - low[hidden], up], axis=1)
    lines = []
    for number, (parent, parts) in enumerate(tables.sheet.sums):
        there = tables.exists[:, parts].any(axis=1) & (hidden[:, parts].any(axis=1) | hidden[:, parent])
        lines += [
            [number, each, int(tables.rest_down[number, each]), int(tables.rest_up[number, each])]
            for each in np.flatnonzero(there).tolist()
        ]
    ties = [[one, twin, at] for (one, at), twins in sorted(tables.twins.items()) for twin in twins if one < twin and hidden[one, at]]
    sums = [[int(parent), *parts.tolist()] for parent, parts in tables.sheet.sums]
    return Linked(columns.tolist(), lines, sums, [list(pair) for pair in tables.parts], ties)


def intervals(system: Linked) -> Iterator[Interval]:
    """Yield the interval of each withheld quantity, by the order of what hangs together."""
    at = {(table, place): index for index, (table, place, *_) in enumerate(system.columns)}
    bounds = [(-float(down), float(up) if up >= 0 else highspy.kHighsInf) for *_, down, up in system.columns]
    rows: list[_Row] = []
    for number, table, down, up in system.lines:
        parent, *parts = system.sums[number]
        line = {at[table, part]: 1.0 for part in parts if (table, part) in at} | (
            {at[table, parent]: -1.0} if (table, parent) in at else {}
        )
        if down or up:
            line[len(bounds)] = 1.0
            bounds.append((-float(down), float(up)))
        rows.append((line, 0.0, 0.0))
    for part, whole in system.parts:
        for place in [place for table, place in at if table == part and (whole, place) in at]:
            value = [system.columns[at[each, place]][2] for each in (part, whole)]
            rows.append(({at[whole, place]: 1.0, at[part, place]: -1.0}, float(value[0] - value[1]), highspy.kHighsInf))
    rows += [({at[one, place]: 1.0, at[other, place]: -1.0}, 0.0, 0.0) for one, other, place in system.ties if (other, place) in at]
    for members, own in _apart(len(bounds), rows):
        yield from _of_these(system, [each for each in members if each < len(system.columns)], members, own, bounds)


def _apart(size: int, rows: list[_Row]) -> Iterator[tuple[list[int], list[_Row]]]:
    """Yield the columns that hang together with their rows."""
    group = list(range(size))

    def of(one: int) -> int:
        while group[one] != one:
            group[one] = group[group[one]]
            one = group[one]
        return one

    for line, *_ in rows:
        first, *others = map(of, line)
        for other in others:
            group[max(first, other)] = first = min(first, other)
    members, own = defaultdict(list), defaultdict(list)
    for one in range(size):
        members[of(one)].append(one)
    for row in rows:
        own[of(next(iter(row[0])))].append(row)
    for one in sorted(members):
        yield members[one], own[one]


def _of_these(
    system: Linked, asked: list[int], members: list[int], rows: list[_Row], bounds: list[tuple[float, float]]
) -> Iterator[Interval]:
    index = {member: number for number, member in enumerate(members)}
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(members), len(rows)
    model.col_cost_ = np.zeros(len(members))
    model.col_lower_, model.col_upper_ = (np.array([bounds[each][way] for each in members]) for way in (0, 1))
    model.row_lower_ = np.array([low for _, low, _ in rows])
    model.row_upper_ = np.array([high for *_, high in rows])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(line) for line, *_ in rows)]).astype(np.int32)
    model.a_matrix_.index_ = np.array([index[column] for line, *_ in rows for column in line], dtype=np.int32)
    model.a_matrix_.value_ = np.array([sign for line, *_ in rows for sign in line.values()], dtype=float)
    solver = solver_of(model)
    for column in asked:
        table, place, value, *_ = system.columns[column]
        reach: list[float | None] = []
        for sign in (1.0, -1.0):
            solver.changeColCost(index[column], sign)
            solver.run()
            ended = solver.getModelStatus() == _FOUND
            reach.append(float(solver.getSolution().col_value[index[column]]) if ended else None)
        solver.changeColCost(index[column], 0.0)
        low, high = reach
        if low is None:
            raise ValueError("nothing that is withheld is without a lower end")
        yield Interval(table, place, value + int(np.ceil(low - _NEAR)), None if high is None else value + int(np.floor(high + _NEAR)))

"""How wide a range each quantity must leave its readers, and how wide it can: what the figure of the whole body leaves is the most."""

from __future__ import annotations

import numpy as np

from seika.disclosure.cells import Flags, Ints, Kpi, Sheet
from seika.disclosure.primary import FEW

NO_LIMIT = 1 << 40


def needs(
    sheet: Sheet, declared: list[Kpi], reasons: Ints, told_by: list[list[int]], tells: list[list[int]], low: Ints, high: Ints
) -> Ints:
    """Return how wide a range each quantity ``[table, place]`` that a rule withholds must leave; 0 where nothing is to be protected."""
    need = np.zeros(low.shape, dtype=np.int64)
    for series, kpi in enumerate(declared):
        number, fires = tells[series][0], reasons[series] != 0
        least = max(kpi.rules.minimum_numerator, 2)
        few = -(-np.minimum(kpi.rules.minimum_people, high[number] - low[number]) // 2)
        wanted = np.where(reasons[series] & FEW, np.maximum(few, 1), least)
        if is_amount(sheet, series, kpi):
            wanted = np.maximum(-(-(high[number] - low[number]) // 2), 1)
        elif kpi.denominator is None:
            wanted = np.full_like(wanted, kpi.rules.minimum_people)
        need[number] = np.maximum(need[number], np.where(fires, np.minimum(wanted, high[number] - low[number]), 0))
    for table, told in enumerate(told_by):
        under = [series for series in told if table in tells[series][1:]]
        if under:
            all_few = ~(sheet.present[under] & ((reasons[under] & FEW) == 0)).any(axis=0) & sheet.present[under].any(axis=0)
            most = min(declared[series].rules.minimum_people for series in under)
            least = -(-np.minimum(most, sheet.people.max(axis=0)) // 2)
            need[table] = np.maximum(need[table], np.where(all_few, least, 0))
    return need


def left_by_the_whole(
    sheet: Sheet, told_by: list[list[int]], reasons: Ints, need: Ints, value: Ints, low: Ints, high: Ints, few: Flags
) -> tuple[Ints, Ints]:
    """Return how wide the figure of the whole body, where the rules let it be read, leaves each quantity at most; and to few who talk.

    Where one of all staff is away for long, every section has one or none: no withholding of other cells could leave more, and a figure
    of the whole body is what must be published. Few who talk are all taken for those who know most.
    """
    left = np.full_like(value, NO_LIMIT)
    left_told = left.copy()
    trees = np.array([place.tree_code for place in sheet.places])
    for root in whole_bodies(sheet):
        there = trees == trees[root]
        for table, told in enumerate(told_by):
            if need[table, root] or not (sheet.present[told, root] & (reasons[told, root] == 0)).any():
                continue
            others_low = np.maximum(low[table, root] - low[table], 0)
            others_high = np.where(high[table] < NO_LIMIT, np.maximum(high[table, root] - high[table], 0), NO_LIMIT)
            most, least = value[table, root] - others_low, value[table, root] - others_high
            of_few = few[table] & there
            more = int(np.max(value[table] - low[table], where=of_few, initial=0))
            # where there is no end to what others may be, it makes no difference that these are not more
            fewer = int(np.max(high[table] - value[table], where=of_few & (high[table] < NO_LIMIT), initial=0))
            for found, top, bottom in ((left, most, least), (left_told, most - more, least + fewer)):
                width = np.minimum(high[table], top) - np.maximum(low[table], bottom)
                found[table] = np.where(there, np.maximum(width, 0), found[table])
    return left, left_told


def whole_bodies(sheet: Sheet) -> list[int]:
    """Return the places that stand for all: wholes that are part of no other of their tree."""
    below = {int(each) for one in sheet.sums for each in one.parts if sheet.places[each].tree_code == sheet.places[one.parent].tree_code}
    return [index for index, place in enumerate(sheet.places) if place.is_whole and index not in below]


def is_amount(sheet: Sheet, series: int, kpi: Kpi) -> bool:
    """Whether the numerator is an amount (minutes, points) and no count of people."""
    people = sheet.numerator_people if kpi.denominator else sheet.people
    return not kpi.is_part and bool((sheet.numerator[series] != people[series]).any())

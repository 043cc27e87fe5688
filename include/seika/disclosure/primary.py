"""Which cells must not be read whatever else is published, and how far a reader must be kept from each of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from seika.disclosure.cells import Flags, Ints, Kpi, Sheet

# Why a cell is withheld; a cell may have several reasons. Readers are told none of the first five apart.
FEW, SMALL, UNIFORM, DOMINATED, LINKED, BESIDE, OVER_TIME = (1 << bit for bit in range(7))


def primary(sheet: Sheet, kpis: Mapping[str, Kpi]) -> Ints:
    """Return ``[series, place]`` the reasons (bits) for which a cell is withheld by itself; 0 where it is not.

    A cell without people, numerator and denominator speaks of nobody and is never withheld. Raises ``KeyError`` for a KPI without rules.
    """
    declared = [kpis[each.kpi_id] for each in sheet.series]
    rules = [each.rules for each in declared]

    def column(values: list[int]) -> Ints:
        return np.array(values, dtype=np.int64).reshape(-1, 1)

    some = sheet.present & ((sheet.numerator != 0) | (sheet.denominator != 0) | (sheet.people != 0))
    part = column([each.is_part for each in declared]) == 1
    few = some & (sheet.people < column([each.minimum_people for each in rules]))
    small = _between(_counted(sheet, part), column([each.minimum_numerator for each in rules]))
    rest = sheet.denominator - sheet.numerator
    small |= part & (column([each.both_sides for each in rules]) == 1) & _between(rest, column([each.minimum_numerator for each in rules]))
    same = (column([each.uniform for each in rules]) == 1) & part & (sheet.denominator > 0)
    uniform = same & ((sheet.numerator == 0) | (rest == 0))
    percent = column([each.dominance_percent for each in rules])
    dominated = (percent > 0) & (sheet.largest > 0) & (sheet.largest * 100 >= percent * sheet.numerator)
    reasons = np.zeros(sheet.present.shape, dtype=np.int64)
    for bit, fires in ((FEW, few), (SMALL, some & small), (UNIFORM, some & uniform), (DOMINATED, some & dominated)):
        reasons[fires] |= bit
    return reasons


def _counted(sheet: Sheet, part: Flags) -> Ints:
    """Return how many people stand behind each numerator; where it is not known, the numerator of a part counts itself."""
    return np.where(sheet.numerator_people > 0, sheet.numerator_people, np.where(part, sheet.numerator, 0))


def _between(counted: Ints, limit: Ints) -> Flags:
    found: Flags = (counted > 0) & (counted < limit)
    return found

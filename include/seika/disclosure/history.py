"""What was published before: it cannot be taken back, and its difference to what is published now is a figure too.

Three things of the past bear on a cell. (1) What was never published of the very same days stays withheld, and what was published of
them hides nobody by being withheld now. (2) In a class with ``minimum_difference``, a figure that speaks of the same group at another
time differs from the earlier one by nobody or by so many; (3) and so does whatever follows from such differences by the sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from seika.disclosure.cells import Flags, Ints, Kpi, Place, Row, Series, Sheet
from seika.disclosure.primary import OVER_TIME


class _Change(NamedTuple):
    """By place: whether the earlier figure is known, and by how much numerator, denominator and people differ from it."""

    known: Flags
    numbers: Ints
    people: Ints


def over_time(sheet: Sheet, kpis: Mapping[str, Kpi], reasons: Ints, earlier: Sequence[Row]) -> Flags:
    """Add to ``reasons`` the cells that the past forbids, and return ``[series, place]`` those that readers know already.

    ``earlier``: of each cell and its days every figure that was published, or one withheld row where none ever was; which came after
    which says their ``sequence_number`` (0 where it is left out). Now is held against each state that readers have seen, not against
    the last one only: who came and left again would be told by the first and the third.
    """
    still = np.zeros_like(sheet.present)
    places = {(each.kpi_id, each.window_id): index for index, each in enumerate(sheet.series)}
    by_series: dict[int, dict[tuple[str, str], list[Row]]] = {}
    for row in earlier:
        index = places.get((row["kpi_id"], row["window_id"]))
        if index is not None:
            days = (str(row["speaks_from"]), str(row["speaks_to"]))
            by_series.setdefault(index, {}).setdefault(days, []).append(row)
    for index, by_days in sorted(by_series.items()):
        now, kpi = sheet.series[index], kpis[sheet.series[index].kpi_id]
        for days, rows in sorted(by_days.items()):
            *before, last = _states(rows)
            if days == (now.speaks_from, now.speaks_to):
                _same_days(sheet, index, last, reasons, still)
            if kpi.rules.minimum_difference and _is_of_the_same_group(now, kpi, days):
                for state in (last, *before):
                    _forbid(sheet, index, _change(sheet, index, state), kpi.rules.minimum_difference, reasons)
    return still


def _states(rows: Sequence[Row]) -> list[list[Row]]:
    """Return what readers knew of the same days after each release that changed any of it, oldest first."""
    known: dict[Place, Row] = {}
    states = []
    for _, said in groupby(sorted(rows, key=_release), key=_release):
        known |= {_place(row): row for row in said}
        states.append(list(known.values()))
    return states


def _release(row: Row) -> int:
    return int(row.get("sequence_number", 0))


def _same_days(sheet: Sheet, series: int, rows: Sequence[Row], reasons: Ints, still: Flags) -> None:
    for row in rows:
        place = sheet.place_of.get(_place(row))
        if place is None or not sheet.present[series, place]:
            continue
        if row["status"] == "suppressed":
            reasons[series, place] |= OVER_TIME
        elif _numbers(row) == (sheet.numerator[series, place], sheet.denominator[series, place], sheet.people[series, place]):
            still[series, place] = True


def _is_of_the_same_group(now: Series, kpi: Kpi, days: tuple[str, str]) -> bool:
    """Whether figures of these days and of now differ by the few who came, went or changed, and by nothing else.

    The same days; days from the same start of which the people are counted as they come (to date); and single days of stocks.
    """
    same_start, is_stock = days[0] == now.speaks_from, (kpi.denominator or kpi.numerator) in kpi.stocks
    if same_start and (days[1] == now.speaks_to or not is_stock):
        return True
    return {kpi.numerator, kpi.denominator} - {None} <= kpi.stocks


def _change(sheet: Sheet, series: int, rows: Sequence[Row]) -> _Change:
    known = np.zeros(len(sheet.places), dtype=bool)
    before = np.zeros((3, len(sheet.places)), dtype=np.int64)
    for row in rows:
        place = sheet.place_of.get(_place(row))
        if place is not None and row["status"] != "suppressed":
            known[place], before[:, place] = True, _numbers(row)
    now = np.stack([sheet.numerator[series], sheet.denominator[series], sheet.people[series]])
    return _Change(known & sheet.present[series], np.abs(now - before), now[2] - before[2])


def _forbid(sheet: Sheet, series: int, change: _Change, least: int, reasons: Ints) -> None:
    """Withhold what would give a small difference away: from the top down, all parts of a sum that differ where their rest is too small."""
    differs: Flags = np.asarray(change.numbers.any(axis=0))
    open_: Flags = change.known & (reasons[series] == 0) & ~(differs & (np.abs(change.people) < least))
    before = -1
    while before != int(open_.sum()):
        before = int(open_.sum())
        for parent, parts in sheet.sums:
            told = parts[open_[parts] & differs[parts]]
            rest = change.people[parent] - change.people[told].sum()
            if len(told) and (not open_[parent] or 0 < abs(int(rest)) < least):
                open_[told] = False
    reasons[series][change.known & differs & ~open_] |= OVER_TIME


def _place(row: Row) -> Place:
    return Place(row["tree_code"], row["unit_code"], row["breakdown_id"], row["breakdown_code"])


def _numbers(row: Row) -> tuple[int, int, int]:
    return row["numerator"] or 0, row["denominator"] or 0, row["people"] or 0

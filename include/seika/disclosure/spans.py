"""Windows that overlap in time: what two published ones tell of a third, in this month and in all that was published before.

Of a measure at one place, every published window tells how much happened between two days; days are nodes and published windows edges of
a graph. A window follows from others exactly where its two ends are connected. So, at each place: windows of now that begin on connected
days say the same (``twins``); a window whose ends are connected already is known; and an earlier window that was withheld stays hidden
only where nothing published now connects its ends. Only windows that overlap with those of now matter, however long the history is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations_with_replacement
from typing import TypeAlias

from seika.disclosure.cells import Kpi, Place, Row, Sheet

A_YEAR = timedelta(days=366)
At: TypeAlias = tuple[int, int]  # a table and a place
Key: TypeAlias = tuple[str, str]  # whether people or what a measure counts, and the measure
Window: TypeAlias = tuple[str, str, bool]  # first day, day after the last, whether it was published


@dataclass
class Spans:
    """``twins``: tables that say the same at a place; ``known``: what history alone tells; ``apart``: windows of which one stays hidden."""

    twins: dict[At, list[int]] = field(default_factory=dict)
    known: set[At] = field(default_factory=set)
    apart: list[tuple[At, At]] = field(default_factory=list)


def spans(sheet: Sheet, kpis: Mapping[str, Kpi], names: Sequence[tuple[str, ...]], earlier: Sequence[Row]) -> Spans:
    """Return how the tables of one month hang together with windows published before (``earlier``) that overlap with theirs.

    ``names`` are those of the tables: kind, measure, first and last day; stocks have no first day and take no part, nor does what is told
    in one window only, nor windows that lie more than a year away.
    """
    by_measure: dict[Key, list[int]] = defaultdict(list)
    for table, (kind, measure, start, _) in enumerate(names):
        if start:
            by_measure[kind, measure].append(table)
    several = {key: tables for key, tables in by_measure.items() if len(tables) > 1}
    found = Spans()
    for (key, place), windows in sorted(_told_before(sheet, kpis, names, several, earlier).items()):
        _at_place(found, place, [(table, names[table][2], _day_after(names[table][3])) for table in several[key]], windows)
    return found


def _at_place(found: Spans, place: int, now: list[tuple[int, str, str]], windows: Sequence[Window]) -> None:
    group: dict[str, str] = {}

    def of(day: str) -> str:
        while group.setdefault(day, day) != day:
            day = group[day]
        return day

    for start, after, is_published in windows:
        if is_published:
            group[of(max(start, after))] = of(min(start, after))
    alike: dict[frozenset[str], list[int]] = defaultdict(list)
    for table, start, after in now:
        alike[frozenset((of(start), of(after)))].append(table)
    # both ends connected: known already
    found.known |= {(table, place) for ends, tables in alike.items() if len(ends) == 1 for table in tables}
    told = {ends: tables for ends, tables in alike.items() if len(ends) == 2}
    for tables in told.values():
        found.twins |= {(table, place): [each for each in tables if each != table] for table in tables if len(tables) > 1}
    withheld = {frozenset((of(start), of(after))) for start, after, is_published in windows if not is_published}
    for one, other in combinations_with_replacement(sorted(told, key=sorted), 2):
        # two windows of now that share an end tell what lies between their other ends
        if (one if one == other else one ^ other) in withheld:
            found.apart.append(((told[one][0], place), (told[other][0], place)))


def _told_before(
    sheet: Sheet, kpis: Mapping[str, Kpi], names: Sequence[tuple[str, ...]], several: Mapping[Key, list[int]], earlier: Sequence[Row]
) -> dict[tuple[Key, int], list[Window]]:
    """Return by measure and place the windows that were published (True) or withheld (False) before."""
    told: dict[tuple[Key, int], set[Window]] = defaultdict(set)
    now = {(series.kpi_id, series.speaks_from, series.speaks_to) for series in sheet.series}
    near = {key: _near(names[table][2:] for table in tables) for key, tables in several.items()}
    for row in earlier:
        kpi = kpis.get(row["kpi_id"])
        place = sheet.place_of.get(Place(row["tree_code"], row["unit_code"], row["breakdown_id"], row["breakdown_code"]))
        start, last = str(row["speaks_from"]), str(row["speaks_to"])
        if kpi is None or place is None or (row["kpi_id"], start, last) in now:
            continue
        for key in (("quantity", kpi.numerator), ("quantity", kpi.denominator or ""), ("people", kpi.denominator or kpi.numerator)):
            if key in near and near[key][0] <= last and start <= near[key][1]:
                told[key, place].add((start, _day_after(last), row["status"] != "suppressed"))
    return {key: sorted(windows) for key, windows in told.items()}


def _near(days: Iterable[tuple[str, ...]]) -> tuple[str, str]:
    """Return the first and the last day of what bears on windows."""
    first, last = zip(*days, strict=True)
    return str(date.fromisoformat(min(first)) - A_YEAR), str(date.fromisoformat(max(last)) + A_YEAR)


def _day_after(day: str) -> str:
    return str(date.fromisoformat(day) + timedelta(days=1))

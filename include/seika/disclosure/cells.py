"""The cells of one month as arrays: what every KPI says of every place, and which places add up to which.

A *place* is a unit of a tree with one part of one breakdown (or the whole: ``all``/``all``). A *series* is a KPI in one window. A *sheet*
holds all series over all places; a *sum* says that one place is made of others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Row: TypeAlias = Mapping[str, Any]
Parents: TypeAlias = Mapping[str, str | None]

KEY = ("tree_code", "kpi_id", "window_id", "unit_code", "breakdown_id", "breakdown_code")
ALL = ("all", "all")


@dataclass(frozen=True)
class Rules:
    """The rules of one disclosure class; a rule of 0 (or False) is off.

    ``minimum_people``: a cell about fewer is withheld. ``minimum_numerator``: a numerator of fewer people, but some, is withheld, and with
    ``both_sides`` also a rest (denominator less numerator) of fewer. ``uniform``: 0 % and 100 % are withheld, since they say the same of
    everybody. ``dominance_percent``: a sum is withheld of which one person alone makes that much. ``minimum_difference``: what is
    published of the same group at another time must differ by nobody or by so many.
    """

    minimum_people: int
    minimum_numerator: int = 0
    both_sides: bool = False
    uniform: bool = False
    dominance_percent: int = 0
    minimum_difference: int = 0


@dataclass(frozen=True)
class Kpi:
    """What disclosure control must know of a KPI: the measures it is made of, its rules, and how dear its cells are to readers.

    KPIs that name the same measure are linked. ``is_part``: the numerator counts some of what the denominator counts. ``stocks``:
    the measures that count who is there on a window's last day (the others count what happens in the window).
    """

    numerator: str
    denominator: str | None
    rules: Rules
    is_part: bool = False
    stocks: frozenset[str] = frozenset()
    weight: int = 1


class Place(NamedTuple):
    """A unit of a tree and a part of a breakdown."""

    tree_code: str
    unit_code: str
    breakdown_id: str
    breakdown_code: str

    @property
    def is_whole(self) -> bool:
        """Whether it is not broken down."""
        return self[2:] == ALL


class Series(NamedTuple):
    """A KPI in one window, and the days that it speaks of."""

    kpi_id: str
    window_id: str
    speaks_from: str
    speaks_to: str


class Sum(NamedTuple):
    """``parent`` is the sum of ``parts`` and of what lies in none of them; all are indices of places."""

    parent: int
    parts: Ints


@dataclass
class Sheet:
    """All series over all places; numbers are ``[series, place]``, zero where there is no cell; ``row`` is the index of a cell's row."""

    series: list[Series]
    places: list[Place]
    sums: list[Sum]
    present: Flags
    numerator: Ints
    denominator: Ints
    people: Ints
    numerator_people: Ints
    largest: Ints
    row: Ints
    place_of: dict[Place, int] = field(repr=False)


def sheet_of(rows: Sequence[Row], parents: Mapping[str, Parents], successors: Mapping[str, str] | None = None) -> Sheet:
    """Return the rows of one month as a sheet; ``parents`` names by tree the unit right above each unit.

    Rows have the columns of ``KEY``, ``speaks_from``, ``speaks_to``, ``numerator``, ``denominator``, ``people``, ``numerator_people`` and
    may have ``numerator_largest`` (what one person alone makes of it); missing numbers count as 0. ``successors`` says into which unit of
    today's tree an earlier one leads.
    """
    spoken = [Series(row["kpi_id"], row["window_id"], str(row["speaks_from"]), str(row["speaks_to"])) for row in rows]
    placed = [Place(row["tree_code"], row["unit_code"], row["breakdown_id"], row["breakdown_code"]) for row in rows]
    series, places = sorted(set(spoken)), sorted(set(placed))
    series_at, place_of = {each: i for i, each in enumerate(series)}, {each: i for i, each in enumerate(places)}
    at = (np.array([series_at[each] for each in spoken], dtype=int), np.array([place_of[each] for each in placed], dtype=int))

    def spread(values: Iterable[Any], empty: int = 0) -> Ints:
        table = np.full((len(series), len(places)), empty, dtype=np.int64)
        table[at] = np.fromiter((value or 0 for value in values), dtype=np.int64, count=len(rows))
        return table

    def column(name: str) -> Ints:
        return spread(row.get(name) for row in rows)

    index = np.full((len(series), len(places)), -1, dtype=np.int64)
    index[at] = np.arange(len(rows))
    numbers = {name: column(name) for name in ("numerator", "denominator", "people", "numerator_people")}
    numbers["largest"] = column("numerator_largest")
    sums = [*_sums_of_trees(places, place_of, parents), *_sums_between_trees(place_of, list(numbers.values())[:3], successors or {})]
    return Sheet(series=series, places=places, sums=sums, present=index >= 0, row=index, place_of=place_of, **numbers)


def _sums_of_trees(places: Sequence[Place], place_of: Mapping[Place, int], parents: Mapping[str, Parents]) -> list[Sum]:
    """Return how places add up: each unit of those right below it (for each part of a breakdown), and each whole of its parts."""
    below: dict[int, list[int]] = defaultdict(list)
    parts: dict[tuple[int, str], list[int]] = defaultdict(list)
    for index, place in enumerate(places):
        above = _above(place, parents.get(place.tree_code, {}), place_of)
        if above is not None:
            below[above].append(index)
        whole = place_of.get(Place(*place[:2], *ALL))
        if not place.is_whole and whole is not None:
            parts[whole, place.breakdown_id].append(index)
    found = sorted(below.items()) + [(whole, cells) for (whole, _), cells in sorted(parts.items())]
    return [Sum(parent, np.array(children)) for parent, children in found]


def _sums_between_trees(place_of: Mapping[Place, int], numbers: Sequence[Ints], successors: Mapping[str, str]) -> list[Sum]:
    """Return of which earlier units each unit of today's tree is made, where the numbers say that it is made of nothing else."""
    made_of: dict[int, list[int]] = defaultdict(list)
    for place, index in sorted(place_of.items()):
        if place.tree_code == "as_was":
            today = place_of.get(Place("today", successors.get(place.unit_code, place.unit_code), *place[2:]))
            if today is not None:
                made_of[today].append(index)
    return [
        Sum(today, np.array(parts))
        for today, parts in sorted(made_of.items())
        if all((each[:, today] == each[:, parts].sum(axis=1)).all() for each in numbers)
    ]


def _above(place: Place, parents: Parents, place_of: Mapping[Place, int]) -> int | None:
    """Return the same part of the next unit above of which it is told."""
    step, seen = parents.get(place.unit_code), {place.unit_code}
    while step is not None and step not in seen:
        if (above := place_of.get(place._replace(unit_code=step))) is not None:
            return above
        seen.add(step)
        step = parents.get(step)
    return None

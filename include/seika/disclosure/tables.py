"""What the cells of different KPIs say of the same quantity: one table per measure and its days, whichever KPIs publish it.

A KPI's cell tells its numerator, its denominator and the people behind it. Withholding the cell hides a quantity only where every KPI
that tells it is withheld there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from seika.disclosure.cells import Flags, Ints, Kpi, Row, Sheet
from seika.disclosure.needs import NO_LIMIT, is_amount, left_by_the_whole, needs
from seika.disclosure.primary import LINKED
from seika.disclosure.spans import Spans, spans

# People of a cell that small may put together what they know of themselves: it hides nobody but itself.
FEW_ENOUGH_TO_TALK = 2


@dataclass
class Tables:
    """Quantities ``[table, place]`` with what a reader knows of each beforehand (``low``, ``high``), and what must stay open.

    ``need`` is the width of the range that readers must be left with (0: nothing to protect), ``need_told`` that of readers to whom few
    talk; ``hidden`` where no published cell tells the quantity; ``own_low`` and ``own_high`` leave out what follows from other tables,
    which ``parts`` names: pairs of a table and of one that counts no less at any place. ``exists`` where some cell could; ``movable``
    where enough people are for a cell to hide others, and enough of an amount: next to ``nothing`` stays open itself and hides no other,
    since it may be known why there is none. ``known`` where readers know it already. ``twins`` are the tables that say the same
    at a place (``spans.py``). ``fresh`` are tables and places hidden by ``withhold`` and not yet seen to. ``rest_down`` and ``rest_up`` are
    ``[sum, table]``: how far what lies in none of a sum's parts may be thought to be off.
    """

    sheet: Sheet
    kpis: list[Kpi]
    names: list[tuple[str, ...]]
    told_by: list[list[int]]
    tells: list[list[int]]
    value: Ints
    low: Ints
    high: Ints
    own_low: Ints
    own_high: Ints
    parts: list[tuple[int, int]]
    need: Ints
    need_told: Ints
    exists: Flags
    movable: Flags
    nothing: Flags
    known: Flags
    reasons: Ints
    hidden: Flags
    twins: dict[tuple[int, int], list[int]]
    has_twin: Flags
    rest_down: Ints = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    rest_up: Ints = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    fresh: set[tuple[int, int]] = field(default_factory=set)

    @cached_property
    def is_whole_body(self) -> Flags:
        """Which places nothing is above of: the whole body itself."""
        parts = {int(each) for one in self.sheet.sums for each in one.parts}
        return np.array([each not in parts for each in range(len(self.sheet.places))], dtype=bool)

    @cached_property
    def sums_with(self) -> dict[int, list[int]]:
        """The sums that each place is in, by place."""
        found: dict[int, list[int]] = {place: [] for place in range(len(self.sheet.places))}
        for index, (parent, parts) in enumerate(self.sheet.sums):
            for place in (parent, *parts.tolist()):
                found[int(place)].append(index)
        return found

    def tellers(self, table: int, place: int) -> list[int]:
        """Return the series whose cells tell a quantity at a place, those of its twins among them."""
        return self.told_by[table] + [series for twin in self.twins.get((table, place), []) for series in self.told_by[twin]]

    def is_told(self, table: int, place: int) -> bool:
        """Whether readers know a quantity, or a published cell tells it."""
        told = self.tellers(table, place)
        return bool(self.known[table, place] or (self.sheet.present[told, place] & (self.reasons[told, place] == 0)).any())

    def withhold(self, table: int, place: int, reason: int) -> None:
        """Hide a quantity at a place: every cell that tells it is withheld there."""
        touched = set()
        for series in self.tellers(table, place):
            if self.sheet.present[series, place] and not self.reasons[series, place]:
                self.reasons[series, place] |= reason
                touched.update(self.tells[series])
        for other in {each for told in touched for each in (told, *self.twins.get((told, place), ()))}:
            if self.exists[other, place] and not (self.hidden[other, place] or self.is_told(other, place)):
                self.hidden[other, place] = True
                self.fresh.add((other, place))

    def all_hidden(self) -> Tables:
        """Return the same with every cell withheld that readers do not know already."""
        return replace(self, hidden=self.exists & ~self.known)

    def choose(self, among: Sequence[tuple[int, int]], withheld: Collection[tuple[int, int]], reason: int) -> None:
        """Withhold of some cells ``(series, place)`` these and publish the others."""
        for series, place in among:
            self.reasons[series, place] = reason if (series, place) in withheld else 0
            for table in self.tells[series]:
                self.hidden[table, place] = self.exists[table, place] and not self.is_told(table, place)

    def show(self, series: int, place: int) -> set[int]:
        """Publish a withheld cell after all, and return the tables that are not hidden there any more."""
        self.reasons[series, place] = 0
        told = {each for table in self.tells[series] for each in (table, *self.twins.get((table, place), ())) if self.hidden[each, place]}
        self.hidden[sorted(told), place] = False
        return told


def tables_of(sheet: Sheet, kpis: Mapping[str, Kpi], reasons: Ints, still: Flags | None = None, earlier: Sequence[Row] = ()) -> Tables:
    """Return the tables of a sheet whose cells are withheld for ``reasons``, closed over what is linked.

    ``still`` are cells ``[series, place]`` that readers know already: withholding them would hide nobody. ``earlier`` are published rows of
    other windows, which may tell what these tell.

    A quantity is protected where a KPI that has it as numerator is withheld, and as a denominator where every KPI over it speaks of too
    few. Whatever else tells a protected quantity is withheld there too.
    """
    declared = [kpis[each.kpi_id] for each in sheet.series]
    names, told_by, tells = _named(sheet, declared)
    shape = (len(names), len(sheet.places))
    value, people = np.zeros(shape, dtype=np.int64), np.full(shape, NO_LIMIT, dtype=np.int64)
    low, high, exists = np.zeros(shape, dtype=np.int64), np.full(shape, NO_LIMIT, dtype=np.int64), np.zeros(shape, dtype=bool)
    still, known = np.zeros_like(sheet.present) if still is None else still, np.zeros(shape, dtype=bool)
    for series, kpi in enumerate(declared):
        there = sheet.present[series]
        for table, numbers in zip(tells[series], _numbers(sheet, series, kpi), strict=True):
            value[table][there] = numbers[there]
            people[table][there] = np.minimum(people[table][there], sheet.people[series][there])
            exists[table] |= there
            known[table] |= there & still[series]
    over_time = spans(sheet, kpis, names, earlier)
    for at in over_time.known:
        known[at] |= exists[at]
    nothing = np.zeros(shape, dtype=bool)
    for series, kpi in enumerate(declared):
        if is_amount(sheet, series, kpi):
            _limit(sheet, series, tells[series][0], value, low, high, nothing)
    own_low, own_high = low.copy(), high.copy()
    parts = sorted({(tells[series][0], tells[series][1]) for series, kpi in enumerate(declared) if kpi.is_part})
    moving = []
    for part, whole in parts:
        there = exists[part] & exists[whole]
        high[part] = np.where(there, np.minimum(high[part], value[whole]), high[part])
        along = bool((exists[part] | ~exists[whole]).all()) and _moves_along(part, whole, told_by, value)
        moving += [(part, whole)] if along else []
        low[whole] = np.where(there, np.maximum(low[whole], value[whole] - value[part] if along else value[part]), low[whole])
    need = needs(sheet, declared, reasons, told_by, tells, low, high)
    few = exists & (people <= FEW_ENOUGH_TO_TALK)
    left, left_told = left_by_the_whole(sheet, told_by, reasons, need, value, own_low, high, few)
    made = Tables(
        sheet, declared, names, told_by, tells, value, low, high, own_low, own_high, parts,
        need=np.minimum(need, left), need_told=np.minimum(need, left_told),
        exists=exists, movable=exists & ~few & ~nothing, nothing=nothing,
        known=known, reasons=reasons.copy(), hidden=np.zeros(shape, dtype=bool),
        twins=over_time.twins, has_twin=_flags(over_time.twins, shape),
    )  # fmt: skip
    _close(made)
    _hold_apart(made, over_time)
    made.rest_down, made.rest_up = _rests(made, np.where(people == NO_LIMIT, 0, people))
    for part, whole in moving:  # and so does what no cell tells
        for rest in (made.rest_down, made.rest_up):
            rest[:, whole] = np.minimum(rest[:, whole], rest[:, part])
    return made


def _named(sheet: Sheet, declared: list[Kpi]) -> tuple[list[tuple[str, ...]], list[list[int]], list[list[int]]]:
    """Return the names of the tables, the series that tell each, and the tables that each series tells (numerator, denominator, people)."""
    at: dict[tuple[str, ...], int] = {}
    told_by: list[list[int]] = []
    tells: list[list[int]] = []
    for series, kpi in enumerate(declared):
        counted = kpi.denominator or kpi.numerator
        wanted = [("quantity", kpi.numerator)] + ([("quantity", kpi.denominator)] if kpi.denominator else [])
        wanted.append(("quantity" if _are_people(sheet, series, kpi) else "people", counted))
        tells.append([])
        for kind, measure in wanted:
            # who is there on the last day is the same in every window that ends then
            start = "" if measure in kpi.stocks else sheet.series[series].speaks_from
            table = at.setdefault((kind, measure, start, sheet.series[series].speaks_to), len(at))
            if table == len(told_by):
                told_by.append([])
            told_by[table].append(series)
            tells[-1].append(table)
    return list(at), told_by, tells


def _numbers(sheet: Sheet, series: int, kpi: Kpi) -> list[Ints]:
    counts = [sheet.numerator[series]] + ([sheet.denominator[series]] if kpi.denominator else [])
    return [*counts, sheet.people[series]]


def _limit(sheet: Sheet, series: int, number: int, value: Ints, low: Ints, high: Ints, nothing: Flags) -> None:
    """Note what everybody knows of an amount beforehand: it is known to within its half.

    Of next to nothing (-1, 0, 1) there is no half: there it is half of what so many people have of it in the whole body.
    """
    there, all_people = sheet.present[series], sheet.people[series].max()
    amount, usual = value[number], np.abs(value[number][sheet.people[series].argmax()])
    nothing[number] |= there & (np.abs(amount) <= 1) & (sheet.people[series] > 0)
    share = np.maximum(sheet.people[series] * usual // (2 * max(int(all_people), 1)), 1)
    half = np.where(nothing[number], share, np.abs(amount) // 2)
    # where all have something or nothing, nobody has less than nothing
    least = 0 if (amount[there] >= 0).all() else -NO_LIMIT
    low[number][there] = np.maximum(amount - half, least)[there]
    high[number][there] = (amount + half)[there]


def _moves_along(part: int, whole: int, told_by: list[list[int]], value: Ints) -> bool:
    """Whether worlds move a part with its whole (those who come or go are all of the part) rather than leave it where it is.

    Both are worlds that fit; a part of most is moved, since it leaves little room where it is. One that others tell too is not, nor one
    that is not told wherever its whole is.
    """
    return set(told_by[part]) <= set(told_by[whole]) and 2 * int(value[part].max()) > int(value[whole].max())


def _are_people(sheet: Sheet, series: int, kpi: Kpi) -> bool:
    """Whether what the people are counted by is the number of people itself."""
    counted = sheet.denominator if kpi.denominator else sheet.numerator
    return bool((counted[series] == sheet.people[series]).all())


def _close(tables: Tables) -> None:
    """Withhold every cell that tells a protected quantity, and note where nothing tells a quantity any more."""
    for (table, place), twins in tables.twins.items():
        tables.need[table, place] = max(tables.need[[table, *twins], place])
        tables.need_told[table, place] = max(tables.need_told[[table, *twins], place])
    for table, told in enumerate(tables.told_by):
        protected = tables.need[table] > 0
        for series in told:
            tables.reasons[series][protected & tables.sheet.present[series] & (tables.reasons[series] == 0)] |= LINKED
    for table, told in enumerate(tables.told_by):
        published = tables.sheet.present[told] & (tables.reasons[told] == 0)
        tables.hidden[table] = tables.exists[table] & ~tables.known[table] & ~published.any(axis=0)
    for table, place in tables.twins:
        tables.hidden[table, place] = tables.exists[table, place] and not tables.is_told(table, place)


def _hold_apart(tables: Tables, over_time: Spans) -> None:
    """Protect one of two windows that would tell between them what was withheld of an earlier one: the one that loses less."""
    for pair in over_time.apart:
        if not any(tables.hidden[at] for at in pair) and all(tables.exists[at] for at in pair):
            table, place = min(pair, key=lambda at: (int(tables.sheet.present[tables.tellers(*at), at[1]].sum()), at))
            least = min(tables.kpis[series].rules.minimum_people for series in tables.told_by[table])
            room = int(min(tables.high[table, place] - tables.low[table, place], tables.value[table, place] + least))
            tables.need[table, place] = tables.need_told[table, place] = max(1, min(-(-least // 2), room))
            _close(tables)


def _flags(at: Collection[tuple[int, int]], shape: tuple[int, int]) -> Flags:
    found = np.zeros(shape, dtype=bool)
    for each in at:
        found[each] = True
    return found


def _rests(tables: Tables, people: Ints) -> tuple[Ints, Ints]:
    """Return how far down and up the part of each sum that no cell tells may be thought to be: from nothing to twice itself.

    Two of one breakdown or of two units may be the same person, so that the parts come to more than the whole: a reader who knows of
    them knows the difference, and it leaves no room. Nor does a rest of one or two people, nor one that lies in a part of which nothing is
    told but by parts of its own (results that are not added up are not told of merged units).
    """
    sheet, shape = tables.sheet, (len(tables.sheet.sums), len(tables.names))
    down, up = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    silent = np.zeros_like(tables.exists)
    for parent, parts in sheet.sums:
        silent[:, parent] |= (tables.value[:, parent] == 0) & (tables.value[:, parts] != 0).any(axis=1)
    for index, (parent, parts) in enumerate(sheet.sums):
        rest = tables.value[:, parent] - tables.value[:, parts].sum(axis=1)
        who = people[:, parent] - people[:, parts].sum(axis=1)
        there = tables.exists[:, parent] & tables.exists[:, parts].any(axis=1) & ~silent[:, parts].any(axis=1)
        down[index] = np.where(there & (rest > 0) & (who > FEW_ENOUGH_TO_TALK), rest, 0)
        most = tables.high[:, parent] - tables.high[:, parts].sum(axis=1)
        limited = (tables.high[:, parent] < NO_LIMIT) & (tables.high[:, parts] < NO_LIMIT).all(axis=1)
        up[index] = np.where(limited, np.clip(most - rest, 0, down[index]), down[index])
    return down, up

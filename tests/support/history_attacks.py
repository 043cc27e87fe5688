"""Attacks upon months that were released one after the other, by readers who share nothing with what protects (``attackers.py``).

Each returns how many withheld numbers it tried and how many came out closer than the rules promise.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attackers import Solver, by_subtraction

from seika.disclosure import Kpi, protect

Row = dict[str, Any]
Tried = tuple[int, int]
EMPTY = dict.fromkeys(("numerator", "denominator", "people", "numerator_people", "numerator_largest", "value"), None)


@dataclass(frozen=True)
class Release:
    """A month as it is, as readers see it, and why they see what they see."""

    true: list[Row]
    reasons: list[int]
    kpis: Mapping[str, Kpi]
    units: Mapping[str, str | None]

    @property
    def seen(self) -> list[Row]:
        """The rows as they are published."""
        return [
            row | (EMPTY | {"status": "suppressed"} if why else {"status": "ok"}) for row, why in zip(self.true, self.reasons, strict=True)
        ]

    def without(self, reasons: int) -> Release:
        """The same where these reasons withhold nothing."""
        return replace(self, reasons=[why & ~reasons for why in self.reasons])


def released(months: Iterable[tuple[list[Row], Mapping[str, Kpi], Mapping[str, str | None]]]) -> list[Release]:
    """Return months (rows, KPIs, unit above each unit), each protected after all before it."""
    ledger: dict[tuple[Any, ...], Row] = {}
    found = []
    for true, kpis, units in months:
        done = protect(true, kpis, {"as_was": units}, list(ledger.values()))
        assert not done.failed
        found.append(Release(true, done.reasons.tolist(), kpis, units))
        for row in found[-1].seen:
            if row["status"] != "suppressed" or cell(row) not in ledger:
                ledger[cell(row)] = row
    return found


def place(row: Row) -> tuple[str, str, str]:
    return row["unit_code"], row["breakdown_id"], row["breakdown_code"]


def cell(row: Row) -> tuple[Any, ...]:
    return (row["kpi_id"], row["window_id"], *place(row), row["speaks_from"], row["speaks_to"])


def promised(row: Row, kpi: Kpi, whole: Row, few: Sequence[Row]) -> float:
    """How wide the numerator of a row must stay by the rules, and by what the whole body's figure leaves where that may be read."""
    rules, n, d = kpi.rules, row["numerator"], row["denominator"] or 0
    wide = max(1, min(rules.minimum_people, d) / 2) if 0 < row["people"] < rules.minimum_people else 0.0
    sides = (n, d - n) if rules.both_sides else (n,)
    if any(0 < each < rules.minimum_numerator for each in sides) or (rules.uniform and d and n in (0, d)):
        wide = max(wide, rules.minimum_numerator, 2)
    if wide and whole is not row and not promised(whole, kpi, whole, ()):
        yes = max((each["numerator"] for each in few), default=0)
        no = max((each["denominator"] - each["numerator"] for each in few), default=0)
        top = min(d, whole["numerator"] - yes)
        wide = min(wide, max(0, top - max(0, whole["numerator"] - (whole["denominator"] - d) + no)))
    return wide


def _shares(month: Release) -> list[tuple[Row, Row, float]]:
    """Return each share that must stay open, as it is and as it is seen, with how wide it must stay."""
    wholes = {
        (*cell(row)[:2], row["speaks_to"]): row
        for row in month.true
        if row["unit_level"] == "organization" and row["breakdown_id"] == "all"
    }
    pairs = [(row, as_seen) for row, as_seen in zip(month.true, month.seen, strict=True) if month.kpis[row["kpi_id"]].is_part]
    found = [
        (row, as_seen, promised(row, month.kpis[row["kpi_id"]], wholes[(*cell(row)[:2], row["speaks_to"])], ())) for row, as_seen in pairs
    ]
    return [each for each in found if each[2]]


def by_reading(month: Release) -> Tried:
    """Who just reads what is published."""
    shares = _shares(month)
    return len(shares), sum(as_seen["status"] == "ok" for _, as_seen, _ in shares)


def by_parts(month: Release) -> Tried:
    """Who subtracts from one total all its other parts, of one KPI in one window."""
    tried = close = 0
    windows: dict[str, list[Row]] = defaultdict(list)
    for row in month.seen:
        windows[row["window_id"]].append(row)
    told = {(window, *key): numbers for window, rows in windows.items() for key, numbers in by_subtraction(rows, month.units).items()}
    for row, _, _ in _shares(month):
        tried += 1
        close += told.get((row["window_id"], row["kpi_id"], *place(row))) == (row["numerator"], row["denominator"])
    return tried, close


def by_solver(month: Release, asked: int, insiders: bool = False) -> Tried:
    """Who has a solver for all KPIs of the days that most rows speak of; ``insiders``: the people of a cell of two tell it, too."""
    chance, tried, close = random.Random(len(month.true)), 0, 0
    days: dict[tuple[Any, Any], list[int]] = defaultdict(list)
    for index, row in enumerate(month.true):
        days[row["speaks_from"], row["speaks_to"]].append(index)
    seen, kpis, units = month.seen, month.kpis, month.units
    for among in sorted(days.values(), key=len)[-3:]:
        fit = shares_that_add_up([month.true[each] for each in among], kpis)
        among = [each for each in among if month.true[each]["kpi_id"] in fit]
        rows, shown = [month.true[each] for each in among], [seen[each] for each in among]
        wholes = {cell(row)[:2]: row for row in rows if row["unit_level"] == "organization" and row["breakdown_id"] == "all"}
        small = [row for row in rows if kpis[row["kpi_id"]].is_part and 0 < row["people"] <= 2]
        teller = chance.choice(small) if insiders and small else None
        known = {}
        for row in rows if teller else ():
            if place(row) == place(teller or {}):
                kpi = kpis[row["kpi_id"]]
                known |= {(kpi.numerator, *place(row)): row["numerator"], (kpi.denominator, *place(row)): row["denominator"]}
        solver = Solver(shown, units, kpis, known)
        wide = []
        for row in rows:
            few = [each for each in small if each["kpi_id"] == row["kpi_id"]] if teller else []
            apart = teller is None or not _may_share(row, teller, units)
            if apart and (width := promised(row, kpis[row["kpi_id"]], wholes[cell(row)[:2]], few)):
                wide.append((row, width))
        for row, width in chance.sample(wide, min(asked, len(wide))):
            low, high = solver.interval((kpis[row["kpi_id"]].numerator, *place(row)))
            tried, close = tried + 1, close + (high - low < width - 1e-6)
    return tried, close


def shares_that_add_up(rows: Sequence[Row], kpis: Mapping[str, Kpi]) -> set[str]:
    """Return the shares of which every whole is the sum of its parts: the solver takes everybody to have a sex, an age and so on."""
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    wholes = {}
    for row in rows:
        numbers = row["numerator"] or 0, row["denominator"] or 0
        if row["breakdown_id"] == "all":
            wholes[row["kpi_id"], row["window_id"], row["unit_code"]] = numbers
        else:
            at = sums[row["kpi_id"], row["window_id"], row["unit_code"], row["breakdown_id"]]
            at[:] = at[0] + numbers[0], at[1] + numbers[1]
    wrong = {key[0] for key, both in sums.items() if tuple(both) != wholes[key[:3]]}
    return {name for name, kpi in kpis.items() if kpi.is_part} - wrong


def _may_share(row: Row, teller: Row, units: Mapping[str, Any]) -> bool:
    """Whether the people of two cells may be the same: one unit is above the other."""

    def line(unit: str | None) -> list[str]:
        return [unit, *line(units.get(unit))] if unit else []

    return row["unit_code"] in line(teller["unit_code"]) or teller["unit_code"] in line(row["unit_code"])


def by_revisions(months: Sequence[Release]) -> Tried:
    """Who compares what was published of the same days at different times: what few changed, and what was withheld once."""
    tried = close = 0
    before: dict[tuple[Any, ...], Row] = {}
    withheld: set[tuple[Any, ...]] = set()
    for month in months:
        for true, row in zip(month.true, month.seen, strict=True):
            least = month.kpis[row["kpi_id"]].rules.minimum_difference
            if not least or not true["people"]:
                continue
            first = before.get(cell(row))
            tried += first is not None or cell(row) in withheld
            if row["status"] == "suppressed":
                withheld.add(cell(row))
                continue
            changed = first is not None and any(first[name] != row[name] for name in ("numerator", "denominator", "people"))
            close += (changed and abs(first["people"] - row["people"]) < least) or (cell(row) in withheld and first is None)  # type: ignore[index]
            before[cell(row)] = row
    return tried, close


def by_windows(months: Sequence[Release]) -> Tried:
    """Who subtracts windows of one end from each other, over all months: to date less to date of the month before."""
    published: dict[tuple[Any, ...], dict[tuple[Any, Any], int]] = defaultdict(dict)
    withheld: dict[tuple[Any, ...], dict[tuple[Any, Any], int]] = defaultdict(dict)
    for month in months:
        for row, as_seen in zip(month.true, month.seen, strict=True):
            kpi = month.kpis[row["kpi_id"]]
            if kpi.numerator not in kpi.stocks and row["people"]:
                into = withheld if as_seen["status"] == "suppressed" else published
                into[kpi.numerator, *place(row)][row["speaks_from"], row["speaks_to"]] = row["numerator"]
    tried = close = 0
    for key, windows in withheld.items():
        told = published[key]
        for (first, last), number in windows.items():
            if (first, last) in told:
                continue
            tried += 1
            close += any(
                (start == first and end > last and (after, end) in told and told[start, end] - told[after, end] == number)
                or (end == last and start < first and (start, before) in told and told[start, end] - told[start, before] == number)
                for start, end in told
                for after in [each for each, _ in told if (each - last).days == 1] or [None]
                for before in [each for _, each in told if (first - each).days == 1] or [None]
            )
    return tried, close

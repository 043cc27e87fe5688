"""A simulated ward's months released one after the other and attacked: ``python tests/bench/attacked_history.py FOLDER``.

FOLDER holds a folder for each computed month, as transform leaves it (``kpi_value.parquet``, ``selection.json``), named by month. Each
month is protected after all before it. Then come attackers who share nothing with what protects (``tests/support/attackers.py``): a
solver over one month, told by nobody and by the few of one cell; one who subtracts parts from wholes; one who subtracts overlapping
windows of all months. Printed is how many withheld numbers each tried and how many came out closer than the rules promise, with
everything on and with what is withheld besides, linked and over time switched off.
"""

from __future__ import annotations

import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
from attackers import Solver

from seika.disclosure import Kpi, Rules, protect
from seika.disclosure.primary import BESIDE, LINKED, OVER_TIME

Row = dict[str, Any]
ASKED = 6  # withheld numbers a month that the solver is set upon, each way
EMPTY = dict.fromkeys(("numerator", "denominator", "people", "numerator_people", "numerator_largest", "value"), None)


def released(folder: Path, off: int = 0) -> Iterator[tuple[list[Row], list[Row], dict[str, Kpi], Mapping[str, Any]]]:
    """Yield month by month the true rows, those that readers see, the KPIs and the tree; reasons in ``off`` withhold nothing."""
    ledger: dict[tuple[Any, ...], Row] = {}
    for month in sorted(each for each in folder.iterdir() if (each / "selection.json").is_file()):
        told = json.loads((month / "selection.json").read_text(encoding="utf-8"))
        kpis = {
            name: Kpi(
                each["numerator"], each["denominator"], Rules(**each["rules"]), each["is_part"], frozenset(each["stocks"]), each["weight"]
            )
            for name, each in told["disclosure"].items()
        }
        true = [row for row in pq.read_table(month / "kpi_value.parquet").to_pylist() if row["tree_code"] == "as_was"]
        done = protect(true, kpis, {"as_was": told["units"]}, [] if off & OVER_TIME else list(ledger.values()))
        seen = [row | EMPTY | {"status": "suppressed"} if why & ~off else row for row, why in zip(true, done.reasons.tolist(), strict=True)]
        for row in seen:
            key = (*place(row), row["kpi_id"], row["window_id"], row["speaks_from"], row["speaks_to"])
            if row["status"] != "suppressed" or key not in ledger:
                ledger[key] = row
        yield true, seen, kpis, told["units"]


def place(row: Row) -> tuple[str, str, str]:
    return row["unit_code"], row["breakdown_id"], row["breakdown_code"]


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


def by_solver(true: list[Row], seen: list[Row], kpis: dict[str, Kpi], units: Mapping[str, Any], insiders: bool) -> tuple[int, int]:
    """Return how many protected shares were tried and how many came out too close, on the days that most rows speak of."""
    chance, tried, close = random.Random(len(true)), 0, 0
    days: dict[tuple[Any, Any], list[int]] = defaultdict(list)
    for index, row in enumerate(true):
        days[row["speaks_from"], row["speaks_to"]].append(index)
    for among in sorted(days.values(), key=len)[-3:]:
        fit = shares_that_add_up([true[each] for each in among], kpis)
        among = [each for each in among if true[each]["kpi_id"] in fit]
        rows, shown = [true[each] for each in among], [seen[each] for each in among]
        wholes = {
            (row["kpi_id"], row["window_id"]): row for row in rows if row["unit_level"] == "organization" and row["breakdown_id"] == "all"
        }
        small = [row for row in rows if kpis[row["kpi_id"]].is_part and 0 < row["people"] <= 2]
        teller = chance.choice(small) if insiders and small else None
        known = {}
        for row in rows if teller else ():
            if place(row) == place(teller or {}) and kpis[row["kpi_id"]].is_part:
                known |= {
                    (kpis[row["kpi_id"]].numerator, *place(row)): row["numerator"],
                    (kpis[row["kpi_id"]].denominator, *place(row)): row["denominator"],
                }
        solver = Solver(shown, units, kpis, known)
        asked = []
        for row in rows:
            kpi = kpis[row["kpi_id"]]
            few = [each for each in small if each["kpi_id"] == row["kpi_id"]] if teller else []
            apart = teller is None or not _may_share(row, teller, units)
            if kpi.is_part and apart and (wide := promised(row, kpi, wholes[row["kpi_id"], row["window_id"]], few)):
                asked.append((row, wide))
        for row, wide in chance.sample(asked, min(ASKED, len(asked))):
            low, high = solver.interval((kpis[row["kpi_id"]].numerator, *place(row)))
            tried, close = tried + 1, close + (high - low < wide - 1e-6)
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


def by_windows(months: Sequence[tuple[list[Row], list[Row], dict[str, Kpi], Any]]) -> tuple[int, int]:
    """Return how many withheld windows there were and how many are the difference of two published ones with a common end."""
    published: dict[tuple[Any, ...], dict[tuple[Any, Any], int]] = defaultdict(dict)
    withheld: dict[tuple[Any, ...], dict[tuple[Any, Any], int]] = defaultdict(dict)
    for true, seen, kpis, _ in months:
        for row, as_seen in zip(true, seen, strict=True):
            measure = kpis[row["kpi_id"]].numerator
            if measure not in kpis[row["kpi_id"]].stocks and row["people"]:
                into = withheld if as_seen["status"] == "suppressed" else published
                into[measure, *place(row)][row["speaks_from"], row["speaks_to"]] = row["numerator"]
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


def main() -> None:
    """Release and attack, and print."""
    table = Table(
        "what is on", "solver", "solver told by few", "subtraction of windows", title="withheld numbers tried: come out too close"
    )
    for name, off in (("everything", 0), ("nothing besides", BESIDE | LINKED), ("nothing over time", OVER_TIME)):
        months = list(released(Path(sys.argv[1]), off))
        alone, told = ([by_solver(*month, insiders) for month in months] for insiders in (False, True))
        counts = [tuple(map(sum, zip(*each, strict=True))) for each in (alone, told)] + [by_windows(months)]
        table.add_row(name, *(f"{tried:,}: {close:,}" for tried, close in counts))
    Console().print(table)


if __name__ == "__main__":
    main()

"""What readers can work out about withheld figures of random wards; and that each rule is needed, because without it they can."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from attackers import Solver, by_subtraction
from random_ward import KPIS, Ward, counted, published, shown

from seika.disclosure import Kpi, protect
from seika.disclosure.intervals import intervals, linked

Row = dict[str, Any]
SEEDS = range(300)
SURVEY = ("engaged_rate", "safe_rate", "response_rate")


def at(row: Row) -> tuple[str, str, str]:
    return row["unit_code"], row["breakdown_id"], row["breakdown_code"]


def must_stay_open(row: Row, kpi: Kpi) -> float:
    """How wide the numerator of a row that must not be read has to stay, as the rules promise; 0 where it may be read."""
    rules, n, d = kpi.rules, row["numerator"], row["denominator"] or 0
    if 0 < row["people"] < rules.minimum_people:
        return max(1, min(rules.minimum_people, d) / 2) if kpi.is_part else 1
    small = 0 < row["numerator_people"] < rules.minimum_numerator
    rest = kpi.is_part and rules.both_sides and 0 < d - n < rules.minimum_numerator
    uniform = kpi.is_part and rules.uniform and d > 0 and n in (0, d)
    return max(rules.minimum_numerator, 2) if small or rest or uniform else 0


def left_by_the_whole(row: Row, true: Sequence[Row], told: bool) -> float:
    """How wide the numerator of a part stays where nothing but the whole body's figure is published, if that may be read.

    To few who talk about themselves, who are taken for those who know most, it is narrower by what they know.
    """
    whole = next(each for each in true if each["kpi_id"] == row["kpi_id"] and at(each) == ("0", "all", "all"))
    if must_stay_open(whole, KPIS[row["kpi_id"]]):
        return float("inf")
    few = [each for each in true if told and each["kpi_id"] == row["kpi_id"] and each["people"] <= 2]
    yes = max((each["numerator"] for each in few), default=0)
    no = max((each["denominator"] - each["numerator"] for each in few), default=0)
    others = whole["denominator"] - row["denominator"]
    high = min(row["denominator"], whole["numerator"] - yes)
    return float(max(0, high - max(0, whole["numerator"] - others + no)))


def pinned(true: Sequence[Row], seen: Sequence[Row], made: Ward, sample: random.Random, insiders: bool = False, most: int = 2) -> list[str]:
    """Attack some of the protected numerators; return those that a solver (told by two insiders, if any) pins closer than promised."""
    protected = [row for row in true if must_stay_open(row, KPIS[row["kpi_id"]]) and KPIS[row["kpi_id"]].is_part]
    known: dict[tuple[str, str, str, str], int] = {}
    if insiders:
        small = [row for row, as_seen in zip(true, seen, strict=True) if as_seen["status"] == "suppressed" and 0 < row["people"] <= 2]
        if not small:
            return []
        told = sample.choice(small)
        known = {
            (measure, *at(row)): row[name]
            for row in true if at(row) == at(told)
            for measure, name in ((KPIS[row["kpi_id"]].numerator, "numerator"), (KPIS[row["kpi_id"]].denominator, "denominator")) if measure
        }  # fmt: skip
        themselves = [each for each in made.people if at(told) in places_of(each, made)]
        protected = [row for row in protected if not any(at(row) in places_of(each, made) for each in themselves)]
    solver = Solver(seen, made.parents, KPIS, known)
    found = []
    for row in sample.sample(protected, min(most, len(protected))):
        low, high = solver.interval((KPIS[row["kpi_id"]].numerator, *at(row)))
        promised = min(must_stay_open(row, KPIS[row["kpi_id"]]), left_by_the_whole(row, true, told=insiders))
        if high - low < promised - 1e-6:
            found.append(f"{row['kpi_id']} {at(row)}: {low}..{high}")
    return found


def places_of(who: Any, made: Ward) -> set[tuple[str, str, str]]:
    unit, found = who.unit, set()
    while unit:
        found |= {(unit, "all", "all"), (unit, "sex", who.sex), (unit, "age", who.age)}
        unit = made.parents[unit]
    return found


def nothing_at_all(seen: Sequence[Row], measures: set[str]) -> bool:
    """Whether no cell with any of the measures was published of which people are there: more than that cannot be withheld."""
    return not any(row["status"] != "suppressed" and row["people"] for row in seen if measures & {KPIS[row["kpi_id"]].numerator})


@pytest.mark.parametrize("share", range(10))
def test_no_solver_pins_a_protected_figure_of_300_wards_even_when_two_insiders_talk(share: int) -> None:
    attacked = 0
    for seed in SEEDS[share::10]:
        made, true = counted(seed)
        seen = published(true, made)
        sample = random.Random(seed)
        for insiders in (False, True):
            for found in pinned(true, seen, made, sample, insiders):
                kpi = KPIS[found.split()[0]]
                assert nothing_at_all(seen, {kpi.numerator}), (seed, insiders, found)
        attacked += sum(row["status"] == "suppressed" for row in seen)
    assert attacked > 100


@pytest.mark.parametrize("share", range(3))
def test_no_subtraction_gives_a_withheld_figure_away(share: int) -> None:
    for seed in SEEDS[share::3]:
        made, true = counted(seed)
        seen = published(true, made)
        truth = {(row["kpi_id"], *at(row)): row for row in true}
        directly = {each.unit for each in made.people}
        for cell, (numerator, _) in by_subtraction(seen, made.parents).items():
            row, kpi = truth[cell], KPIS[cell[0]]
            # the rest may hold people who lie in the unit above itself, so that one part alone may be missing
            # of nothing half is nothing, and where the whole body's figure is 0 or all, so is every part's
            promised = must_stay_open(row, kpi) and (left_by_the_whole(row, true, told=False) if kpi.is_part else row["numerator"])
            if promised and made.parents[cell[1]] not in directly:
                assert numerator != row["numerator"] or nothing_at_all(seen, {kpi.numerator}), (seed, cell)


def test_the_interval_that_the_audit_prints_is_one_that_an_attacker_cannot_narrow_and_no_range_of_the_audit_is_wider() -> None:
    compared = 0
    for seed in range(12):
        made, true = counted(seed)
        done = protect(true, KPIS, {"as_was": made.parents})
        seen = shown(true, done.reasons.tolist())
        exact = {(each.table, each.place): each for each in intervals(linked(done.tables))}
        solver = Solver(seen, made.parents, KPIS, {})
        for each in done.widths:
            found = exact[each.table, each.place]
            assert found.low <= each.low and (found.high is None or each.high <= found.high)
        for (table, place), found in random.Random(seed).sample(sorted(exact.items()), min(6, len(exact))):
            kind, measure, *_ = done.tables.names[table]
            if (
                kind == "quantity" and measure != "overtime"
            ):  # amounts are known to within their half beforehand, which the attacker is not told
                low, high = solver.interval((measure, *done.tables.sheet.places[place][1:]))
                assert low <= found.low + 1e-6 and (found.high is None or found.high <= high + 1e-6), (seed, found)
                compared += 1
    assert compared > 20

"""Each rule is needed: with it switched off, some attack on random wards succeeds that fails with it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from attackers import Row, by_subtraction
from random_ward import KPIS, Ward, counted, figure, key, person, published, rows, shown, without

from seika.disclosure import Kpi, Rules, protect
from seika.disclosure.cells import sheet_of
from seika.disclosure.primary import primary

Attack = Callable[[int, Mapping[str, Kpi]], int]


def reads(found: Callable[[Row, Kpi], bool]) -> Attack:
    """An attacker who just reads what is published."""

    def attack(seed: int, kpis: Mapping[str, Kpi]) -> int:
        made, true = counted(seed)
        seen = published(true, made, kpis)
        return sum(row["status"] != "suppressed" and found(row, KPIS[row["kpi_id"]]) for row in seen)

    return attack


def few(row: Row, kpi: Kpi) -> bool:
    return 0 < row["people"] < kpi.rules.minimum_people


def some(row: Row, kpi: Kpi) -> bool:
    return 0 < row["numerator_people"] < kpi.rules.minimum_numerator


def the_others(row: Row, kpi: Kpi) -> bool:
    return kpi.rules.both_sides and 0 < row["denominator"] - row["numerator"] < kpi.rules.minimum_numerator


def everybody(row: Row, kpi: Kpi) -> bool:
    return kpi.rules.uniform and row["denominator"] > 0 and row["numerator"] in (0, row["denominator"])


@pytest.mark.parametrize(
    ("found", "off"),
    [
        (few, {"minimum_people": 1}),
        (some, {"minimum_numerator": 0}),
        (the_others, {"both_sides": False}),
        (everybody, {"uniform": False}),
    ],
    ids=["few people", "few who did", "few who did not", "all the same"],
)
def test_a_figure_that_must_not_be_read_is_read_without_its_rule_only(found: Callable[[Row, Kpi], bool], off: dict[str, Any]) -> None:
    attack = reads(found)
    assert sum(attack(seed, KPIS) for seed in range(20)) == 0
    assert sum(attack(seed, without(**off)) for seed in range(20)) > 0


def test_an_amount_that_is_mostly_one_persons_is_read_without_the_rule_only() -> None:
    row = rows(Ward({"0": None}, [person(random.Random(1), "0") for _ in range(20)], {"sex": 0, "age": 0}))
    whole = [each | {"numerator_largest": each["numerator"] * 7 // 10} for each in row if each["kpi_id"] == "overtime_mean"]
    strict = {"overtime_mean": replace(KPIS["overtime_mean"], rules=replace(KPIS["overtime_mean"].rules, dominance_percent=60))}
    assert protect(whole, strict, {"as_was": {"0": None}}).reasons.any()
    assert not protect(whole, KPIS, {"as_was": {"0": None}}).reasons.any()


def test_without_withholding_besides_subtraction_gives_cells_away() -> None:
    def given_away(seed: int, besides: bool) -> int:
        made, true = counted(seed)
        if besides:
            seen = published(true, made)
        else:
            sheet = sheet_of(true, {"as_was": made.parents})
            seen = shown(true, [int(primary(sheet, KPIS)[sheet.row == index][0]) for index in range(len(true))])
        truth = {key(row): row for row in true}
        return sum(
            _exactly(truth[cell], numbers) for cell, numbers in by_subtraction(seen, made.parents).items() if truth[cell]["people"] < 10
        )

    def _exactly(row: Row, numbers: tuple[int, int]) -> bool:
        return row["people"] > 0 and numbers == (row["numerator"], row["denominator"] or 0)

    assert sum(given_away(seed, besides=False) for seed in range(12)) > 5
    assert sum(given_away(seed, besides=True) for seed in range(12)) == 0


def test_what_one_kpi_withholds_another_tells_unless_they_are_linked() -> None:
    """``answered`` is the numerator of one rate and the denominator of two others."""

    def told(seed: int, linked: bool) -> int:
        made, true = counted(seed)
        if linked:
            seen = published(true, made)
        else:
            alone = [published([row for row in true if row["kpi_id"] == kpi_id], made, {kpi_id: kpi}) for kpi_id, kpi in KPIS.items()]
            seen = [row for part in alone for row in part]
        at = {key(row): row["status"] for row in seen}
        hidden = [key[1:] for key, status in at.items() if key[0] == "response_rate" and status == "suppressed"]
        return sum(at.get(("engaged_rate", *place)) == "ok" for place in hidden)

    assert sum(told(seed, linked=False) for seed in range(20)) > 0
    assert sum(told(seed, linked=True) for seed in range(20)) == 0


def test_a_unit_is_read_from_two_trees_unless_they_are_protected_together() -> None:
    """Today's D is the earlier D and E: who sees E's place in neither tree subtracts."""
    kpis = {"headcount": Kpi("staff", None, replace(KPIS["telework_rate"].rules, minimum_people=5), stocks=frozenset({"staff"}))}

    def count(tree: str, unit: str, people: int) -> dict[str, Any]:
        place = {"tree_code": tree, "unit_code": unit, "breakdown_id": "all", "breakdown_code": "all", "kpi_id": "headcount"}
        return place | {
            "window_id": "month_end", "speaks_from": "2026-09-30", "speaks_to": "2026-09-30", "numerator": people, "denominator": None,
            "people": people, "numerator_people": people,
        }  # fmt: skip

    was = [count("as_was", unit, n) for unit, n in (("0", 63), ("C", 30), ("D", 20), ("E", 3), ("F", 10))]
    today = [count("today", unit, n) for unit, n in (("0", 63), ("C", 30), ("D", 23), ("F", 10))]
    parents: dict[str, Mapping[str, str | None]] = {tree: {"0": None, **dict.fromkeys("CDEF", "0")} for tree in ("as_was", "today")}

    def readable(seen: Sequence[Row]) -> bool:
        told = {(row["tree_code"], row["unit_code"]) for row in seen if row["status"] == "ok"}
        return {("as_was", "D"), ("today", "D")} <= told

    apart = [*shown(was, protect(was, kpis, parents).reasons.tolist()), *shown(today, protect(today, kpis, parents).reasons.tolist())]
    together = shown(was + today, protect(was + today, kpis, parents, successors={"E": "D"}).reasons.tolist())
    by_other_units = {("as_was", "C"), ("as_was", "F"), ("as_was", "D")}
    assert not {(row["tree_code"], row["unit_code"]) for row in together if row["status"] == "ok"} >= by_other_units
    assert readable(apart) or {("today", "F"), ("as_was", "C")} & {(r["tree_code"], r["unit_code"]) for r in apart if r["status"] == "ok"}
    assert not readable(together)


def _people(unit: str, people: int) -> Row:
    return figure("month_end", unit, ("2026-09-30", "2026-09-30"), people)


def test_units_that_are_too_small_are_read_as_one_where_they_are_merged() -> None:
    kpis = {"month_end": Kpi("staff", None, Rules(minimum_people=5), stocks=frozenset({"staff"}))}
    people = {"0": 70, "A": 3, "B": 4, "C": 30, "D": 33}
    merged = {"0": None, "A": "M", "B": "M", "M": "0", "C": "0", "D": "0"}
    rows_ = [_people(*each) for each in people.items()]

    def status(of: list[Row], parents: Mapping[str, str | None]) -> dict[str, str]:
        done = protect(of, kpis, {"as_was": parents})
        assert not done.failed
        return {row["unit_code"]: row["status"] for row in shown(of, done.reasons.tolist())}

    both = status([*rows_, _people("M", 7)], merged)
    assert both == {"0": "ok", "A": "suppressed", "B": "suppressed", "C": "ok", "D": "ok", "M": "ok"}
    # what is too small together is withheld too, and another unit with it, or the rest of the whole would tell
    few = status([_people(*each) for each in (people | {"0": 67, "B": 1, "M": 4}).items()], merged)
    assert few["M"] == "suppressed" and sorted(few.values()).count("suppressed") == 4


def test_two_people_who_talk_give_the_unit_beside_theirs_away_unless_they_are_reckoned_with(monkeypatch: pytest.MonkeyPatch) -> None:
    kpis = {"month_end": Kpi("staff", None, Rules(minimum_people=5), stocks=frozenset({"staff"}))}
    parents: dict[str, Mapping[str, str | None]] = {"as_was": {"0": None, **dict.fromkeys("ABCD", "0")}}
    rows_ = [_people(*each) for each in {"0": 66, "A": 4, "B": 2, "C": 30, "D": 30}.items()]

    def left_to_those_of(unit: str) -> list[str]:
        """The withheld units when the people of one tell how many they are: where it is one, it is the rest of the whole."""
        seen = shown(rows_, protect(rows_, kpis, parents).reasons.tolist())
        return [row["unit_code"] for row in seen if row["status"] == "suppressed" and row["unit_code"] != unit]

    assert len(left_to_those_of("B")) == 2
    monkeypatch.setattr("seika.disclosure.tables.FEW_ENOUGH_TO_TALK", 0)
    assert left_to_those_of("B") == ["A"]


def _minutes(unit: str, people: int, minutes: int) -> Row:
    return figure("month_end", unit, ("2026-09-01", "2026-09-30"), people) | {"numerator": minutes, "denominator": people}


@pytest.mark.parametrize("nothing", [0, 1])
def test_that_nobody_of_a_few_worked_late_is_not_told_by_subtraction(nothing: int) -> None:
    kpis = {
        "month_end": Kpi("overtime", "staff", Rules(minimum_people=5), stocks=frozenset({"staff"})),
        "staff_at_end": Kpi("staff", None, Rules(minimum_people=1), stocks=frozenset({"staff"})),
    }
    parents: dict[str, Mapping[str, str | None]] = {"as_was": {"0": None, **dict.fromkeys("ABCD", "0")}}
    people = {"0": 90, "A": 3, "B": 27, "C": 30, "D": 30}
    minutes = {"0": 60_000 + nothing, "A": nothing, "B": 18_000, "C": 20_000, "D": 22_000}
    rows_ = [_minutes(unit, people[unit], minutes[unit]) for unit in people]
    rows_ += [_people(unit, people[unit]) | {"kpi_id": "staff_at_end"} for unit in people]
    done = protect(rows_, kpis, parents)
    seen = shown(rows_, done.reasons.tolist())
    assert [row["unit_code"] for row in seen if row["status"] == "suppressed"] == ["A", "B"]
    (width,) = [each for each in done.widths if done.tables.sheet.places[each.place].unit_code == "A"]
    assert width.low >= 0 and width.width >= 500, "half of what three people have on average is 1,000 minutes"


def test_next_to_nothing_hides_no_other() -> None:
    """Whoever knows that C cannot work late must not be able to work A out."""
    kpis = {"month_end": Kpi("overtime", "staff", Rules(minimum_people=5), stocks=frozenset({"staff"}))}
    people = {"0": 36, "A": 3, "B": 29, "C": 4}
    minutes = {"0": 20_000, "A": 2_000, "B": 18_000, "C": 0}
    rows_ = [_minutes(unit, people[unit], minutes[unit]) for unit in people]
    done = protect(rows_, kpis, {"as_was": {"0": None, **dict.fromkeys("ABC", "0")}})
    told = {row["unit_code"] for row in shown(rows_, done.reasons.tolist()) if row["status"] == "ok"}
    assert not {"0", "B"} <= told


def test_results_that_are_not_added_up_do_not_hide_behind_merged_units() -> None:
    """Of merged units nothing is told there, so that all that lies in them would look like room for the unit beside."""
    kpis = {"month_end": Kpi("results", None, Rules(minimum_people=5), stocks=frozenset({"results"}))}
    parents = {"0": None, "A": "M", "B": "M", "M": "0", "C": "0"}
    rows_ = [_people(*each) for each in {"0": 64, "A": 30, "B": 30, "C": 4, "M": 0}.items()]
    done = protect(rows_, kpis, {"as_was": parents})
    told = {row["unit_code"] for row in shown(rows_, done.reasons.tolist()) if row["status"] == "ok"}
    assert not {"0", "A", "B"} <= told and "C" not in told


def test_the_same_cells_are_withheld_whatever_order_they_come_in() -> None:
    made, true = counted(5)
    mixed = random.Random(1).sample(true, len(true))
    forth, back = protect(true, KPIS, {"as_was": made.parents}), protect(mixed, KPIS, {"as_was": dict(reversed(made.parents.items()))})
    withheld = {str(row) for row, why in zip(true, forth.reasons, strict=True) if why}
    assert withheld == {str(row) for row, why in zip(mixed, back.reasons, strict=True) if why}
    assert 0 < len(withheld) < len(true)


def test_a_cell_about_nobody_stays_what_it_is_and_a_kpi_without_rules_is_refused() -> None:
    made = Ward({"0": None}, [], {"sex": 0, "age": 0})
    assert not protect(rows(made), KPIS, {"as_was": made.parents}).reasons.any()
    with pytest.raises(KeyError):
        protect(rows(made), {}, {"as_was": made.parents})

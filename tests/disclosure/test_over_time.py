"""What was published before is remembered: revisions, figures to date and windows that overlap tell nobody by their differences."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from attackers import Row, by_comparing
from random_ward import KPIS, counted, figure, key, moved, published, rows, shown, without

from seika.disclosure import Kpi, Rules, protect


def restated(seed: int, remembered: bool, least: int = 5) -> tuple[list[Row], list[Row]]:
    """A ward published twice: the second time some answers have come late."""
    made, true = counted(seed)
    first = [row | {"snapshot_id": "r1"} for row in published(true, made)]
    later = moved(made, random.Random(seed))
    again = rows(later)
    kpis = KPIS if least else without(minimum_difference=0)
    return first, published(again, later, kpis, earlier=first if remembered else ())


def test_a_late_answer_is_read_from_two_revisions_unless_the_first_is_remembered() -> None:
    def read(remembered: bool, least: int = 5) -> int:
        found = 0
        for seed in range(20):
            changes = by_comparing(*restated(seed, remembered, least))
            found += sum(any(change) and abs(change[2]) < 5 for key, change in changes.items() if key[0] in ("engaged_rate", "safe_rate"))
        return found

    assert read(remembered=True) == 0
    assert read(remembered=False) > 5
    assert read(remembered=True, least=0) > 5


def test_who_answers_and_withdraws_is_told_by_the_first_and_the_third_revision_unless_both_are_remembered() -> None:
    """Forty answered, then six more, then five of them withdrew: each step is of five or more, the first and the third differ by one."""
    kpis, whole = {"engaged_rate": KPIS["engaged_rate"]}, {"as_was": {"0": None}}

    def wave(answered: int, satisfied: int, number: int) -> Row:
        numbers = {"numerator": satisfied, "denominator": answered, "people": answered, "numerator_people": satisfied}
        return figure("engaged_rate", "0", ("2026-09-01", "2026-09-30"), 0) | numbers | {"sequence_number": number, "status": "ok"}

    def third(*remembered: Row) -> bool:
        return bool(protect([wave(41, 21, 3)], kpis, whole, remembered).reasons[0])

    first, second = wave(40, 20, 1), wave(46, 23, 2)
    assert not protect([second], kpis, whole, [first]).reasons[0]
    assert not third(second)
    assert third(first, second) and third(second, first)


def test_what_was_withheld_once_is_not_published_of_the_same_days_later() -> None:
    def uncovered(remembered: bool) -> int:
        found = 0
        for seed in range(24):
            first, second = restated(seed, remembered)
            hidden = {key(r) for r in first if r["status"] == "suppressed"}
            found += sum(key(r) in hidden for r in second if r["status"] == "ok")
        return found

    assert uncovered(remembered=True) == 0
    assert uncovered(remembered=False) > 0


def test_a_month_is_read_from_two_figures_to_date_unless_the_first_is_remembered() -> None:
    """The people of a KPI to date come one after another: the difference of two months is those of the month."""
    kpis = {"taken_rate": Kpi("taken", "eligible", KPIS["engaged_rate"].rules, is_part=True)}

    def to_date(month: str, eligible: int, taken: int) -> list[dict[str, Any]]:
        place = {"tree_code": "as_was", "window_id": "to_date", "unit_code": "0", "breakdown_id": "all", "breakdown_code": "all"}
        numbers = {"numerator": taken, "denominator": eligible, "people": eligible, "numerator_people": taken}
        return [place | numbers | {"kpi_id": "taken_rate", "speaks_from": "2026-04-01", "speaks_to": month}]

    parents: dict[str, Mapping[str, str | None]] = {"as_was": {"0": None}}
    august = shown(to_date("2026-08-31", 40, 20), [0])
    one_more, many_more = to_date("2026-09-30", 41, 21), to_date("2026-09-30", 46, 23)
    assert protect(one_more, kpis, parents, august).reasons.all()
    assert not protect(many_more, kpis, parents, august).reasons.any()
    assert not protect(one_more, kpis, parents).reasons.any()


def _leavers(month: int, by_unit: Mapping[str, Sequence[int]]) -> list[Row]:
    """Leavers of a month and of the fiscal year to date, by unit, and of all units; ``by_unit`` says those of each month from April."""
    last = {4: "2026-04-30", 5: "2026-05-31", 6: "2026-06-30"}
    counts = dict(by_unit) | {"0": [sum(each) for each in zip(*by_unit.values(), strict=True)]}
    return [
        row
        for unit, people in counts.items()
        for row in (
            figure("in_month", unit, (f"2026-0{month}-01", last[month]), people[month - 4]),
            figure("to_date", unit, ("2026-04-01", last[month]), sum(people[: month - 3])),
        )
    ]


_LEAVERS = {name: Kpi("leavers", None, Rules(minimum_people=5)) for name in ("in_month", "to_date")}
_UNITS: dict[str, Mapping[str, str | None]] = {"as_was": {"0": None, "A": "0", "B": "0", "C": "0"}}


def _seen(rows_: list[Row], earlier: Sequence[Row] = ()) -> list[Row]:
    return shown(rows_, protect(rows_, _LEAVERS, _UNITS, earlier).reasons.tolist())


def _status(seen: Sequence[Row], kpi_id: str, unit: str) -> str:
    return next(row["status"] for row in seen if (row["kpi_id"], row["unit_code"]) == (kpi_id, unit))


def test_a_month_is_read_from_the_year_to_date_of_two_months_unless_windows_are_protected_together() -> None:
    people = {"A": [9, 2], "B": [20, 30], "C": [20, 30]}
    april = _seen(_leavers(4, people))
    assert _status(april, "to_date", "A") == "ok"
    alone, together = _seen(_leavers(5, people)), _seen(_leavers(5, people), april)
    # 11 to date less 9 in April is 2 in May
    assert (_status(alone, "in_month", "A"), _status(alone, "to_date", "A")) == ("suppressed", "ok")
    assert (_status(together, "in_month", "A"), _status(together, "to_date", "A")) == ("suppressed", "suppressed")
    assert _status(together, "to_date", "0") == "ok"


def test_a_month_that_was_withheld_is_not_told_by_later_ones() -> None:
    people = {"A": [2, 20], "B": [20, 30], "C": [20, 30]}
    april = _seen(_leavers(4, people))
    assert _status(april, "in_month", "A") == _status(april, "to_date", "A") == "suppressed"
    alone, together = _seen(_leavers(5, people)), _seen(_leavers(5, people), april)
    assert {_status(alone, name, "A") for name in _LEAVERS} == {"ok"}  # 22 to date less 20 in May
    assert sorted(_status(together, name, "A") for name in _LEAVERS) == ["ok", "suppressed"]

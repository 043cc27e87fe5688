"""Half a year of a simulated ward, released month after month and attacked; and that without each rule some attack succeeds.

The ward is Setagaya with few staff, all its KPIs and two breakdowns; the survey's month is published twice. ``SEIKA_ATTACKED_STAFF``,
``SEIKA_ATTACKED_MONTHS`` and ``SEIKA_ATTACKED_SEED`` make it another ward.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from history_attacks import Release, Tried, by_parts, by_reading, by_revisions, by_solver, by_windows, released
from simulated_months import simulated_months

from seika.disclosure.primary import BESIDE, FEW, OVER_TIME, SMALL, UNIFORM

STAFF, MONTHS, SEED = (int(os.environ.get(f"SEIKA_ATTACKED_{name}", "0")) for name in ("STAFF", "MONTHS", "SEED"))
ASKED = 6  # withheld numbers that the solver is set upon: of each month, of three stretches of days, each way
DEPTH = {"sex": "department", "age_band": "department"}


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    folder = tmp_path_factory.mktemp("ward")
    with pytest.MonkeyPatch.context() as patch:
        months = simulated_months("setagaya", folder, STAFF or 60, MONTHS or 6, DEPTH, patch, SEED or 1)
    assert len(months) > (MONTHS or 6), "a month is published twice"
    return released((month.rows, month.kpis, month.units) for month in months)


def all_of(attack: Callable[[Release], Tried], months: list[Release]) -> Tried:
    tried, close = zip(*map(attack, months), strict=True)
    return sum(tried), sum(close)


@pytest.mark.parametrize(
    "attack", [by_reading, by_parts, lambda month: by_solver(month, ASKED), lambda month: by_solver(month, ASKED, True)]
)
def test_no_attack_upon_a_month_comes_closer_than_the_rules_promise(history: list[Release], attack: Callable[[Release], Tried]) -> None:
    tried, close = all_of(attack, history)
    assert tried > 50 and close == 0


@pytest.mark.parametrize("attack", [by_revisions, by_windows])
def test_no_attack_over_months_and_revisions_does(history: list[Release], attack: Callable[[list[Release]], Tried]) -> None:
    tried, close = attack(history)
    assert tried > 1_000 and close == 0


@pytest.mark.parametrize(
    ("attack", "rule"),
    [
        (by_reading, FEW),
        (by_reading, SMALL),
        (by_reading, UNIFORM),
        (by_parts, BESIDE),
        (lambda month: by_solver(month, ASKED), BESIDE),
        (lambda month: by_solver(month, ASKED, True), BESIDE),
    ],
)
def test_without_a_rule_some_attack_upon_a_month_succeeds(history: list[Release], attack: Callable[[Release], Tried], rule: int) -> None:
    _, close = all_of(attack, [month.without(rule) for month in history])
    assert close > 0


def test_without_the_past_a_revision_gives_away_what_few_have_answered(history: list[Release]) -> None:
    _, close = by_revisions([month.without(OVER_TIME) for month in history])
    assert close > 0

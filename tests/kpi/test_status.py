from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from seika.kpi import rolled_up, status_of


@pytest.mark.parametrize(
    ("value", "target", "direction", "expected"),
    [
        ("85.0", "85.0", "higher", "achieved"),
        ("76.5", "85.0", "higher", "on_track"),
        ("76.4", "85.0", "higher", "behind"),
        ("9.0", "9.0", "lower", "achieved"),
        ("10.0", "9.0", "lower", "on_track"),
        ("10.1", "9.0", "lower", "behind"),
        ("1.0", "9.0", "neutral", "no_target"),
        ("1.0", None, "higher", "no_target"),
        (None, "85.0", "higher", "no_data"),
    ],
)
def test_a_value_is_judged_by_its_target_and_direction(value: Any, target: Any, direction: Any, expected: str) -> None:
    assert status_of(value and Decimal(value), target and Decimal(target), direction, 90) == expected


@pytest.mark.parametrize(("value", "expected"), [("95.0", "achieved"), ("105.0", "achieved"), ("94.5", "on_track"), ("106.0", "behind")])
def test_nearer_is_judged_by_the_distance_on_either_side(value: str, expected: str) -> None:
    assert status_of(Decimal(value), Decimal("95.0"), "nearer", 90, ideal=Decimal(100)) == expected


@pytest.mark.parametrize(
    ("statuses", "rule", "expected"),
    [
        (["achieved", "on_track", "behind"], "worst", "behind"),
        (["achieved", "no_data"], "worst", "achieved"),
        (["achieved", "achieved", "behind"], "majority", "achieved"),
        (["achieved", "behind"], "majority", "on_track"),
        (["achieved", "achieved"], "all", "achieved"),
        (["achieved", "behind", "behind"], "all", "on_track"),
        (["no_target", "no_data"], "worst", "no_target"),
        (["no_data"], "all", "no_data"),
        ([], "worst", "no_kpi"),
    ],
)
def test_an_outcome_takes_its_status_from_the_kpis_that_are_judged(statuses: Any, rule: Any, expected: str) -> None:
    assert rolled_up(statuses, rule) == expected

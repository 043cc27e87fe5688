"""Where a cell is withheld, readers are pointed to one that is published: a longer window, merged units, the unit above, the whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from computed_month import outcome, row

from seika.store import releases
from seika.store.instead import read_instead
from seika.store.releases import Manifest

pytestmark = pytest.mark.usefixtures("state")
MONTH = {"organization_id": "shinagawa", "period": "2025-06"}
UNITS = {"0": None, "d": "0", "m": "d", "s": "d", "t": "d"}
MERGED = {"s": "m"}
HIDDEN = {"status": "suppressed", "numerator": None, "denominator": None, "value": None, "people": None}


def cell(unit: str, window: str = "month", *, hidden: bool = False, sex: str | None = None) -> dict[str, Any]:
    days = {"month": (date(2025, 6, 1), date(2025, 6, 30)), "fiscal_year_to_date": (date(2025, 4, 1), date(2025, 6, 30))}[window]
    part = {"breakdown_id": "sex", "breakdown_code": sex} if sex else {}
    place = {"kpi_id": "k", "window_id": window, "unit_code": unit, "speaks_from": days[0], "speaks_to": days[1]}
    return row(**MONTH, **place, **part) | (HIDDEN if hidden else {})


def instead(*cells: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Return by withheld number the choice and the number to read, both without the snapshot and the KPI."""
    manifest = Manifest(
        **MONTH, status="provisional", input_hash="1" * 64, configuration_hash="2" * 64, code_hash="3" * 64, content_hash="4" * 64,
        deliveries_hash="5" * 64,
    )  # fmt: skip
    units = [
        {
            **MONTH, "unit_code": code, "label_ja": code, "level": "section", "parent_unit_code": above,
            "valid_from_date": date(2000, 4, 1), "valid_to_date": None, "position": place, "merged_unit_code": MERGED.get(code),
        }
        for place, (code, above) in enumerate(UNITS.items())
    ]  # fmt: skip
    made = releases.publish(manifest, list(cells), [outcome(**MONTH)], [], {"unit": units}).snapshot.snapshot_id
    found = {number: (each.choice, each.number_id) for number, each in read_instead(made).items()}
    return {number.split("/", 2)[2]: (choice, shown.split("/", 2)[2]) for number, (choice, shown) in found.items()}


def test_the_unit_stays_where_a_longer_window_of_it_is_published() -> None:
    cells = (cell("s", hidden=True), cell("s", "fiscal_year_to_date"), cell("d"))
    assert instead(*cells) == {"month/s": ("longer_window", "fiscal_year_to_date/s")}


def test_a_shorter_window_says_nothing_of_a_longer_one_and_the_nearest_unit_above_does() -> None:
    cells = (cell("s", "fiscal_year_to_date", hidden=True), cell("s"), cell("d", "fiscal_year_to_date"), cell("0", "fiscal_year_to_date"))
    assert instead(*cells) == {"fiscal_year_to_date/s": ("unit_above", "fiscal_year_to_date/d")}


def test_the_units_beside_it_together_come_before_the_unit_above() -> None:
    found = instead(cell("s", hidden=True), cell("t", hidden=True), cell("m"), cell("d"))
    assert found == {"month/s": ("merged_units", "month/m"), "month/t": ("unit_above", "month/d")}


def test_the_unit_itself_in_a_longer_window_comes_before_the_units_beside_it() -> None:
    cells = (cell("s", hidden=True), cell("s", "fiscal_year_to_date"), cell("m"))
    assert instead(*cells) == {"month/s": ("longer_window", "fiscal_year_to_date/s")}


@pytest.mark.parametrize("state_of", [HIDDEN, {"status": "no_data"}])
def test_merged_units_that_are_withheld_or_say_nothing_are_passed_over(state_of: dict[str, Any]) -> None:
    assert instead(cell("s", hidden=True), cell("m") | state_of, cell("d"))["month/s"] == ("unit_above", "month/d")


def test_a_unit_above_that_is_withheld_itself_is_passed_over() -> None:
    found = instead(cell("s", hidden=True), cell("d", hidden=True), cell("0"))
    assert found == {"month/s": ("unit_above", "month/0"), "month/d": ("unit_above", "month/0")}


def test_of_a_part_the_same_part_above_comes_before_the_unit_as_a_whole() -> None:
    cells = (cell("s", hidden=True, sex="female"), cell("s"), cell("d", sex="female"), cell("t", hidden=True, sex="male"), cell("t"))
    assert instead(*cells) == {"month/s/sex=female": ("unit_above", "month/d/sex=female"), "month/t/sex=male": ("whole_unit", "month/t")}


def test_where_nothing_around_is_published_nothing_is_named() -> None:
    assert instead(cell("s", hidden=True), cell("d", hidden=True)) == {}

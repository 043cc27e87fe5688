"""Figures that a ward or ministry has published come out of extracts with their counts, through the whole build."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from small_lake import body, computed, extracts

from seika.config.kpi import KpiChoice
from seika.exact import round_half_up

# Shinagawa's share of male staff able to take childcare leave who took it, fiscal years 2020 to 2022: published as rates only; these
# counts give the same rates.
SHINAGAWA = {"2020": (27, 90, "30.0"), "2021": (38, 96, "39.6"), "2022": (45, 110, "40.9")}
# counts and rates as published: childcare leave of male and female staff of public bodies (fiscal years 2023, 2014, 2003)
RATES = [
    (29_002, 60_880, "47.6"),
    (856, 55_418, "1.5"),
    (224, 45_148, "0.5"),
    (36_039, 38_684, "93.2"),
    (35_066, 36_863, "95.1"),
    # a prefecture's survey of leave at the birth of a child
    (267, 360, "74.2"),
    (190, 360, "52.8"),
    (282, 360, "78.3"),
    (136, 360, "37.8"),
]


def fathers(year: str, takers: int, eligible: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    first = date(2025, 5, 1)
    people = [
        {"person_key": f"{year}-{number}", "unit_code": year, "sex_code": "male", "assigned_from_date": date(2015, 4, 1)}
        for number in range(eligible)
    ]
    children = [
        {"person_key": f"{year}-{number}", "eligible_date": first}
        | ({"spell_number": 1, "from_date": date(2025, 6, 1)} if number < takers else {})
        for number in range(eligible)
    ]
    return people, children


def test_extracts_with_these_counts_give_the_rates_that_shinagawa_published(tmp_path: Path) -> None:
    kpi = "male_childcare_leave_rate_cohort"
    units = ["0,all,organization,,2000-04-01,", *(f"{year},d,department,0,2000-04-01," for year in SHINAGAWA)]
    both = [fathers(year, takers, eligible) for year, (takers, eligible, _) in SHINAGAWA.items()]
    rows = {"roster": [row for people, _ in both for row in people], "childcare": [row for _, children in both for row in children]}
    organization = body(tmp_path / "body", units, choices=[KpiChoice(kpi=kpi, outcome="n1")])
    found = computed(tmp_path, organization, "2026-03", extracts(tmp_path / "lake", "2026-03", rows))["kpi_value"]
    by_unit = {row["unit_code"]: (row["numerator"], row["denominator"], row["value"]) for row in found}
    for year, (takers, eligible, rate) in SHINAGAWA.items():
        assert by_unit[year] == (takers, eligible, Decimal(rate))
    assert by_unit["0"] == (110, 296, Decimal("37.2"))


@pytest.mark.parametrize(("numerator", "denominator", "rate"), RATES)
def test_the_one_rounding_gives_the_published_rate(numerator: int, denominator: int, rate: str) -> None:
    assert round_half_up(numerator * 100, denominator, 1) == Decimal(rate)


def test_the_models_round_every_sixteenth_half_up(tmp_path: Path) -> None:
    """Each odd k of 16 lies at 6.25 or 12.5 and the like of a percent: a half at the second place."""
    kpi = "female_manager_rate"
    units = ["0,all,organization,,2000-04-01,", *(f"{women:02d},d,department,0,2000-04-01," for women in range(17))]
    people = [
        {
            "person_key": f"{women}-{number}",
            "unit_code": f"{women:02d}",
            "rank_code": "section_chief",
            "sex_code": "female" if number < women else "male",
        }
        for women in range(17)
        for number in range(16)
    ]
    organization = body(tmp_path / "body", units, choices=[KpiChoice(kpi=kpi, outcome="n1")])
    found = computed(tmp_path, organization, "2025-09", extracts(tmp_path / "lake", "2025-09", {"roster": people}))["kpi_value"]
    values = {row["unit_code"]: row["value"] for row in found}
    for women in range(17):
        assert values[f"{women:02d}"] == (Decimal(100 * women) / 16).quantize(Decimal("0.1"), ROUND_HALF_UP)

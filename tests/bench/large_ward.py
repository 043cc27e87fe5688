"""A ward as large as the largest, counted: units, breakdowns, families of KPIs that share what they count. Seeded; nobody is in it."""

from __future__ import annotations

from typing import Any

import numpy as np

from seika.disclosure import Kpi, Rules

PARTS = {"sex": 2, "rank": 7, "job_family": 5, "employment_type": 3, "age_band": 5, "service_band": 3}
SURVEY = Rules(minimum_people=10, minimum_numerator=3, both_sides=True, uniform=True, minimum_difference=5)
OTHER = Rules(minimum_people=5, minimum_numerator=2)
WIDE = Rules(minimum_people=10)


def kpis_of(count: int) -> dict[str, Kpi]:
    """Return ``count`` KPIs: two in five of them answers to a survey, then shares of all staff, and a few amounts."""
    found = {"headcount": Kpi("staff", None, Rules(1), stocks=frozenset({"staff"}))}
    for number in range(count - 1):
        if number % 5 < 2:
            found[f"answer_{number:03}"] = Kpi(f"positive_{number}", f"answers_{number // 25}", SURVEY, is_part=True)
        elif number % 5 < 4:
            found[f"share_{number:03}"] = Kpi(f"some_{number}", "staff", OTHER, is_part=True, stocks=frozenset({"staff"}))
        else:
            found[f"mean_{number:03}"] = Kpi(f"minutes_{number}", "staff", WIDE, stocks=frozenset({"staff"}))
    return found


def large_ward(
    staff: int = 5_514, departments: int = 25, sections: int = 8, count: int = 150, seed: int = 1
) -> tuple[list[dict[str, Any]], dict[str, Kpi], dict[str, dict[str, str | None]]]:
    """Return rows, KPIs and the tree: sections below departments, breakdowns down to the department."""
    chance = np.random.default_rng(seed)
    kpis = kpis_of(count)
    units = ["0", *(f"d{d:02}" for d in range(departments)), *(f"d{d:02}s{s}" for d in range(departments) for s in range(sections))]
    parents: dict[str, str | None] = {unit: None if unit == "0" else "0" if len(unit) == 3 else unit[:3] for unit in units}
    # units are of very different sizes; a few people lie in a department itself
    size = chance.lognormal(0.0, 0.7, departments * (sections + 1))
    size[:: sections + 1] = 0.05
    home = chance.choice(len(size), staff, p=size / size.sum())
    department, section = home // (sections + 1), home % (sections + 1)
    traits = {name: chance.choice(n, staff, p=_shares(n)) for name, n in PARTS.items()}
    places = [(unit, "all", "all", _inside(unit, department, section)) for unit in units]
    places += [
        (unit, name, str(code), _inside(unit, department, section) & (traits[name] == code))
        for unit in units[: departments + 1] for name, n in PARTS.items() for code in range(n)
    ]  # fmt: skip
    inside = np.array([where for *_, where in places]).astype(np.int64)
    rows: list[dict[str, Any]] = []
    marks: dict[str, Any] = {"staff": np.ones(staff, dtype=np.int64)}
    for kpi_id, kpi in kpis.items():
        rows += _rows(kpi_id, kpi, places, inside, marks, chance)
    return rows, kpis, {"as_was": parents}


def _shares(n: int) -> Any:
    weight = 1.0 / np.arange(1, n + 1)
    return weight / weight.sum()


def _inside(unit: str, department: Any, section: Any) -> Any:
    if unit == "0":
        return department >= 0
    inside = department == int(unit[1:3])
    return inside if len(unit) == 3 else inside & (section == int(unit[4:]) + 1)


def _mark(name: str, marks: dict[str, Any], within: Any, chance: Any) -> Any:
    if name not in marks:
        if name.startswith("minutes"):
            marks[name] = chance.choice([0, 0, 300, 900, 2_400], len(within)) * within
        else:
            marks[name] = (chance.random(len(within)) < (0.75 if name.startswith(("answers", "positive")) else 0.25)) * within
    return marks[name].astype(np.int64)


def _rows(kpi_id: str, kpi: Kpi, places: list[Any], inside: Any, marks: dict[str, Any], chance: Any) -> list[dict[str, Any]]:
    everybody = marks["staff"]
    whole = _mark(kpi.denominator, marks, everybody, chance) if kpi.denominator else everybody
    some = _mark(kpi.numerator, marks, whole, chance)
    people, numerator, behind = inside @ whole, inside @ some, inside @ (some > 0).astype(np.int64)
    return [
        {
            "tree_code": "as_was", "kpi_id": kpi_id, "window_id": "month", "unit_code": unit, "breakdown_id": breakdown,
            "breakdown_code": code, "speaks_from": "2026-09-01", "speaks_to": "2026-09-30", "numerator": int(numerator[at]),
            "denominator": int(people[at]) if kpi.denominator else None, "people": int(people[at]), "numerator_people": int(behind[at]),
        }
        for at, (unit, breakdown, code, _) in enumerate(places) if breakdown == "all" or people[at]
    ]  # fmt: skip

"""Random wards of people, counted into published cells; nothing here knows how cells are protected."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from seika.disclosure import Kpi, Rules, protect

Row = dict[str, Any]

SURVEY = Rules(minimum_people=10, minimum_numerator=3, both_sides=True, uniform=True, minimum_difference=5)
ROSTER = Rules(minimum_people=5)
COUNT = Rules(minimum_people=3)
MERGED = "m"
KPIS = {
    "engaged_rate": Kpi("engaged", "answered", SURVEY, is_part=True),
    "safe_rate": Kpi("safe", "answered", SURVEY, is_part=True),
    "response_rate": Kpi("answered", "staff", SURVEY, is_part=True, stocks=frozenset({"staff"})),
    "telework_rate": Kpi("teleworking", "staff", ROSTER, is_part=True, stocks=frozenset({"staff"})),
    "overtime_mean": Kpi("overtime", "staff", ROSTER, stocks=frozenset({"staff"})),
    "headcount": Kpi("staff", None, COUNT, stocks=frozenset({"staff"})),
}


@dataclass(frozen=True)
class Person:
    unit: str
    sex: str
    age: str
    marks: frozenset[str]
    minutes: int


@dataclass
class Ward:
    parents: dict[str, str | None]
    people: list[Person]
    depth: dict[str, int]


def ward(chance: random.Random, departments: int = 3, sections: int = 3, size: int = 18) -> Ward:
    parents: dict[str, str | None] = {"0": None}
    people = []
    for department in range(chance.randint(1, departments)):
        code = f"d{department}"
        parents[code] = "0"
        units = [f"{code}s{number}" for number in range(chance.randint(0, sections))]
        merged = f"{code}{MERGED}"  # the last two of three sections are published as one, too
        parents |= {merged: code} if len(units) == 3 else {}
        parents |= {unit: merged if len(units) == 3 and unit in units[1:] else code for unit in units}
        people += [person(chance, code) for _ in range(chance.choice([0, 1, 1, 4]) if units else chance.randint(1, size))]
        people += [person(chance, unit) for unit in units for _ in range(chance.randint(0, size))]
    return Ward(parents, people, {"sex": chance.choice([1, 2]), "age": chance.choice([0, 1, 1])})


def person(chance: random.Random, unit: str) -> Person:
    answered = chance.random() < 0.8
    marks = {"staff"} | ({"answered"} if answered else set())
    marks |= {name for name, share in (("engaged", 0.3), ("safe", 0.9)) if answered and chance.random() < share}
    marks |= {"teleworking"} if chance.random() < 0.3 else set()
    age = chance.choice(["20s", "30s", "40s"])
    return Person(unit, chance.choice(["female", "male"]), age, frozenset(marks), chance.choice([0, 300, 600, 1_800]))


def rows(
    of: Ward, kpis: dict[str, Kpi] | None = None, tree: str = "as_was", days: tuple[str, str] = ("2026-09-01", "2026-09-30")
) -> list[dict[str, Any]]:
    """Count the ward into rows; breakdown rows only where somebody was counted."""
    found = []
    for unit in of.parents:
        inside = [each for each in of.people if unit in line(each.unit, of.parents)]
        level = len([each for each in line(unit, of.parents) if not each.endswith(MERGED)]) - 1
        for breakdown, code, group in _groups(inside, level, of.depth):
            for kpi_id, kpi in (kpis or KPIS).items():
                counted = [each for each in group if (kpi.denominator or kpi.numerator) in each.marks]
                said = [each for each in group if kpi.numerator in each.marks]
                if breakdown != "all" and not counted:
                    continue
                found.append({
                    "tree_code": tree, "kpi_id": kpi_id, "window_id": "month", "unit_code": unit, "breakdown_id": breakdown,
                    "breakdown_code": code, "speaks_from": days[0], "speaks_to": days[1],
                    "numerator": sum(each.minutes for each in counted) if kpi.numerator == "overtime" else len(said),
                    "denominator": len(counted) if kpi.denominator else None, "people": len(counted),
                    "numerator_people": len([each for each in counted if each.minutes]) if kpi.numerator == "overtime" else len(said),
                })  # fmt: skip
    return found


def _groups(inside: list[Person], level: int, depth: dict[str, int]) -> list[tuple[str, str, list[Person]]]:
    found = [("all", "all", inside)]
    for breakdown in ("sex", "age"):
        if level <= depth[breakdown]:
            codes = sorted({getattr(each, breakdown) for each in inside})
            found += [(breakdown, code, [each for each in inside if getattr(each, breakdown) == code]) for code in codes]
    return found


def line(unit: str, parents: dict[str, str | None]) -> list[str]:
    above = parents[unit]
    return [unit, *(line(above, parents) if above else [])]


def counted(seed: int) -> tuple[Ward, list[Row]]:
    """A ward and its rows."""
    chance = random.Random(seed)
    made = ward(chance, size=chance.choice([12, 30, 60]))
    return made, rows(made)


def shown(of: Sequence[Row], reasons: Sequence[int]) -> list[Row]:
    """The rows as a reader sees them."""
    empty = dict.fromkeys(("numerator", "denominator", "people", "numerator_people"), None)
    return [row | empty | {"status": "suppressed"} if why else row | {"status": "ok"} for row, why in zip(of, reasons, strict=True)]


def published(of: Sequence[Row], made: Ward, kpis: Mapping[str, Kpi] = KPIS, **more: Any) -> list[Row]:
    return shown(of, protect(of, kpis, {"as_was": made.parents}, **more).reasons.tolist())


def moved(of: Ward, chance: random.Random) -> Ward:
    """The same ward when one or two more people have answered."""
    silent = [each for each in of.people if "answered" not in each.marks]
    late = chance.sample(silent, min(len(silent), chance.randint(1, 2)))
    answers = frozenset({"answered", *(name for name in ("engaged", "safe") if chance.random() < 0.5)})
    people = [replace(each, marks=each.marks | answers) if each in late else each for each in of.people]
    return Ward(of.parents, people, of.depth)


def key(row: Row) -> tuple[str, str, str, str]:
    """Return which cell a row is, in one tree and window."""
    return row["kpi_id"], row["unit_code"], row["breakdown_id"], row["breakdown_code"]


def without(**rules: Any) -> dict[str, Kpi]:
    """Return the KPIs with some rules set otherwise."""
    return {name: replace(kpi, rules=replace(kpi.rules, **rules)) for name, kpi in KPIS.items()}


def figure(kpi_id: str, unit: str, days: tuple[str, str], people: int) -> Row:
    """Return one count of people in a unit and some days; its window has the name of its KPI."""
    place = {
        "tree_code": "as_was",
        "unit_code": unit,
        "breakdown_id": "all",
        "breakdown_code": "all",
        "kpi_id": kpi_id,
        "window_id": kpi_id,
    }
    numbers = {"numerator": people, "denominator": None, "people": people, "numerator_people": people}
    return place | numbers | {"speaks_from": days[0], "speaks_to": days[1]}

"""The true KPI values, computed from the simulated people and never from their extracts.

Written from the definitions alone (docs/reference/kpis.md; the numbers name them): an oracle shares no code with what it judges.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from seika.config import Organization
from seika.period import Period
from seika.simulate.definitions import definitions
from seika.simulate.family_definitions import pay_gaps
from seika.simulate.people import Person, Ward
from seika.simulate.scene import Part, Scene
from seika.simulate.tree import ancestors

DECIMALS = {
    "percent": 1, "percent_of_20_days": 1, "hours": 1, "days": 1, "points": 2, "persons": 0, "balance": 1, "times": 1, "thousandths": 2,
    "days_per_head": 2, "years": 1,
    "percent_2": 2, "halves": 1, "given_percent": 1, "given_index": 0,
}  # fmt: skip
COUNTS = {"persons", "halves", "given_index"}  # without a denominator
FACTOR = {
    "percent": Fraction(100), "percent_of_20_days": Fraction(100, 8 * 20), "hours": Fraction(1, 60), "days": Fraction(1, 8),
    "balance": Fraction(100), "points": Fraction(1), "persons": Fraction(1), "times": Fraction(1),
    "days_per_head": Fraction(1), "years": Fraction(1, 12),
    "thousandths": Fraction(1, 1000), "percent_2": Fraction(100), "halves": Fraction(1, 2), "given_percent": Fraction(100),
    "given_index": Fraction(1),
}  # fmt: skip

WINDOWS = ("month", "month_end", "fiscal_year_to_date", "calendar_year_to_date", "fiscal_year", "april_first", "june_first", "wave")


def truth(organization: Organization, ward: Ward, periods: list[Period]) -> Iterator[dict[str, Any]]:
    """Yield the true row of each KPI that the organization follows, by window, unit and month; the value is text, rounded half up."""
    ranks = organization.table("ranks")
    managers = frozenset(rank["rank_code"] for rank in ranks if rank["is_manager"] == "1")
    supervisors = frozenset(rank["rank_code"] for rank in ranks if rank["is_supervisor"] == "1")
    for period in periods:
        scene = Scene(organization, ward, period, managers, supervisors)
        trees = {window: ancestors(organization, scene.end_of(window)) for window in WINDOWS}
        for kpi_id, window_id, unit, parts in definitions(scene):
            above = trees[window_id]
            # what is given for a group speaks of that group alone
            over = {code: way[:1] for code, way in above.items()} if unit.startswith("given_") else above
            for row in _cells(parts, over, unit) if kpi_id in organization.kpis else ():
                yield {"organization_id": organization.id, "period": str(period), "kpi_id": kpi_id, "window_id": window_id, **row}
        for kpi_id, paid in pay_gaps(scene):
            for row in _gaps(paid, trees["fiscal_year"]) if kpi_id in organization.kpis else ():
                yield {"organization_id": organization.id, "period": str(period), "kpi_id": kpi_id, "window_id": "fiscal_year", **row}


def _there(above: dict[str, list[str]]) -> list[str]:
    """Return the units that there are: the way up from each begins with itself."""
    return [code for code, way in above.items() if way[0] == code]


def _cells(parts: list[Part], above: dict[str, list[str]], unit: str) -> Iterator[dict[str, Any]]:
    if unit.startswith("distinct_"):
        parts, unit = _each_once(parts, above), unit.removeprefix("distinct_")
        above = {code: way[:1] for code, way in above.items()}
    tops, bottoms = (dict.fromkeys(_there(above), 0) for _ in range(2))
    people: dict[str, set[object]] = {code: set() for code in tops}
    for section, person, top, bottom, stands_behind in parts:
        for code in above[section]:
            tops[code] += top
            bottoms[code] += bottom
            if stands_behind:
                people[code].add(person)
    for code in tops:
        # an index is no count: of nobody there is none
        over = 1 if unit in COUNTS and (unit != "given_index" or people[code]) else bottoms[code]
        yield {
            "unit_code": code,
            "numerator": tops[code],
            "denominator": None if unit in COUNTS else bottoms[code],
            "people": len(people[code]),
            "value": _rounded(Fraction(tops[code], over) * FACTOR[unit], DECIMALS[unit]) if over else None,
        }


def _each_once(parts: list[Part], above: dict[str, list[str]]) -> list[Part]:
    """Return one part for each person and unit, of whatever level: who did a thing twice, or in two sections, is one person above both."""
    found: dict[tuple[str, object], tuple[int, int, bool]] = {}
    for section, person, top, bottom, stands_behind in parts:
        for code in above[section]:
            held = found.get((code, person), (0, 0, False))
            found[code, person] = (max(held[0], top), max(held[1], bottom), held[2] or stands_behind)
    return [(code, person, *marks) for (code, person), marks in found.items()]


def _gaps(paid: list[tuple[str, Person, int]], above: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    """The mean pay of the women over that of the men, each mean in whole yen."""
    for code in _there(above):
        amounts = {
            sex: [yen for section, person, yen in paid if code in above[section] and person.sex == sex] for sex in ("female", "male")
        }
        women, men = (int(_rounded(Fraction(sum(each), len(each)), 0)) if each else 0 for each in amounts.values())
        value = _rounded(Fraction(100 * women, men), 1) if men else None
        yield {"unit_code": code, "numerator": women, "denominator": men, "people": len(amounts["male"]), "value": value}


def _rounded(value: Fraction, decimals: int) -> str:
    # Decimal division is exact enough only where the quotient ends; scaling to an integer first keeps it exact always.
    scaled = (2 * abs(value.numerator) * 10**decimals + value.denominator) // (2 * value.denominator)
    return str(Decimal(-scaled if value < 0 else scaled).scaleb(-decimals).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))

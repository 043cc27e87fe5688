"""The true KPI values, computed from the simulated people and never from their extracts.

Written from the definitions alone (docs/reference/kpis.md; the numbers name them): an oracle shares no code with what it judges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from seika.config import Organization
from seika.period import Period
from seika.simulate.people import Child, Person, Sheet, Ward

Part = tuple[str, object, int, int, bool]  # section, person, into the numerator, into the denominator, stands behind the cell
DECIMALS = {"percent": 1, "hours": 1, "days": 1, "points": 2, "persons": 0}
FACTOR = {"percent": Fraction(100), "hours": Fraction(1, 60), "days": Fraction(1, 8), "points": Fraction(1), "persons": Fraction(1)}


@dataclass(frozen=True)
class Scene:
    """One ward at one month: what every definition looks at."""

    organization: Organization
    ward: Ward
    period: Period
    managers: frozenset[str]

    @property
    def first_day(self) -> date:
        """The first day that extracts speak of."""
        return Period(self.organization.header.first_period).first_day

    @property
    def year_start(self) -> date:
        """1 April of the month's fiscal year."""
        return self.period.fiscal_year_start.first_day


def truth(organization: Organization, ward: Ward, periods: list[Period]) -> Iterator[dict[str, Any]]:
    """Yield the true row of every KPI, window, unit and month: numerator, denominator, people and value (text, rounded half up)."""
    managers = frozenset(rank["rank_code"] for rank in organization.table("ranks") if rank["is_manager"] == "1")
    above = _ancestors(organization)
    for period in periods:
        scene = Scene(organization, ward, period, managers)
        for kpi_id, window_id, unit, parts in _definitions(scene):
            for row in _cells(parts, above, unit):
                yield {"organization_id": organization.id, "period": str(period), "kpi_id": kpi_id, "window_id": window_id, **row}


def _definitions(scene: Scene) -> Iterator[tuple[str, str, str, list[Part]]]:
    to_date: tuple[tuple[str, str, Callable[[Scene], Iterator[Part]]], ...] = (
        ("male_childcare_leave_rate", "percent", _childcare_flow),
        ("male_childcare_leave_rate_cohort", "percent", _childcare_cohort),
        ("mandatory_training_completion_rate", "percent", _mandatory_training),
    )
    yield "overtime_hours_per_capita_month", "month", "hours", list(_overtime(scene))
    for window, start in (("fiscal_year_to_date", scene.year_start), ("calendar_year_to_date", date(scene.period.year, 1, 1))):
        yield "annual_leave_days_avg", window, "days", list(_annual_leave(scene, max(start, scene.first_day)))
    for kpi_id, unit, definition in to_date:
        yield kpi_id, "fiscal_year_to_date", unit, list(definition(scene))
    yield "evaluation_completion_rate", "fiscal_year", "percent", list(_evaluation(scene))
    yield "headcount", "month_end", "persons", list(_headcount(scene))
    yield "female_manager_rate", "april_first", "percent", list(_female_managers(scene))
    waves = [sheet.wave for sheet in scene.ward.sheets if sheet.wave <= scene.period.last_day]
    if waves:
        sheets = _last_sheets(scene.ward.sheets, max(waves))
        yield "engagement_score_mean", "wave", "points", list(_engagement(scene, sheets, lambda points, top: points))
        yield "engagement_positive_rate", "wave", "percent", list(_engagement(scene, sheets, lambda points, top: int(points >= top - 1)))
        yield "survey_response_rate", "wave", "percent", list(_response(scene, sheets, max(waves)))


def _overtime(scene: Scene) -> Iterator[Part]:
    """1: minutes of the month's days by regular staff below manager; by such staff at month end."""
    for person in _regular(scene):
        for day in person.days_in(scene.period.first_day, scene.period.last_day):
            place = person.assignment_on(day.on)
            if place and place.rank_code not in scene.managers:
                yield place.unit_code, person.number, day.overtime, 0, False
        place = person.assignment_on(scene.period.last_day)
        if place and place.rank_code not in scene.managers:
            yield place.unit_code, person.number, 0, 1, True


def _annual_leave(scene: Scene, start: date) -> Iterator[Part]:
    """2: hours (a day 8, half a day 4) of regular staff in service through the whole window; by those."""
    end = scene.period.last_day
    hours = {"day": 8, "half_day": 4, "hour": 1}
    for person in _regular(scene):
        place = person.assignment_on(end)
        if place is None or person.hired > start or not _served_through(person, start, end):
            continue
        taken = [leave for leave in person.leaves if leave.type_code == "annual" and not leave.is_cancelled]
        total = sum(hours[leave.unit] * leave.quantity for leave in taken if start <= leave.first <= end)
        yield place.unit_code, person.number, total, 1, True


def _childcare_flow(scene: Scene) -> Iterator[Part]:
    """3: men who began their first leave for a child in the window; men who became able to take leave in it."""
    for person in _fathers(scene):
        starts = [spell.first for child in person.children for spell in child.spells if spell.number == 1 and _to_date(scene, spell.first)]
        births = [child.eligible for child in person.children if _to_date(scene, child.eligible)]
        if starts:
            yield _unit(person, min(starts)), person.number, 1, 0, False
        if births:
            yield _unit(person, min(births)), person.number, 0, 1, True


def _childcare_cohort(scene: Scene) -> Iterator[Part]:
    """4: of the men who became able in the window, those who have begun leave for such a child."""
    for person in _fathers(scene):
        able: list[Child] = [child for child in person.children if _to_date(scene, child.eligible)]
        if able:
            began = any(spell.first <= scene.period.last_day for child in able for spell in child.spells)
            yield _unit(person, min(child.eligible for child in able)), person.number, int(began), 1, True


def _engagement(scene: Scene, sheets: list[Sheet], counts: Callable[[int, int], int]) -> Iterator[Part]:
    """5, 11: over the answers to engagement items of everybody's last sheet, reversed items turned round."""
    items = {item["item_id"]: item for item in scene.organization.survey_items if item["is_engagement"] == "1"}
    for sheet in sheets:
        for item_id, points in sheet.points.items():
            if item_id in items:
                top = int(items[item_id]["scale_max"])
                turned = top + 1 - points if items[item_id]["is_reversed"] == "1" else points
                yield sheet.unit_code, sheet.respondent, counts(turned, top), 1, True


def _response(scene: Scene, sheets: list[Sheet], wave: date) -> Iterator[Part]:
    """6: respondents; everybody in service on the wave's first day."""
    for sheet in sheets:
        yield sheet.unit_code, sheet.respondent, 1, 0, False
    for person in scene.ward.people:
        if place := person.assignment_on(wave):
            yield place.unit_code, person.number, 0, 1, True


def _evaluation(scene: Scene) -> Iterator[Part]:
    """7: sheets whose evaluated time ended in the last fiscal year that is over, final by their deadline; sheets to be evaluated."""
    end = scene.period.last_day
    year = scene.period.fiscal_year - (0 if end == date(scene.period.fiscal_year + 1, 3, 31) else 1)
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    for person in scene.ward.people:
        for sheet in person.evaluations:
            delivered = sheet.due <= end
            if first <= sheet.cycle_end <= last and sheet.is_target and delivered:
                in_time = sheet.finalized is not None and sheet.finalized <= sheet.due
                yield _unit(person, sheet.cycle_end), person.number, int(in_time), 1, True


def _mandatory_training(scene: Scene) -> Iterator[Part]:
    """8: mandatory courses of the fiscal year, designated by now and not exempt; done by deadline and by now."""
    for person in scene.ward.people:
        for course in person.trainings:
            ours = course.fiscal_year == scene.period.fiscal_year and course.designation == "mandatory" and not course.is_exempt
            if ours and _to_date(scene, course.designated):
                done = course.completed is not None and course.completed <= min(course.due, scene.period.last_day)
                yield _unit(person, course.designated), person.number, int(done), 1, True


def _headcount(scene: Scene) -> Iterator[Part]:
    """9: regular and re-employed full-time staff in service at month end."""
    for person in scene.ward.people:
        place = person.assignment_on(scene.period.last_day)
        if place and person.employment_type in {"regular", "reemployed_full"}:
            yield place.unit_code, person.number, 1, 0, True


def _female_managers(scene: Scene) -> Iterator[Part]:
    """10: women among the managers on 1 April."""
    for person in scene.ward.people:
        place = person.assignment_on(scene.year_start)
        if place and place.rank_code in scene.managers and person.employment_type in {"regular", "reemployed_full"}:
            yield place.unit_code, person.number, int(person.sex == "female"), 1, True


def _regular(scene: Scene) -> list[Person]:
    return [person for person in scene.ward.people if person.employment_type == "regular"]


def _fathers(scene: Scene) -> list[Person]:
    return [person for person in _regular(scene) if person.sex == "male" and person.children]


def _served_through(person: Person, start: date, end: date) -> bool:
    """Whether assignments without a gap cover every day from ``start`` to ``end``."""
    day = start
    for place in person.assignments:
        if place.first <= day and (place.last is None or place.last >= day):
            if place.last is None or place.last >= end:
                return True
            day = place.last + timedelta(days=1)
    return False


def _to_date(scene: Scene, day: date) -> bool:
    return scene.year_start <= day <= scene.period.last_day


def _unit(person: Person, day: date) -> str:
    place = person.assignment_on(day)
    if place is None:
        raise ValueError(f"nobody serves on {day}: the simulation is inconsistent")
    return place.unit_code


def _last_sheets(sheets: list[Sheet], wave: date) -> list[Sheet]:
    last: dict[str, Sheet] = {}
    for sheet in sheets:
        # Of two sheets of one moment the later row counts.
        if sheet.wave == wave and (sheet.respondent not in last or sheet.answered_at >= last[sheet.respondent].answered_at):
            last[sheet.respondent] = sheet
    return list(last.values())


def _ancestors(organization: Organization) -> dict[str, list[str]]:
    parents = {unit["unit_code"]: unit["parent_unit_code"] for unit in organization.units}
    above: dict[str, list[str]] = {}
    for code in parents:
        above[code], step = [], code
        while step:
            above[code].append(step)
            step = parents[step]
    return above


def _cells(parts: list[Part], above: dict[str, list[str]], unit: str) -> Iterator[dict[str, Any]]:
    tops, bottoms = dict.fromkeys(above, 0), dict.fromkeys(above, 0)
    people: dict[str, set[object]] = {code: set() for code in above}
    for section, person, top, bottom, stands_behind in parts:
        for code in above[section]:
            tops[code] += top
            bottoms[code] += bottom
            if stands_behind:
                people[code].add(person)
    for code in above:
        over = 1 if unit == "persons" else bottoms[code]
        yield {
            "unit_code": code,
            "numerator": tops[code],
            "denominator": None if unit == "persons" else bottoms[code],
            "people": len(people[code]),
            "value": _rounded(Fraction(tops[code], over) * FACTOR[unit], DECIMALS[unit]) if over else None,
        }


def _rounded(value: Fraction, decimals: int) -> str:
    # Decimal division is exact enough only where the quotient ends; scaling to an integer first keeps it exact always.
    scaled = (2 * value.numerator * 10**decimals + value.denominator) // (2 * value.denominator)
    return str(Decimal(scaled).scaleb(-decimals).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))

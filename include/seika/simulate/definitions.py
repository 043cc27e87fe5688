"""What each KPI counts, from the definitions alone (docs/reference/kpis.md): an oracle shares no code with what it judges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from seika.simulate.attitudes import attitudes
from seika.simulate.counted_hours import working_hours
from seika.simulate.counted_leave import leave
from seika.simulate.counted_service import service
from seika.simulate.family_definitions import families, questions
from seika.simulate.judgement_definitions import judgements
from seika.simulate.ledger_definitions import ledgers
from seika.simulate.people import Child, Sheet
from seika.simulate.scene import Part, Scene, fathers, is_own, last_sheets, regular, served_through, to_date, unit
from seika.simulate.shares import shares, topics


def definitions(scene: Scene) -> Iterator[tuple[str, str, str, list[Part]]]:
    """Yield every KPI, window, unit and parts; those of a survey from the first wave on."""
    this_year: tuple[tuple[str, Callable[[Scene], Iterator[Part]]], ...] = (
        ("male_childcare_leave_rate_cohort", _childcare_cohort),
        ("mandatory_training_completion_rate", _mandatory_training),
    )
    yield "overtime_hours_per_capita_month", "month", "hours", list(_overtime(scene))
    for window, start in (("fiscal_year_to_date", scene.year_start), ("calendar_year_to_date", date(scene.period.year, 1, 1))):
        yield "annual_leave_days_avg", window, "days", list(_annual_leave(scene, max(start, scene.first_day)))
    for kpi_id, definition in this_year:
        yield kpi_id, "fiscal_year_to_date", "percent", list(definition(scene))
    yield "evaluation_completion_rate", "fiscal_year", "percent", list(_evaluation(scene))
    yield "headcount", "month_end", "persons", list(_headcount(scene))
    yield "female_manager_rate", "april_first", "percent", list(_female_managers(scene))
    yield from shares(scene)
    yield from judgements(scene)
    yield from ledgers(scene)
    yield from working_hours(scene)
    yield from leave(scene)
    yield from service(scene)
    yield from families(scene)
    waves = [sheet.wave for sheet in scene.ward.sheets if sheet.wave <= scene.period.last_day]
    if waves:
        sheets = last_sheets(scene.ward.sheets, max(waves))
        yield "engagement_score_mean", "wave", "points", list(_engagement(scene, sheets, lambda points, top: points))
        yield "engagement_positive_rate", "wave", "percent", list(_engagement(scene, sheets, lambda points, top: int(points >= top - 1)))
        yield "survey_response_rate", "wave", "percent", list(_response(scene, sheets, max(waves)))
        yield from topics(scene, sheets)
        yield from attitudes(scene, sheets)
        yield from questions(scene, sheets)


def _overtime(scene: Scene) -> Iterator[Part]:
    """1: minutes of the month's days by regular staff below manager; by such staff at month end who work here."""
    for person in regular(scene):
        for day in person.days_in(scene.period.first_day, scene.period.last_day):
            place = person.assignment_on(day.on)
            if place and place.rank_code not in scene.managers:
                yield place.unit_code, person.number, day.overtime, 0, False
        place = person.assignment_on(scene.period.last_day)
        if place and place.rank_code not in scene.managers and place.secondment != "out":
            yield place.unit_code, person.number, 0, 1, True


def _annual_leave(scene: Scene, start: date) -> Iterator[Part]:
    """2: hours (a day 8, half a day 4) of regular staff in service through the whole window; by those."""
    end = scene.period.last_day
    hours = {"day": 8, "half_day": 4, "hour": 1}
    for person in regular(scene):
        place = person.assignment_on(end)
        if place is None or person.hired > start or not served_through(person, start, end):
            continue
        taken = [leave for leave in person.leaves if leave.type_code == "annual" and not leave.is_cancelled]
        total = sum(hours[leave.unit] * leave.quantity for leave in taken if start <= leave.first <= end)
        yield place.unit_code, person.number, total, 1, True


def _childcare_cohort(scene: Scene) -> Iterator[Part]:
    """4: of the men who became able in the window, those who have begun leave for such a child."""
    for person in fathers(scene):
        able: list[Child] = [child for child in person.children if to_date(scene, child.eligible)]
        if able:
            began = any(spell.first <= scene.period.last_day for child in able for spell in child.spells)
            yield unit(person, min(child.eligible for child in able)), person.number, int(began), 1, True


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
    first, last = scene.ended_year
    for person in scene.ward.people:
        for sheet in person.evaluations:
            delivered = sheet.due <= end
            if first <= sheet.cycle_end <= last and sheet.is_target and delivered:
                in_time = sheet.finalized is not None and sheet.finalized <= sheet.due
                yield unit(person, sheet.cycle_end), person.number, int(in_time), 1, True


def _mandatory_training(scene: Scene) -> Iterator[Part]:
    """8: mandatory courses of the fiscal year, designated by now and not exempt; done by deadline and by now."""
    for person in scene.ward.people:
        for course in person.trainings:
            ours = course.fiscal_year == scene.period.fiscal_year and course.designation == "mandatory" and not course.is_exempt
            if ours and to_date(scene, course.designated):
                done = course.completed is not None and course.completed <= min(course.due, scene.period.last_day)
                yield unit(person, course.designated), person.number, int(done), 1, True


def _headcount(scene: Scene) -> Iterator[Part]:
    """9: own regular and re-employed full-time staff in service at month end."""
    for person in scene.ward.people:
        place = person.assignment_on(scene.period.last_day)
        if place and person.employment_type in {"regular", "reemployed_full"} and is_own(person):
            yield place.unit_code, person.number, 1, 0, True


def _female_managers(scene: Scene) -> Iterator[Part]:
    """10: women among the managers on 1 April."""
    for person in scene.ward.people:
        place = person.assignment_on(scene.year_start)
        if place and place.rank_code in scene.managers and person.employment_type in {"regular", "reemployed_full"} and is_own(person):
            yield place.unit_code, person.number, int(person.sex == "female"), 1, True

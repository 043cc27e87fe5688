"""What the KPIs count that are shares of people or of answers, from the definitions alone, like ``definitions.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from seika.simulate.people import Person, Sheet
from seika.simulate.scene import Part, Scene, is_own, regular, served_through, to_date, unit

_SALARIED = {"regular", "reemployed_full"}
_HOURS = {"day": 8, "half_day": 4, "hour": 1}
# KPI: the topic of its items, as survey_items.csv names it
_TOPICS = {
    "safe_workplace_positive_rate": ("category_id", "io1"),
    "pride_and_fulfillment_positive_rate": ("category_id", "io2"),
    "mutual_respect_positive_rate": ("category_id", "io3"),
    "mvv_awareness_rate": ("subcategory_id", "understanding"),
    "mvv_empathy_rate": ("subcategory_id", "empathy"),
    "mvv_behavior_rate": ("subcategory_id", "practice"),
    "career_vision_rate": ("subcategory_id", "career_vision"),
    "evaluation_acceptance_rate": ("subcategory_id", "evaluation_acceptance"),
    "workplace_recommendation_rate": ("subcategory_id", "workplace_recommendation"),
    "want_to_stay_rate": ("subcategory_id", "want_to_stay"),
    "feedback_received_rate": ("subcategory_id", "feedback_received"),
    "unknown_task_difficulty_rate": ("subcategory_id", "unknown_task"),
    "ojt_standard_need_rate": ("subcategory_id", "ojt_standard"),
}


def shares(scene: Scene) -> Iterator[tuple[str, str, str, list[Part]]]:
    """Yield each share of people: KPI, window, unit and parts."""
    end, april = scene.period.last_day, scene.year_start
    yield "overtime_over45h_month_rate", "month", "percent", list(_of_staff_below_manager(scene, _is_over_45_hours))
    yield "late_night_work_rate", "month", "percent", list(_of_staff_below_manager(scene, _is_late_at_night))
    yield "telework_usage_rate", "month", "percent", list(_of_all(scene, _is_at_home))
    first, last = scene.ended_year
    if last >= scene.first_day:
        first = max(first, scene.first_day)
        yield "annual_leave_take_rate", "fiscal_year", "percent_of_20_days", list(_leave(scene, first, last, lambda hours: hours))
        yield "annual_leave_under5_rate", "fiscal_year", "percent", list(_leave(scene, first, last, lambda hours: int(hours < 40)))
    for kpi_id, sex in (("male_childcare_leave_rate", "male"), ("female_childcare_leave_rate", "female")):
        yield kpi_id, "fiscal_year_to_date", "percent", list(_childcare_flow(scene, sex))
    for kpi_id, days in (("male_childcare_leave_1week_rate", 7), ("male_childcare_leave_2weeks_rate", 14)):
        yield kpi_id, "fiscal_year_to_date", "percent", list(_fathers_with(scene, days))
    yield "female_supervisor_rate", "april_first", "percent", list(_female_supervisors(scene))
    yield "age_under40_share", "april_first", "percent", list(_of_salaried(scene, april, lambda person: _age(person, april) < 40))
    yield "age_51plus_share", "april_first", "percent", list(_of_salaried(scene, april, lambda person: _age(person, april) >= 51))
    for kpi_id, kind in (("non_regular_share", "fiscal_year_appointed"), ("fixed_term_share", "fixed_term")):
        yield kpi_id, "month_end", "percent", list(_of_kind(scene, kind))
    yield "optional_training_participation_rate", "fiscal_year_to_date", "percent", list(_volunteers(scene, end))


def topics(scene: Scene, sheets: list[Sheet]) -> Iterator[tuple[str, str, str, list[Part]]]:
    """Yield each share of positive answers to the items of one topic, over everybody's last sheet."""
    for kpi_id, (column, topic) in _TOPICS.items():
        items = {item["item_id"]: item for item in scene.organization.survey_items if item.get(column) == topic}
        yield kpi_id, "wave", "percent", [part for sheet in sheets for part in _positive(sheet, items)]


def _positive(sheet: Sheet, items: dict[str, dict[str, str]]) -> Iterator[Part]:
    for item_id, points in sheet.points.items():
        if item_id in items:
            top = int(items[item_id]["scale_max"])
            turned = top + 1 - points if items[item_id]["is_reversed"] == "1" else points
            yield sheet.unit_code, sheet.respondent, int(turned >= top - 1), 1, True


def _is_over_45_hours(scene: Scene, person: Person) -> bool:
    return sum(day.overtime for day in person.days_in(scene.period.first_day, scene.period.last_day)) > 45 * 60


def _is_late_at_night(scene: Scene, person: Person) -> bool:
    return any(day.late_night > 0 for day in person.days_in(scene.period.first_day, scene.period.last_day))


def _is_at_home(scene: Scene, person: Person) -> bool:
    return any(day.is_telework for day in person.days_in(scene.period.first_day, scene.period.last_day))


def _of_staff_below_manager(scene: Scene, counts: Callable[[Scene, Person], bool]) -> Iterator[Part]:
    for person in regular(scene):
        place = person.assignment_on(scene.period.last_day)
        if place and place.rank_code not in scene.managers and place.secondment != "out":
            yield place.unit_code, person.number, int(counts(scene, person)), 1, True


def _of_all(scene: Scene, counts: Callable[[Scene, Person], bool]) -> Iterator[Part]:
    for person in scene.ward.people:
        if place := person.assignment_on(scene.period.last_day):
            yield place.unit_code, person.number, int(counts(scene, person)), 1, True


def _leave(scene: Scene, first: date, last: date, counts: Callable[[int], int]) -> Iterator[Part]:
    """Annual leave of the regular staff in service from ``first`` to ``last``."""
    for person in regular(scene):
        place = person.assignment_on(last)
        if place and person.hired <= first and served_through(person, first, last):
            taken = [
                leave for leave in person.leaves if leave.type_code == "annual" and not leave.is_cancelled and first <= leave.first <= last
            ]
            yield place.unit_code, person.number, counts(sum(_HOURS[leave.unit] * leave.quantity for leave in taken)), 1, True


def _childcare_flow(scene: Scene, sex: str) -> Iterator[Part]:
    """Those who began their first leave for a child in the window; those who became able to take leave in it (3)."""
    for person in regular(scene):
        if person.sex != sex:
            continue
        starts = [spell.first for child in person.children for spell in child.spells if spell.number == 1 and to_date(scene, spell.first)]
        births = [child.eligible for child in person.children if to_date(scene, child.eligible)]
        if starts:
            yield unit(person, min(starts)), person.number, 1, 0, False
        if births:
            yield unit(person, min(births)), person.number, 0, 1, True


def _fathers_with(scene: Scene, days: int) -> Iterator[Part]:
    """Of the men who became able to take leave in the window, those with as many days of leave for such children begun by now."""
    for person in regular(scene):
        able = [child for child in person.children if to_date(scene, child.eligible)]
        if person.sex == "male" and able:
            begun = [spell for child in able for spell in child.spells if to_date(scene, spell.first)]
            total = sum((spell.last - spell.first).days + 1 for spell in begun)
            yield unit(person, min(child.eligible for child in able)), person.number, int(total >= days), 1, True


def _female_supervisors(scene: Scene) -> Iterator[Part]:
    for person in scene.ward.people:
        place = person.assignment_on(scene.year_start)
        if place and place.rank_code in scene.supervisors and person.employment_type in _SALARIED and is_own(person):
            yield place.unit_code, person.number, int(person.sex == "female"), 1, True


def _of_salaried(scene: Scene, day: date, counts: Callable[[Person], bool]) -> Iterator[Part]:
    for person in scene.ward.people:
        place = person.assignment_on(day)
        if place and person.employment_type in _SALARIED and is_own(person):
            yield place.unit_code, person.number, int(counts(person)), 1, True


def _age(person: Person, day: date) -> int:
    has_birthday_to_come = (person.birth.month, person.birth.day) > (day.month, day.day)
    return day.year - person.birth.year - int(has_birthday_to_come)


def _of_kind(scene: Scene, kind: str) -> Iterator[Part]:
    yield from _of_all(scene, lambda _, person: person.employment_type == kind)


def _volunteers(scene: Scene, end: date) -> Iterator[Part]:
    for person in scene.ward.people:
        if place := person.assignment_on(end):
            own = [course.completed for course in person.trainings if course.designation == "voluntary" and course.completed]
            yield place.unit_code, person.number, int(any(scene.year_start <= day <= end for day in own)), 1, True

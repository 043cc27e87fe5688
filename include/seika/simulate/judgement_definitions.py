"""What the KPIs count of ratings, interviews, messages and learning, from the definitions alone, like ``definitions.py``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction

from seika.simulate.entries import Entry
from seika.simulate.people import Person, Training
from seika.simulate.scene import NOWHERE, Part, Scene, is_own, to_date

_SALARIED = {"regular", "reemployed_full"}
_TASKS = {"new_rater_training_rate": "new_rater", "ojt_instructor_training_rate": "ojt_instructor"}


def judgements(scene: Scene) -> Iterator[tuple[str, str, str, list[Part]]]:
    """Yield the KPIs of ratings, interviews, messages and learning: KPI, window, unit and parts."""
    overall = [entry for entry in _rated(scene) if entry.cells["item_id"] == "overall"]
    yield "evaluation_rater_gap", "fiscal_year", "points", list(_gaps(overall))
    yield "rater_severity_spread", "fiscal_year", "thousandths", list(_severities(overall))
    yield "competency_growth", "fiscal_year", "points", list(_growth(scene))
    yield "one_on_one_rate", "fiscal_year_to_date", "percent", list(_salaried_with(scene, _was_interviewed(scene)))
    yield "i_message_sender_rate", "month", "percent", list(_senders(scene))
    both, dx = _passed(scene, {"harassment", "dx"}), _passed(scene, {"dx"})
    yield "elearning_completion_rate", "fiscal_year_to_date", "percent", list(_salaried_with(scene, both))
    yield "dx_literacy_completion_rate", "fiscal_year_to_date", "percent", list(_salaried_with(scene, dx))
    yield "self_development_support_users", "fiscal_year_to_date", "percent", list(_salaried_with(scene, _users(scene, None)))
    yield "study_group_members", "fiscal_year_to_date", "persons", list(_study_groups(scene))
    for kpi_id, topic in _TASKS.items():
        yield kpi_id, "fiscal_year_to_date", "percent", list(_trained_for(scene, topic))
    yield "training_hours_per_capita", "fiscal_year_to_date", "hours", list(_hours(scene))
    yield "logic_model_trained_cumulative", "month_end", "percent", list(_logic_models(scene))


def _where(person: Person | None, day: date) -> str:
    place = person.assignment_on(day) if person else None
    return place.unit_code if place else NOWHERE


def _who(entry: Entry) -> str:
    return entry.person.number if entry.person else ""


def _rated(scene: Scene) -> Iterator[Entry]:
    first, last = scene.ended_year
    for entry in scene.entries("evaluation_points"):
        if first <= entry.on <= last:
            yield entry


def _gaps(overall: list[Entry]) -> Iterator[Part]:
    for entry in overall:
        first, second = entry.cells["first_points_count"], entry.cells["second_points_count"]
        if first is not None and second is not None:
            yield _where(entry.person, entry.on), _who(entry), second - first, 1, True


def _severities(overall: list[Entry]) -> Iterator[Part]:
    by_rater: dict[str, list[int]] = defaultdict(list)
    rated = [entry for entry in overall if entry.cells["first_rater_key"] and entry.cells["first_points_count"] is not None]
    for entry in rated:
        by_rater[entry.cells["first_rater_key"]].append(entry.cells["first_points_count"])
    every = [points for given in by_rater.values() for points in given]
    for entry in rated:
        given = by_rater[entry.cells["first_rater_key"]]
        apart = abs(Fraction(sum(given), len(given)) - Fraction(sum(every), len(every)))
        yield _where(entry.person, entry.on), _who(entry), int(apart * 1000 + Fraction(1, 2)), 1, True


def _growth(scene: Scene) -> Iterator[Part]:
    points = {
        (entry.person.number, entry.cells["item_id"], entry.cells["evaluation_fiscal_year"]): entry.cells["second_points_count"]
        for entry in scene.entries("evaluation_points")
        if entry.person
    }
    for entry in _rated(scene):
        if entry.person is None or entry.cells["item_id"] == "overall":
            continue
        before = points.get((entry.person.number, entry.cells["item_id"], entry.cells["evaluation_fiscal_year"] - 1))
        now = entry.cells["second_points_count"]
        if before is not None and now is not None:
            yield _where(entry.person, entry.on), entry.person.number, now - before, 1, True


def _salaried_with(scene: Scene, counts: Callable[[Person], bool]) -> Iterator[Part]:
    for person in scene.ward.people:
        place = person.assignment_on(scene.period.last_day)
        if place and person.employment_type in _SALARIED and is_own(person):
            yield place.unit_code, person.number, int(counts(person)), 1, True


def _was_interviewed(scene: Scene) -> Callable[[Person], bool]:
    talked = {entry.person.number for entry in scene.entries("interview") if entry.person and to_date(scene, entry.on)}
    return lambda person: person.number in talked


def _senders(scene: Scene) -> Iterator[Part]:
    end = scene.period.last_day
    sent = {
        entry.person.number for entry in scene.entries("i_message") if entry.person and entry.on == end and entry.cells["message_count"]
    }
    for person in scene.ward.people:
        if place := person.assignment_on(end):
            yield place.unit_code, person.number, int(person.number in sent), 1, True


def _passed(scene: Scene, themes: set[str]) -> Callable[[Person], bool]:
    passed: dict[str, set[str]] = defaultdict(set)
    for entry in scene.entries("elearning"):
        day = entry.cells["passed_date"]
        if entry.person and entry.cells["fiscal_year"] == scene.period.fiscal_year and day and to_date(scene, day):
            passed[entry.person.number].add(entry.cells["theme_code"])
    return lambda person: themes <= passed[person.number]


def _users(scene: Scene, code: str | None) -> Callable[[Person], bool]:
    used = {
        entry.person.number
        for entry in scene.entries("self_development")
        if entry.person and to_date(scene, entry.on) and code in {None, entry.cells["support_code"]}
    }
    return lambda person: person.number in used


def _study_groups(scene: Scene) -> Iterator[Part]:
    for entry in scene.entries("self_development"):
        if entry.person and entry.cells["support_code"] == "study_group" and to_date(scene, entry.on):
            yield _where(entry.person, entry.on), entry.person.number, 1, 0, True


def _courses(scene: Scene) -> dict[str, dict[str, str]]:
    return {course["course_id"]: course for course in scene.organization.table("trainings")}


def _trained_for(scene: Scene, topic: str) -> Iterator[Part]:
    courses = _courses(scene)
    for person in scene.ward.people:
        for course in person.trainings:
            ours = (
                courses.get(course.course_id, {}).get("topic_code") == topic and course.designation == "mandatory" and not course.is_exempt
            )
            if ours and course.fiscal_year == scene.period.fiscal_year and to_date(scene, course.designated):
                yield _where(person, course.designated), person.number, int(_is_done(course, scene.period.last_day)), 1, True


def _is_done(course: Training, last: date) -> bool:
    return course.completed is not None and course.completed <= last


def _hours(scene: Scene) -> Iterator[Part]:
    courses = _courses(scene)
    for person in scene.ward.people:
        for course in person.trainings:
            if course.completed and to_date(scene, course.completed):
                minutes = int(courses.get(course.course_id, {}).get("minutes") or 0)
                yield _where(person, course.completed), person.number, minutes, 0, False
        if place := person.assignment_on(scene.year_start):
            yield place.unit_code, person.number, 0, 1, True


def _logic_models(scene: Scene) -> Iterator[Part]:
    courses, end = _courses(scene), scene.period.last_day
    for person in scene.ward.people:
        place = person.assignment_on(end)
        if place and place.rank_code in scene.managers | scene.supervisors:
            own = [course for course in person.trainings if courses.get(course.course_id, {}).get("topic_code") == "logic_model"]
            yield place.unit_code, person.number, int(any(each.fiscal_year >= 2024 and _is_done(each, end) for each in own)), 1, True

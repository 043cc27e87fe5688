"""What the ward's systems know of the people at the end of a month, as rows by lake column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seika.period import Period
from seika.simulate.people import Person, Ward
from seika.simulate.systems import delivered

Row = dict[str, Any]
_AGE_BANDS = {20: "under_30", 30: "30s", 40: "40s", 50: "50s", 60: "60_over"}


def rows_of(source_id: str, ward: Ward, period: Period) -> list[Row] | None:
    """Return the rows of one extract by lake column, None where there are none; ``_person`` and ``_on``: whose row of which day."""
    if source_id == "survey":
        return list(_survey(ward, period))
    by_source = {
        "roster": _roster,
        "attendance": _attendance,
        "leave": _leave,
        "childcare": _childcare,
        "evaluation": _evaluation,
        "training": _training,
    }
    if source_id not in by_source:
        return delivered(source_id, ward.ledgers, period) if ward.ledgers else None
    hired = (person for person in ward.people if person.hired <= period.last_day)
    rows = [
        {"person_key": person.number, "_person": person, "_on": period.last_day} | row
        for person in hired
        for row in by_source[source_id](person, period)
    ]
    return rows or None


def _roster(person: Person, period: Period) -> Iterator[Row]:
    now = period.last_day
    posts = [*(("main", each) for each in person.assignments), *(("concurrent", each) for each in person.concurrent)]
    for kind, assignment in posts:
        if assignment.first <= now:
            yield {
                "sex_code": person.sex,
                "birth_date": person.birth,
                "hired_date": person.hired,
                "retired_date": person.retired if person.retired and person.retired <= now else None,
                "hire_type_code": person.hire_type,
                "retirement_reason_code": person.retirement_reason if person.retired and person.retired <= now else None,
                "employment_type_code": person.employment_type,
                "job_family_code": person.job_family,
                "rank_code": assignment.rank_code,
                "post_kind_code": kind,
                "secondment_code": None if assignment.secondment == "none" else assignment.secondment,
                "unit_code": assignment.unit_code,
                "assigned_from_date": assignment.first,
                "assigned_to_date": assignment.last if assignment.last and assignment.last <= now else None,
            }


def _attendance(person: Person, period: Period) -> Iterator[Row]:
    for day in person.days_in(period.first_day, period.last_day):
        yield {
            "_on": day.on,
            "work_date": day.on,
            "start_minutes": day.start,
            "end_minutes": day.end,
            "overtime_minutes": day.overtime,
            "late_night_minutes": day.late_night,
            "work_pattern_code": day.pattern,
            "scheduled_end_minutes": day.scheduled_end,
            "pc_end_minutes": day.pc_end,
            "is_on_time_day": day.is_on_time_day,
            "is_telework": day.is_telework,
            "is_closed": True,
        }


def _leave(person: Person, period: Period) -> Iterator[Row]:
    for leave in person.leaves:
        if period.first_day <= leave.first <= period.last_day:
            yield {
                "leave_type_code": leave.type_code,
                "from_date": leave.first,
                "to_date": leave.last,
                "leave_unit_code": leave.unit,
                "quantity_count": leave.quantity,
                "is_cancelled": leave.is_cancelled,
            }


def _childcare(person: Person, period: Period) -> Iterator[Row]:
    for child in person.children:
        if child.eligible > period.last_day:
            continue
        known: Row = {
            "sex_code": person.sex,
            "child_number": child.number,
            "child_birth_date": child.birth,
            "eligible_date": child.eligible,
        }
        begun = [spell for spell in (*child.spells, *child.shorter) if spell.first <= period.last_day]
        for spell in begun:
            yield known | {
                "spell_number": spell.number,
                "from_date": spell.first,
                "to_date": spell.last,
                "leave_kind_code": spell.kind,
                "end_code": spell.ended if spell.last <= period.last_day else None,
            }
        if not begun:
            yield known | dict.fromkeys(("spell_number", "from_date", "to_date", "leave_kind_code", "end_code"))


def _evaluation(person: Person, period: Period) -> Iterator[Row]:
    for sheet in person.evaluations:
        if sheet.due <= period.last_day:
            yield {
                "_on": sheet.cycle_end,
                "evaluation_fiscal_year": sheet.fiscal_year,
                "cycle_end_date": sheet.cycle_end,
                "is_target": sheet.is_target,
                "grade_code": sheet.grade,
                "finalized_date": sheet.finalized,
                "due_date": sheet.due,
            }


def _training(person: Person, period: Period) -> Iterator[Row]:
    for course in person.trainings:
        if course.designated <= period.last_day:
            yield {
                "fiscal_year": course.fiscal_year,
                "course_id": course.course_id,
                "designation_code": course.designation,
                "designated_date": course.designated,
                "due_date": course.due,
                "is_exempt": course.is_exempt,
                "completed_date": course.completed if course.completed and course.completed <= period.last_day else None,
            }


def _survey(ward: Ward, period: Period) -> Iterator[Row]:
    for sheet in ward.sheets:
        if sheet.wave == period.first_day:
            yield {
                "respondent_key": sheet.respondent,
                "answered_at": sheet.answered_at,
                "unit_code": sheet.unit_code,
                "sex_code": sheet.sex,
                "age_band_code": _AGE_BANDS[sheet.age_band],
                "rank_code": sheet.rank_code,
                "_points": sheet.points,
            }

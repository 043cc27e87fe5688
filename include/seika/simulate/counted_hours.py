"""What the KPIs of working hours count, from the definitions alone, like ``definitions.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from seika.period import Period
from seika.simulate.people import Day, Person
from seika.simulate.scene import Part, Scene, regular
from seika.simulate.workdays import is_day_off

HOUR = 60
_Definition = Callable[[Scene], Iterator[Part]]


def working_hours(scene: Scene) -> Iterator[tuple[str, str, str, list[Part]]]:
    """Yield each KPI of working hours: KPI, window, unit and parts."""
    for member in ("general", "externally_driven"):
        yield f"overtime_cap_violation_count__{member}", "month", "persons", list(_over_cap(scene, member))
    yield "doctor_interview_target_count", "month", "persons", list(_for_the_doctor(scene))
    yield "holiday_work_days_per_capita", "month", "days_per_head", list(_days_off_worked(scene))
    shares: tuple[tuple[str, _Definition], ...] = (
        ("overtime_avg_2to6m_over80h_rate", _over_80_on_average),
        ("clock_overtime_gap_rate", _gaps),
        ("flex_shift_usage_rate", _staggered),
        ("scheduled_leave_day_compliance_rate", _on_time),
        ("work_interval_11h_rate", _rested),
    )
    for kpi_id, definition in shares:
        yield kpi_id, "month", "percent", list(definition(scene))


def _minutes(person: Person, period: Period) -> int:
    return sum(day.overtime for day in person.days_in(period.first_day, period.last_day))


def _is_over_80_on_average(person: Person, period: Period) -> bool:
    """Of the two, three, four, five and six months up to this one any with more than 80 hours a month; nothing before the extracts."""
    back = [_minutes(person, period.plus(-step)) for step in range(6)]
    return any(sum(back[:count]) > 80 * HOUR * count for count in range(2, 7))


def _is_designated(scene: Scene, unit_code: str, designation: str, day: date) -> bool:
    return any(
        row["unit_code"] == unit_code
        and row["designation_code"] == designation
        and row["valid_from_date"] <= day.isoformat() <= (row["valid_to_date"] or "9999-12-31")
        for row in scene.organization.designations
    )


def _breaks_a_cap(person: Person, period: Period, is_externally_driven: bool) -> bool:
    """Rule 15-14 of the National Personnel Authority, article 16-2-2: 45 and 360 hours, or 100, 720, 80 on average and six months."""
    year = [_minutes(person, month) for month in period.fiscal_year_start.until(period)]
    if not is_externally_driven:
        return year[-1] > 45 * HOUR or sum(year) > 360 * HOUR
    long_months = sum(minutes > 45 * HOUR for minutes in year)
    return year[-1] >= 100 * HOUR or sum(year) > 720 * HOUR or long_months > 6 or _is_over_80_on_average(person, period)


def _over_cap(scene: Scene, member: str) -> Iterator[Part]:
    for person in regular(scene):
        place = person.assignment_on(scene.period.last_day)
        if place and place.rank_code not in scene.managers and place.secondment != "out":
            driven = _is_designated(scene, place.unit_code, "externally_driven", scene.period.last_day)
            if driven == (member == "externally_driven") and _breaks_a_cap(person, scene.period, driven):
                yield place.unit_code, person.number, 1, 0, True


def _for_the_doctor(scene: Scene) -> Iterator[Part]:
    for person in scene.ward.people:
        place = person.assignment_on(scene.period.last_day)
        if place and (_minutes(person, scene.period) >= 100 * HOUR or _is_over_80_on_average(person, scene.period)):
            yield place.unit_code, person.number, 1, 0, True


def _over_80_on_average(scene: Scene) -> Iterator[Part]:
    for person in regular(scene):
        place = person.assignment_on(scene.period.last_day)
        if place and place.rank_code not in scene.managers and place.secondment != "out":
            yield place.unit_code, person.number, int(_is_over_80_on_average(person, scene.period)), 1, True


def _days(scene: Scene, people: list[Person], below_manager: bool) -> Iterator[tuple[str, Person, Day]]:
    for person in people:
        for day in person.days_in(scene.period.first_day, scene.period.last_day):
            place = person.assignment_on(day.on)
            if place and not (below_manager and place.rank_code in scene.managers):
                yield place.unit_code, person, day


def _gaps(scene: Scene) -> Iterator[Part]:
    for unit_code, person, day in _days(scene, regular(scene), below_manager=True):
        if day.scheduled_end is not None:
            last_sign = day.end if day.pc_end is None else max(day.end, day.pc_end)
            yield unit_code, person.number, int(last_sign - day.scheduled_end - day.overtime >= 60), 1, True


def _days_off_worked(scene: Scene) -> Iterator[Part]:
    for unit_code, person, day in _days(scene, regular(scene), below_manager=True):
        if is_day_off(day.on) and day.pattern != "shift":
            yield unit_code, person.number, 1, 0, False
    for person in regular(scene):
        place = person.assignment_on(scene.period.last_day)
        if place and place.rank_code not in scene.managers and place.secondment != "out":
            yield place.unit_code, person.number, 0, 1, True


def _staggered(scene: Scene) -> Iterator[Part]:
    first, last = scene.period.first_day, scene.period.last_day
    for person in scene.ward.people:
        place = person.assignment_on(last)
        if place and not _is_designated(scene, place.unit_code, "rotating_shift", last):
            used = any(day.pattern == "staggered" for day in person.days_in(first, last))
            yield place.unit_code, person.number, int(used), 1, True


def _on_time(scene: Scene) -> Iterator[Part]:
    for unit_code, person, day in _days(scene, scene.ward.people, below_manager=False):
        if day.is_on_time_day and day.pattern in {"standard", "staggered"} and day.scheduled_end is not None:
            yield unit_code, person.number, int(day.end <= day.scheduled_end + 15), 1, True


def _rested(scene: Scene) -> Iterator[Part]:
    for unit_code, person, day in _days(scene, scene.ward.people, below_manager=False):
        eve = day.on - timedelta(days=1)
        for before in person.days_in(eve, eve):
            yield unit_code, person.number, int(24 * 60 + day.start - before.end >= 11 * 60), 1, True

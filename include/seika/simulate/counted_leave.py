"""What the KPIs of leave for children, for family and for illness count, from the definitions alone, like ``definitions.py``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from seika.simulate.people import Leave, Person
from seika.simulate.scene import Part, Scene, last_unit, regular, to_date, unit
from seika.simulate.workdays import is_day_off

_HOURS = {"day": 8, "half_day": 4, "hour": 1}
_TO_DATE = "fiscal_year_to_date"
_BANDS = (
    "under_1_week", "1_to_2_weeks", "2_weeks_to_1_month", "1_to_3_months", "3_to_6_months", "6_to_12_months", "over_12_months",
)  # fmt: skip


def leave(scene: Scene) -> Iterator[tuple[str, str, str, list[Part]]]:
    """Yield each KPI of leave: KPI, window, unit and parts."""
    for band in _BANDS:
        yield f"male_childcare_leave_duration_share__{band}", _TO_DATE, "percent", list(_durations(scene, band))
    for kpi_id, hours in (("spouse_birth_leave_rate", 1), ("spouse_birth_leave_5days_rate", 40)):
        yield kpi_id, _TO_DATE, "percent", list(_fathers_leave(scene, hours))
    yield "long_sick_leave_rate", _TO_DATE, "percent", list(_long_sick(scene))
    yield "childcare_return_rate", _TO_DATE, "distinct_percent", list(_returned(scene))
    yield "family_care_leave_users", _TO_DATE, "distinct_persons", list(_carers(scene))
    yield "childcare_short_time_users", "month_end", "distinct_persons", list(_shorter_hours(scene))


def _durations(scene: Scene, band: str) -> Iterator[Part]:
    """Men who began their first leave for a child in the year, by all days of it in the ledger; of several children the first."""
    for person in regular(scene):
        begun = [
            (spells[0].first, child.number, spells)
            for child in person.children
            if (spells := [spell for spell in child.spells if spell.first <= scene.period.last_day])
        ]
        ours = sorted(taken for taken in begun if to_date(scene, taken[0])) if person.sex == "male" else []
        if ours:
            first, _, spells = ours[0]
            days = sum((spell.last - spell.first).days + 1 for spell in spells)
            yield unit(person, first), person.number, int(_band(first, days) == band), 1, True


def _band(first: date, days: int) -> str:
    if days < 7:
        return _BANDS[0]
    if days < 14:
        return _BANDS[1]
    ends = [name for months, name in zip((1, 3, 6, 12), _BANDS[2:], strict=False) if days <= (_months_later(first, months) - first).days]
    return ends[0] if ends else _BANDS[-1]


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return end.replace(day=min(day.day, end.day))


def _fathers_leave(scene: Scene, hours: int) -> Iterator[Part]:
    """Of the men who became able to take childcare leave in the year, those with as many hours of the two leaves for fathers in it."""
    for person in regular(scene):
        able = [child.eligible for child in person.children if to_date(scene, child.eligible)]
        if person.sex == "male" and able:
            taken = [
                _HOURS[each.unit] * each.quantity
                for each in person.leaves
                if each.type_code in {"spouse_birth", "childcare_participation"} and not each.is_cancelled and to_date(scene, each.first)
            ]
            yield unit(person, min(able)), person.number, int(sum(taken) >= hours), 1, True


def _long_sick(scene: Scene) -> Iterator[Part]:
    """Of the staff of 1 April, those with thirty days in a row up to the end of a record of the year."""
    for person in scene.ward.people:
        if person.employment_type in {"regular", "reemployed_full"} and person.assignment_on(scene.year_start):
            is_long = any(to_date(scene, each.first) and days >= 30 for each, days in _in_a_row(person, scene.period.last_day))
            yield last_unit(person, scene.year_start, scene.period.last_day), person.number, int(is_long), 1, True


def _in_a_row(person: Person, known_until: date) -> Iterator[tuple[Leave, int]]:
    """Yield each record of whole sick days with the days since its absence began."""
    whole = [
        each
        for each in person.leaves
        if each.type_code in {"sick", "sick_absence"} and each.unit == "day" and not each.is_cancelled and each.first <= known_until
    ]
    began: date | None = None
    until = date.min
    for each in sorted(whole, key=lambda each: (each.first, each.last)):
        between = range(until.toordinal() + 1, each.first.toordinal())
        if began is None or not all(is_day_off(date.fromordinal(day)) for day in between):
            began = each.first
        until = max(until, each.last)
        yield each, (each.last - began).days + 1


def _returned(scene: Scene) -> Iterator[Part]:
    for person in regular(scene):
        for spell in (spell for child in person.children for spell in child.spells):
            if to_date(scene, spell.last) and spell.ended in {"returned", "left"}:
                yield unit(person, spell.first), person.number, int(spell.ended == "returned"), 1, True


def _carers(scene: Scene) -> Iterator[Part]:
    for person in scene.ward.people:
        for each in person.leaves:
            if each.type_code == "family_care" and not each.is_cancelled and to_date(scene, each.first):
                yield unit(person, each.first), person.number, 1, 0, True


def _shorter_hours(scene: Scene) -> Iterator[Part]:
    for person in scene.ward.people:
        for spell in (spell for child in person.children for spell in child.shorter):
            if spell.first <= scene.period.last_day <= spell.last:
                yield unit(person, spell.first), person.number, 1, 0, True

"""Days at work: scheduled hours, punches, the PC's last sign, overtime asked for and not asked for, work on days off."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from seika.config import Organization
from seika.period import Period
from seika.simulate.people import Day, Person
from seika.simulate.workdays import days_off, workdays

NIGHT = 22 * 60
STANDARD = (8 * 60 + 30, 17 * 60 + 15)
STAGGERED = ((7 * 60 + 30, 16 * 60 + 15), (9 * 60 + 30, 18 * 60 + 15))
ROTA = ((7 * 60, 15 * 60 + 45), STANDARD, (10 * 60, 18 * 60 + 45))
ON_TIME_WEEKDAY = 2  # a ward's calendar says which days those are; here each Wednesday


@dataclass(frozen=True)
class Pace:
    """How somebody works: minutes of overtime on a day with any, how often there is any, how often other hours than the standard."""

    minutes: float
    share: float
    staggered: float


def pace_of(chance: random.Random) -> Pace:
    """Draw a pace; about one in thirty works at and beyond the caps of overtime."""
    staggered = chance.choice([0.0, 0.0, 0.0, 0.05, 0.5])
    if chance.random() < 0.035:
        return Pace(chance.choice([130.0, 220.0, 320.0]), 0.95, staggered)
    return Pace(14 * 5 * chance.lognormvariate(0.0, 0.6), 0.42, staggered)


def rota_sections(organization: Organization) -> frozenset[str]:
    """Return the sections that work by rota, whenever they were designated."""
    rows = organization.designations
    return frozenset(row["unit_code"] for row in rows if row["designation_code"] == "rotating_shift")


def work(person: Person, period: Period, pace: Pace, rota: frozenset[str], chance: random.Random) -> None:
    """Let a month of work happen to one person, in the order of the days."""
    away = {day for leave in person.leaves if leave.unit == "day" and not leave.is_cancelled for day in leave.days_in(period)}
    made = []
    for on in workdays(period):
        place = person.assignment_on(on)
        if on not in away and place and not person.is_away(on):
            made.append(_day(on, pace, place.unit_code in rota, chance))
    if chance.random() < 0.12:
        on = chance.choice(days_off(period))
        if person.assignment_on(on) and not person.is_away(on):
            made.append(_day_off(on, chance))
    person.days += sorted(made, key=lambda day: day.on)


def _day(on: date, pace: Pace, is_rota: bool, chance: random.Random) -> Day:
    pattern, (start, end) = "standard", STANDARD
    if is_rota:
        pattern, (start, end) = "shift", chance.choice(ROTA)
    elif chance.random() < pace.staggered:
        pattern, (start, end) = "staggered", chance.choice(STAGGERED)
    overtime = min(600, 5 * int(chance.expovariate(1 / pace.minutes) / 5 + 0.2)) if chance.random() < pace.share else 0
    if chance.random() < 0.0006:
        overtime = 25 * 60 + 30 - end  # until 25:30
    stayed = overtime + (chance.choice([10, 45, 60, 95]) if chance.random() < 0.12 else 0)
    return Day(
        on=on,
        start=start - chance.choice([0, 4, 9, 15]),
        end=end + stayed,
        overtime=overtime,
        late_night=max(0, end + overtime - NIGHT),
        is_telework=not is_rota and chance.random() < 0.08,
        pattern=pattern,
        scheduled_end=end,
        pc_end=None if is_rota else end + stayed + chance.choice([-12, -5, 0, 3, 3, 70]),
        is_on_time_day=on.weekday() == ON_TIME_WEEKDAY,
    )


def _day_off(on: date, chance: random.Random) -> Day:
    start, minutes = chance.choice([9 * 60, 13 * 60]), chance.choice([180, 240, 465])
    return Day(on, start, start + minutes, minutes, max(0, start + minutes - NIGHT), False, "holiday")

"""Leave that is not annual: long sick leave and absence, the days of fathers around a birth, shorter hours for a child."""

from __future__ import annotations

import random
from datetime import date, timedelta

from seika.period import Period, period_of
from seika.simulate.people import Absence, Leave, Person, Spell
from seika.simulate.workdays import workdays

SICK_LEAVE_DAYS = 90  # what lasts longer is absence from the service
_FATHERS_LEAVE = (("spouse_birth", 0, 14, (0, 0, 1, 2)), ("childcare_participation", 1, 70, (0, 0, 2, 4, 5)))


def fall_ill(person: Person, periods: list[Period], chance: random.Random) -> None:
    """Let about one in twenty a year be ill for weeks or months; at times the time off is just shorter than 30 days."""
    if chance.random() >= 0.05 * len(periods) / 12:
        return
    day = chance.choice(periods).first_day + timedelta(days=chance.randint(0, 27))
    last = min(day + timedelta(days=chance.choice([20, 28, 29, 45, 80, 150, 240]) - 1), periods[-1].last_day)
    days = [day + timedelta(days=offset) for offset in range((last - day).days + 1)]
    if days and all(person.assignment_on(each) and not person.is_on_childcare_leave(each) for each in (*days, last + timedelta(days=1))):
        person.absences.append(Absence(day, last))
        person.leaves += _sick_leaves(person, day, last)


def _sick_leaves(person: Person, first: date, last: date) -> list[Leave]:
    """Return an absence as the leave record has it: one line a month and kind."""
    lines, day = [], first
    while day <= last:
        turn = first + timedelta(days=SICK_LEAVE_DAYS)
        end = min(last, period_of(day).last_day, turn - timedelta(days=1) if day < turn else last)
        lines.append(Leave("sick" if day < turn else "sick_absence", day, end, "day", (end - day).days + 1))
        day = end + timedelta(days=1)
    return lines


def be_a_father(person: Person, period: Period, chance: random.Random) -> None:
    """Let a father of a newborn child take the leave that is meant for that, on open days of the month."""
    if person.sex != "male":
        return
    reach = (period.first_day - timedelta(days=70), period.last_day)
    for birth in sorted({child.birth for child in person.children if reach[0] <= child.birth <= reach[1]}):
        for kind, soonest, latest, counts in _FATHERS_LEAVE:
            span = (birth + timedelta(days=soonest), birth + timedelta(days=latest))
            free = [day for day in workdays(period) if span[0] <= day <= span[1] and is_free(person, day)]
            for day in sorted(chance.sample(free, min(len(free), chance.choice(counts)))):
                unit, quantity = ("day", 1) if chance.random() < 0.85 else ("hour", chance.randint(1, 7))
                person.leaves.append(Leave(kind, day, day, unit, quantity, chance.random() < 0.03))


def is_free(person: Person, day: date) -> bool:
    """Whether somebody serves on a day and has no leave on it."""
    on_leave = any(leave.first <= day <= leave.last for leave in person.leaves)
    return not on_leave and not person.is_away(day) and person.assignment_on(day) is not None


def return_to_work(person: Person, last_day: date, chance: random.Random) -> None:
    """Say how each spell of childcare leave ended, and let about half of the mothers come back to shorter hours."""
    for child in person.children:
        for spell in child.spells:
            spell.ended = "left" if person.retired and person.retired <= spell.last else "returned"
        if person.sex == "male" or not child.spells:
            continue
        latest, drawn = child.spells[-1], chance.random()
        if latest.ended == "returned" and drawn < 0.08:
            latest.ended = "next_maternity"
        elif latest.ended == "returned" and drawn < 0.55:
            first = latest.last + timedelta(days=1)
            end = min(first + timedelta(days=chance.choice([90, 400, 900])), person.retired or last_day + timedelta(days=365))
            if person.assignment_on(first) and first < end:
                kind = "part_time" if chance.random() < 0.7 else "short_time"
                child.shorter.append(Spell(latest.number + 1, first, end, kind, "returned"))

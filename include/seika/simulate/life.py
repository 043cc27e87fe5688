"""What happens to people while they serve: work, leave, children, training, evaluation, surveys."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from seika.config import Organization
from seika.period import Period, fiscal_year_of
from seika.simulate.absences import be_a_father, fall_ill, is_free, return_to_work
from seika.simulate.courses import attend, catalogue
from seika.simulate.hours import pace_of, rota_sections, work
from seika.simulate.people import Child, Evaluation, Leave, Person, Sheet, Spell
from seika.simulate.workdays import workdays

WAVE_MONTH = 9
EVALUATION_MONTH = 4


def live(organization: Organization, people: list[Person], periods: list[Period], chance: random.Random) -> list[Sheet]:
    """Fill in the events of everybody over ``periods``; returns the answer sheets of all survey waves."""
    courses, rota = catalogue(organization), rota_sections(organization)
    for person in people:
        _children(person, periods, chance)
        fall_ill(person, periods, chance)
        return_to_work(person, periods[-1].last_day, chance)
        pace = pace_of(chance)
        for period in periods:
            be_a_father(person, period, chance)
            _leaves(person, period, chance)
            work(person, period, pace, rota, chance)
        for year in sorted({period.fiscal_year for period in periods}):
            attend(person, year, courses, chance)
    sheets: list[Sheet] = []
    for period in periods:
        if period.month == EVALUATION_MONTH:
            _evaluate(people, period, chance)
        if period.month == WAVE_MONTH:
            sheets += _survey(organization, people, period, chance)
    return sheets


def _children(person: Person, periods: list[Period], chance: random.Random) -> None:
    if person.employment_type != "regular" or not 24 <= periods[0].year - person.birth.year <= 46:
        return
    day = periods[0].plus(-10).first_day
    while day <= periods[-1].last_day:
        day += timedelta(days=int(chance.expovariate(1 / 2600)) + 20)
        if day < person.hired or day > periods[-1].last_day or person.assignment_on(day) is None:
            continue
        births = 2 if chance.random() < 0.04 else 1
        spells = _spells(person, day, chance)
        for _ in range(births):
            number = len(person.children) + 1
            person.children.append(Child(number, day, day, [Spell(each.number, each.first, each.last) for each in spells]))
        day += timedelta(days=500)


def _spells(person: Person, birth: date, chance: random.Random) -> list[Spell]:
    if person.sex == "female":
        first, length, share = birth + timedelta(days=57), chance.randint(150, 500), 0.97
    else:
        first, share = birth + timedelta(days=chance.choice([0, 3, 14, 30, 90, 200])), 0.55
        length = chance.choice([4, 6, 13, 28, 60, 120, 250, 400])
    if chance.random() >= share:
        return []
    spells = [Spell(1, first, min(first + timedelta(days=length), person.retired or date.max))]
    if chance.random() < 0.25:
        again = spells[0].last + timedelta(days=chance.randint(20, 120))
        spells.append(Spell(2, again, again + timedelta(days=chance.choice([7, 14, 30]))))
    return [spell for spell in spells if person.assignment_on(spell.first) and person.assignment_on(spell.last)]


def _leaves(person: Person, period: Period, chance: random.Random) -> None:
    days = [day for day in workdays(period) if person.assignment_on(day) and not person.is_away(day)]
    for day in sorted(chance.sample(days, min(len(days), chance.choices([0, 1, 2, 3], [28, 38, 24, 10])[0]))):
        kind = "annual" if chance.random() < 0.88 else chance.choice(["sick", "summer", "family_care"])
        unit, quantity, last = "day", 1, day
        if (drawn := chance.random()) < 0.2:
            unit = "half_day"
        elif drawn < 0.4:
            unit, quantity = "hour", chance.randint(1, 4)
        elif drawn < 0.5 and day.weekday() < 3 and day.day < period.last_day.day - 1:
            quantity, last = 2, day + timedelta(days=1)
        if is_free(person, day) and is_free(person, last):
            person.leaves.append(Leave(kind, day, last, unit, quantity, chance.random() < 0.03))


def _evaluate(people: list[Person], period: Period, chance: random.Random) -> None:
    end, due = period.plus(-1).last_day, period.first_day + timedelta(days=14)
    for person in people:
        if person.employment_type not in {"regular", "reemployed_full"} or person.assignment_on(end) is None:
            continue
        is_target = not person.is_on_childcare_leave(end) and (end - person.hired).days > 60
        drawn = chance.random()
        late = timedelta(days=chance.randint(1, 14))
        finalized = due - timedelta(days=chance.randint(0, 12)) if drawn < 0.94 else due + late if drawn < 0.98 else None
        grade = chance.choices("SABCD", [4, 26, 60, 8, 2])[0]
        closed = is_target and finalized is not None
        sheet = Evaluation(fiscal_year_of(end), end, due, is_target, grade if closed else None, finalized if closed else None)
        person.evaluations.append(sheet)


def _survey(organization: Organization, people: list[Person], period: Period, chance: random.Random) -> list[Sheet]:
    sheets = []
    for person in people:
        serving = person.assignment_on(period.first_day)
        if serving is None or chance.random() > 0.81:
            continue
        respondent = f"{chance.randrange(10**9, 10**10)}"
        mood = chance.gauss(3.4, 0.7)
        answered = datetime(period.year, period.month, chance.randint(1, 20), chance.randint(8, 18), chance.randint(0, 59), 7)  # noqa: DTZ001
        for again in range(2 if chance.random() < 0.03 else 1):
            points = {item["item_id"]: _answer(mood, item, chance) for item in organization.survey_items if chance.random() > 0.02}
            when = answered + timedelta(hours=30 * again)
            age = (period.first_day - person.birth).days // 3653 * 10
            sheets.append(
                Sheet(respondent, period.first_day, when, serving.unit_code, points, min(60, max(20, age)), person.sex, serving.rank_code)
            )
    return [sheet for sheet in sheets if sheet.points]


def _answer(mood: float, item: Mapping[str, str], chance: random.Random) -> int:
    """Return the step that somebody of a mood (1 to 5) chooses on the item's own scale."""
    lowest, highest = int(item.get("scale_min") or 1), int(item["scale_max"])
    drawn = chance.gauss(6 - mood if item["is_reversed"] == "1" else mood, 0.8)
    return min(highest, max(lowest, round(lowest + (drawn - 1) * (highest - lowest) / 4)))

"""How people are rated, talked with and thanked: points of evaluations, interviews, messages."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta

from seika.config import Organization
from seika.period import Period
from seika.simulate.entries import Ledgers
from seika.simulate.people import Person

RATED = {"regular", "reemployed_full"}
RATERS = {"department_head", "section_head", "assistant_section_head", "subsection_head", "foreman", "chief_foreman"}
OVERALL = "overall"
_INTERVIEWS = (("goal", 10, 75, 0.9), ("midterm", 180, 215, 0.75), ("final", 300, 340, 0.85), ("one_on_one", 12, 360, 0.4))


def rate(organization: Organization, people: list[Person], periods: list[Period], ledgers: Ledgers, chance: random.Random) -> None:
    """Rate everybody for each fiscal year that is over, and for the two before the first period: those are on record already."""
    items: dict[str, list[str]] = defaultdict(list)
    for row in organization.table("competencies"):
        items[row["rank_code"]].append(row["competency_id"])
    level = {person.number: chance.gauss(3.3, 0.6) for person in people}
    severity = {person.number: chance.gauss(0.0, 0.4) for person in people}
    for year in range(periods[0].fiscal_year - 2, periods[-1].fiscal_year):
        end = date(year + 1, 3, 31)
        raters = _raters(people, end)
        for person in people:
            place = person.assignment_on(end)
            if place is None or person.employment_type not in RATED or person.is_on_childcare_leave(end):
                continue
            rater = chance.choice(raters[place.unit_code]) if raters[place.unit_code] else None
            mood = level[person.number] + (severity[rater] if rater else 0)
            level[person.number] += chance.gauss(0.1, 0.2)
            for item in [*items[place.rank_code], OVERALL]:
                first = _step(chance.gauss(mood, 0.6))
                second = None if chance.random() < 0.02 else _step(first + chance.choices([-1, 0, 1], [10, 78, 12])[0])
                cells = {"evaluation_fiscal_year": year, "cycle_end_date": end, "item_id": item, "first_rater_key": rater}
                given = {"first_points_count": first if rater else None, "second_points_count": second}
                ledgers.add("evaluation_points", end, cells | given, person, end + timedelta(days=14))


def talk(people: list[Person], periods: list[Period], ledgers: Ledgers, chance: random.Random) -> None:
    """Let interviews happen in each fiscal year to those who are rated."""
    for year in range(periods[0].fiscal_year, periods[-1].fiscal_year + 1):
        for person in (each for each in people if each.employment_type in RATED):
            for kind, first, last, share in _INTERVIEWS:
                day = date(year, 4, 1) + timedelta(days=chance.randint(first, last))
                if chance.random() < share and person.assignment_on(day):
                    ledgers.add("interview", day, {"interview_date": day, "interview_kind_code": kind}, person)


def send(people: list[Person], periods: list[Period], ledgers: Ledgers, chance: random.Random) -> None:
    """Let everybody who serves at a month's end have sent some messages, or none."""
    for period in periods:
        end = period.last_day
        for person in people:
            if person.assignment_on(end):
                count = chance.choices([0, 1, 2, 5], [55, 25, 15, 5])[0]
                ledgers.add("i_message", end, {"month_end_date": end, "is_target": True, "message_count": count}, person)


def _raters(people: list[Person], day: date) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for person in people:
        place = person.assignment_on(day)
        if place and place.rank_code in RATERS:
            found[place.unit_code].append(person.number)
    return found


def _step(drawn: float) -> int:
    return min(5, max(1, round(drawn)))

"""Secondment and posts beside the main one: a few people of each kind, by a stream of their own that moves nothing else."""

from __future__ import annotations

import random
from datetime import date

from seika.config import Organization
from seika.period import Period
from seika.simulate.people import Assignment, Person
from seika.simulate.units import Units

ONE_IN = 60  # of all people: seconded out, seconded in, with a concurrent post


def second_and_combine(organization: Organization, people: list[Person], periods: list[Period], chance: random.Random) -> None:
    """Second some regular staff out for one assignment and let others be guests of another body; give a third few a concurrent post.

    Who is seconded out has no day at work here. A small ward (fewer than 60 people) has none of these.
    """
    first, last = periods[0].first_day, periods[-1].last_day
    there = [person for person in people if person.employment_type == "regular" and _within(person, first, last)]
    number = len(people) // ONE_IN
    drawn = chance.sample(there, min(len(there), 3 * number))
    for person in drawn[:number]:
        place = chance.choice(_within(person, first, last))
        place.secondment = "out"
        person.days = [day for day in person.days if not place.first <= day.on <= (place.last or date.max)]
    for person in drawn[number : 2 * number]:
        for place in person.assignments:
            place.secondment = "in"
    units = Units(organization)
    lasting = [code for code in units.sections(first) if units.has(code, last)]
    for person in drawn[2 * number :]:
        person.concurrent.append(_beside(person, periods, lasting, chance))


def _within(person: Person, first: date, last: date) -> list[Assignment]:
    return [place for place in person.assignments if place.first <= last and (place.last is None or place.last >= first)]


def _beside(person: Person, periods: list[Period], sections: list[str], chance: random.Random) -> Assignment:
    """Return a post in another section from a day on which the person serves, for some months or until they leave."""
    place = chance.choice(_within(person, periods[0].first_day, periods[-1].last_day))
    begins = max(place.first, chance.choice(periods).first_day)
    begins = begins if place.last is None or begins <= place.last else place.first
    ends = begins.replace(year=begins.year + 1) if chance.random() < 0.5 else None
    if person.retired and (ends is None or ends > person.retired):
        ends = person.retired
    return Assignment(begins, chance.choice([code for code in sections if code != place.unit_code]), place.rank_code, ends)

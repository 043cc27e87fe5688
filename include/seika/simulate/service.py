"""What a roster knows beside the running months: how people were hired, why they left, where they served before, who is gone."""

from __future__ import annotations

import random
from datetime import date, timedelta

from seika.config import Organization
from seika.simulate.people import Assignment, Person
from seika.simulate.units import Units

_GRADUATES = (("class_1", 62), ("class_2", 6), ("class_3", 14), ("mid_career", 18))
_OTHERS = {"fixed_term": "fixed_term", "fiscal_year_appointed": "fiscal_year_appointed", "reemployed_full": "reemployed"}
_YEARS_OF_LEAVERS = 6
_AGE_OF_RETIREMENT = 60


def tell_service(
    organization: Organization, people: list[Person], first_day: date, names: tuple[list[str], list[str]], chance: random.Random
) -> list[Person]:
    """Fill in how everybody was hired, why they left and where they served before ``first_day``.

    Returns those who had left by then: a roster with its history still has them.
    """
    sections = Units(organization).sections(first_day)
    gone = [_gone(len(people) + number, first_day, sections, names, chance) for number in range(len(people) // 12)]
    for person in [*people, *gone]:
        drawn = chance.choices([name for name, _ in _GRADUATES], [weight for _, weight in _GRADUATES])[0]
        person.hire_type = _OTHERS.get(person.employment_type, drawn)
        person.retirement_reason = _reason(person, chance) if person.retired else None
        _serve_before(person, sections, chance)
    return gone


def _reason(person: Person, chance: random.Random) -> str:
    assert person.retired
    is_year_end = (person.retired.month, person.retired.day) == (3, 31)
    if person.employment_type != "regular":
        return "term_end" if is_year_end else "voluntary"
    if is_year_end and (person.retired - person.birth).days // 365 >= _AGE_OF_RETIREMENT:
        return "retirement_age"
    return chance.choices(["voluntary", "encouraged", "death"], [88, 8, 4])[0]


def _serve_before(person: Person, sections: list[str], chance: random.Random) -> None:
    """Put the posts from hiring up to the first known one before it: every two to five years another section."""
    first, day = person.assignments[0], person.hired
    earlier: list[Assignment] = []
    while day < first.first:
        after = min(first.first, date(day.year + chance.randint(2, 5), 4, 1))
        earlier.append(Assignment(day, chance.choice(sections), first.rank_code, after - timedelta(days=1)))
        day = after
    person.assignments[:0] = earlier


def _gone(place: int, first_day: date, sections: list[str], names: tuple[list[str], list[str]], chance: random.Random) -> Person:
    """Return somebody who was hired some years ago and left before the extracts begin."""
    hired = date(first_day.year - chance.randint(1, _YEARS_OF_LEAVERS), 4, 1)
    last = min(hired + timedelta(days=chance.randint(100, 1500)), first_day - timedelta(days=1))
    person = Person(
        number=f"{place * 7 + 12345:08d}",
        family_name=chance.choice(names[0]),
        given_name=chance.choice(names[1]),
        sex=chance.choice(["female", "male"]),
        birth=date(hired.year - chance.randint(22, 30), chance.randint(1, 12), chance.randint(1, 28)),
        hired=hired,
        employment_type="regular",
        job_family="administrative",
        assignments=[Assignment(hired, chance.choice(sections), "staff")],
    )
    person.leave_service(last)
    return person

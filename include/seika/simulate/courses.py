"""Which courses a member of staff is designated for, as the ward's catalogue says, and what becomes of it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from seika.config import Organization
from seika.period import fiscal_year_of
from seika.simulate.people import Person, Training

EVERYBODY = "*"
COMPULSORY = {"mandatory", "mixed"}
DESIGNATED = {"regular", "reemployed_full"}


@dataclass(frozen=True)
class Course:
    """A course of ``trainings.csv``; ``ranks`` is empty where its audience depends on what is not simulated (a selection, a promotion)."""

    id: str
    designation: str
    ranks: frozenset[str]
    service_year: int | None

    def compels(self, rank_code: str, service_year: int) -> bool:
        """Whether everybody of this rank and year of service (1 = the fiscal year of hiring) has to attend."""
        ours = EVERYBODY in self.ranks or rank_code in self.ranks
        return ours and self.designation in COMPULSORY and self.service_year in {None, service_year}


def catalogue(organization: Organization) -> list[Course]:
    """Return the courses of an organization in the order of its catalogue."""
    return [
        Course(
            row["course_id"],
            row["designation_code"],
            frozenset(row["audience_rank_codes"].split()),
            int(row["audience_service_year"]) if row["audience_service_year"] else None,
        )
        for row in organization.table("trainings")
    ]


def attend(person: Person, year: int, courses: list[Course], chance: random.Random) -> None:
    """Let a fiscal year of courses happen to one person: the compulsory ones from mid April, at times one more."""
    compulsory = _compulsory(person, year, courses, chance)
    person.trainings += compulsory
    if chance.random() >= 0.3:
        return
    first, end = date(year, 4, 1), date(year + 1, 3, 31)
    course = chance.choice(courses)
    asked = first + timedelta(days=chance.randint(0, 250))
    if course.id not in {each.course_id for each in compulsory} and person.assignment_on(asked):
        designation = "voluntary" if course.designation in {"voluntary", "mixed"} else "recommended"
        held = asked + timedelta(days=30)
        person.trainings.append(Training(year, course.id, designation, asked, min(end, asked + timedelta(days=90)), False, held))


def _compulsory(person: Person, year: int, courses: list[Course], chance: random.Random) -> list[Training]:
    end = date(year + 1, 3, 31)
    day = max(date(year, 4, 15), person.hired + timedelta(days=10))
    place = person.assignment_on(day) if day <= end else None
    if place is None or person.employment_type not in DESIGNATED:
        return []
    service_year = year - fiscal_year_of(person.hired) + 1
    exempt, due = person.is_on_childcare_leave(day), date(year + 1, 2, 28)
    designated = []
    for course in courses:
        if course.compels(place.rank_code, service_year):
            done = day + timedelta(days=int(chance.betavariate(2, 2) * 345)) if chance.random() < 0.93 and not exempt else None
            completed = done if done and done <= end and person.assignment_on(done) else None
            designated.append(Training(year, course.id, "mandatory", day, due, exempt, completed))
    return designated

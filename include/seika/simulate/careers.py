"""Hiring, moves, promotion and leaving: the course of service of every member of staff."""

from __future__ import annotations

import random
from datetime import date, timedelta

from seika.config import Organization
from seika.period import Period
from seika.simulate.people import Assignment, Person
from seika.simulate.units import Units

ADMINISTRATIVE = (("staff", 34), ("senior_staff", 38), ("subsection_head", 24), ("assistant_section_head", 4))
TECHNICAL = (("worker", 50), ("senior_worker", 32), ("foreman", 15), ("chief_foreman", 3))
PROMOTED = {
    "staff": "senior_staff",
    "senior_staff": "subsection_head",
    "subsection_head": "assistant_section_head",
    "assistant_section_head": "section_head",
    "worker": "senior_worker",
    "senior_worker": "foreman",
}
YEARS_BEFORE = {
    "senior_staff": 5,
    "subsection_head": 11,
    "assistant_section_head": 16,
    "senior_worker": 6,
    "foreman": 12,
    "chief_foreman": 18,
}
EMPLOYMENT = (("regular", 83), ("reemployed_full", 5), ("fixed_term", 2), ("fiscal_year_appointed", 10))
MANAGERS = {"department_head", "section_head"}
CANDIDATES = {"assistant_section_head", "subsection_head"}
MANAGERS_PER_STAFF = 25
FEMALE_PERCENT = {"department_head": 18, "section_head": 24}


class Careers:
    """Builds the staff of one organization month by month from one random source."""

    def __init__(self, organization: Organization, chance: random.Random, names: tuple[list[str], list[str]]) -> None:
        self.units = Units(organization)
        self.chance, self.names = chance, names
        self.people: list[Person] = []

    def opening(self, staff: int, first_day: date) -> None:
        """Fill the units with ``staff`` people who served before ``first_day``; about one in 25 is a manager."""
        sections, managers = self.units.sections(first_day), self._managers_of(first_day, staff)
        for place in range(staff):
            if place < managers:
                rank = "department_head" if place % 4 == 0 else "section_head"
                self._hire(first_day, rank, "regular", sections[place % len(sections)], years=self.chance.randint(18, 34))
            else:
                self._hire_somebody(first_day, years=self.chance.randint(0, 30))

    def month(self, period: Period, staff: int) -> None:
        """Let one month happen: the turn of the fiscal year in April, reorganizations, moves, leavers and late hires in any month."""
        if period.month == 4:
            self._april(period.first_day, staff)
        else:
            self._reorganize(period.first_day)
        for person in [each for each in self.people if each.retired is None and each.hired < period.first_day]:
            if self.chance.random() < 0.003:
                day = period.first_day + timedelta(days=self.chance.randint(0, 27))
                self._move(person, day)
            elif person.employment_type == "regular" and self.chance.random() < 0.0025:
                self._leave(person, period.first_day + timedelta(days=self.chance.randint(0, 27)))
        if period.month in {7, 10, 1}:
            for _ in range(max(1, staff // 200)):
                self._hire_somebody(period.first_day + timedelta(days=self.chance.choice([0, 0, 15])), years=0, new=True)

    def _april(self, day: date, staff: int) -> None:
        eve = day - timedelta(days=1)
        for person in [each for each in self.people if each.retired is None and each.hired < day]:
            age = (eve - person.birth).days // 365
            if age >= (61 if person.employment_type == "regular" else 65) or (
                person.employment_type == "fiscal_year_appointed" and self.chance.random() < 0.2
            ):
                self._leave(person, eve)
            elif self.chance.random() < 0.18:
                self._move(person, day)
        self._reorganize(day)
        self._fill_posts(day, staff)
        serving = sum(person.retired is None for person in self.people)
        for _ in range(max(1, staff - serving)):
            self._hire_somebody(day, years=0, new=True)

    def _reorganize(self, day: date) -> None:
        """Let everybody whose section has ended go along with what became of it."""
        if not self.units.turns_on(day):
            return
        for person in [each for each in self.people if each.retired is None]:
            place = person.assignments[-1]
            if not self.units.has(place.unit_code, day):
                person.move(day, self.units.after(place.unit_code, day, self.chance), place.rank_code)

    def _managers_of(self, day: date, staff: int) -> int:
        return max(len(self.units.sections(day)), staff // MANAGERS_PER_STAFF)

    def _fill_posts(self, day: date, staff: int) -> None:
        """Promote the longest-serving to the managers' posts that are free."""
        serving = [each for each in self.people if each.retired is None and each.employment_type == "regular"]
        free = self._managers_of(day, staff) - sum(each.assignments[-1].rank_code in MANAGERS for each in serving)
        settled = [each for each in serving if each.assignments[-1].rank_code in CANDIDATES and each.assignments[-1].first < day]
        for person in sorted(settled, key=lambda each: each.hired)[: max(0, free)]:
            person.move(day, person.assignments[-1].unit_code, "section_head")

    def _move(self, person: Person, day: date) -> None:
        current = person.assignments[-1]
        if current.first >= day or person.retired is not None:
            return
        rank = current.rank_code
        if person.employment_type == "regular" and self.chance.random() < 0.15:
            rank = PROMOTED.get(rank, rank)
        person.move(day, self.chance.choice(self.units.sections(day)), rank)

    def _leave(self, person: Person, last: date) -> None:
        if last > person.assignments[-1].first:
            person.leave_service(last)

    def _hire_somebody(self, day: date, years: int, new: bool = False) -> None:
        employment = self._weighted(EMPLOYMENT)
        technical = self.chance.random() < 0.12
        ranks = TECHNICAL if technical else ADMINISTRATIVE
        open_to = tuple((name, weight) for name, weight in ranks if YEARS_BEFORE.get(name, 0) <= years)
        rank = ranks[0][0] if new or employment != "regular" else self._weighted(open_to)
        self._hire(day, rank, employment, self.chance.choice(self.units.sections(day)), years, technical)

    def _hire(self, day: date, rank: str, employment: str, unit: str, years: int, technical: bool = False) -> None:
        chance = self.chance
        hired = date(day.year - years, 4, 1) if years else day
        age = 61 if employment == "reemployed_full" else min(62, 22 + years + chance.randint(0, 6))
        birth = date(day.year - age, chance.randint(1, 12), chance.randint(1, 28))
        first = hired if years == 0 else max(hired, date(day.year - chance.randint(1, 3), 4, 1))
        self.people.append(
            Person(
                number=f"{len(self.people) * 7 + 12345:08d}",
                family_name=chance.choice(self.names[0]),
                given_name=chance.choice(self.names[1]),
                sex="female" if chance.random() * 100 < FEMALE_PERCENT.get(rank, 52) else "male",
                birth=birth,
                hired=hired,
                employment_type=employment,
                job_family="technical_manual" if technical else "administrative",
                assignments=[Assignment(min(first, day), unit, rank)],
            )
        )

    def _weighted(self, choices: tuple[tuple[str, int], ...]) -> str:
        return self.chance.choices([name for name, _ in choices], [weight for _, weight in choices])[0]

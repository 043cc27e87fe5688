"""Learning beyond the courses of a rank: e-learning, courses for a task, support of self-development."""

from __future__ import annotations

import random
from datetime import date, timedelta

from seika.config import Organization
from seika.period import Period
from seika.simulate.entries import Ledgers
from seika.simulate.judgements import RATED, RATERS
from seika.simulate.people import Person, Training

_THEMES = (("harassment", 0.93), ("dx", 0.9), ("security", 0.3))


def learn_online(people: list[Person], periods: list[Period], ledgers: Ledgers, chance: random.Random) -> None:
    """Enrol those who are to learn on 15 April, or when they come; they view and pass the courses from August to October, most of them."""
    for year in range(periods[0].fiscal_year, periods[-1].fiscal_year + 1):
        for person in (each for each in people if each.employment_type in RATED):
            day = max(date(year, 4, 15), person.hired)
            if day > date(year, 10, 31) or person.assignment_on(day) is None:
                continue
            for theme, share in _THEMES:
                viewed = date(year, 8, 1) + timedelta(days=chance.randint(0, 85))
                is_viewed = chance.random() < share and person.assignment_on(viewed) is not None
                passed = viewed + timedelta(days=chance.randint(0, 10)) if is_viewed and chance.random() < 0.95 else None
                if passed and person.assignment_on(passed) is None:
                    passed = None
                cells = {"fiscal_year": year, "theme_code": theme, "viewed_date": viewed if is_viewed else None, "passed_date": passed}
                ledgers.add("elearning", day, cells, person)


def train_for_tasks(organization: Organization, people: list[Person], periods: list[Period], chance: random.Random) -> None:
    """Designate new raters, instructors of newcomers and, since the year before the first, those who learn logic models."""
    topics: dict[str, list[str]] = {}
    for course in organization.table("trainings"):
        topics.setdefault(course.get("topic_code") or "", []).append(course["course_id"])
    for year in range(periods[0].fiscal_year - 1, periods[-1].fiscal_year + 1):
        for person in people:
            for topic, day in _tasks(person, year, chance):
                if topic in topics:
                    _designate(person, year, topics[topic], topic, day, chance)


def support(words: list[str], people: list[Person], periods: list[Period], ledgers: Ledgers, chance: random.Random) -> None:
    """Let some use a support in each fiscal year, and in the one before the first, which is on record already."""
    for year in range(periods[0].fiscal_year - 1, periods[-1].fiscal_year + 1):
        for person in people:
            for code in words:
                day = date(year, 4, 1) + timedelta(days=chance.randint(0, 364))
                if chance.random() < 0.06 and person.assignment_on(day):
                    ledgers.add("self_development", day, {"support_code": code, "used_date": day}, person)


def _tasks(person: Person, year: int, chance: random.Random) -> list[tuple[str, date]]:
    found = []
    spring = date(year, 4, 20)
    for before, place in zip(person.assignments, person.assignments[1:], strict=False):
        is_new = place.rank_code in RATERS and before.rank_code not in RATERS
        if is_new and date(year, 4, 1) <= place.first <= date(year + 1, 3, 1) and person.assignment_on(place.first):
            found.append(("new_rater", place.first))
    if person.employment_type in RATED and (place_then := person.assignment_on(spring)):
        if place_then.rank_code == "senior_staff" and chance.random() < 0.1:
            found.append(("ojt_instructor", spring))
        if place_then.rank_code in RATERS and chance.random() < 0.12:
            found.append(("logic_model", spring))
    return found


def _designate(person: Person, year: int, courses: list[str], topic: str, day: date, chance: random.Random) -> None:
    course = chance.choice(courses)
    if any(each.course_id in courses and each.fiscal_year == year for each in person.trainings):
        return
    done = day + timedelta(days=chance.randint(8, 110))
    # some attend the first day of the logic models only, which is no completion
    is_done = chance.random() < 0.85 and done <= date(year + 1, 3, 31) and person.assignment_on(done) is not None
    designation = "recommended" if topic == "logic_model" else "mandatory"
    person.trainings.append(Training(year, course, designation, day, date(year + 1, 3, 31), False, done if is_done else None))

"""One ward at one month, and what all definitions ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from seika.config import Organization
from seika.period import Period
from seika.simulate.entries import Entry
from seika.simulate.people import Person, Sheet, Ward

Part = tuple[str, object, int, int, bool]  # section, person, into the numerator, into the denominator, stands behind the cell


NOWHERE = "-"  # what lies in no known unit counts in the whole organization only


@dataclass(frozen=True)
class Scene:
    """One ward at one month: what every definition looks at."""

    organization: Organization
    ward: Ward
    period: Period
    managers: frozenset[str]
    supervisors: frozenset[str]

    @property
    def first_day(self) -> date:
        """The first day that extracts speak of."""
        return Period(self.organization.header.first_period).first_day

    def entries(self, source: str) -> list[Entry]:
        """Return what a smaller system knows at the month's end."""
        return self.ward.ledgers.of(source, self.period.last_day) if self.ward.ledgers else []

    @property
    def year_start(self) -> date:
        """1 April of the month's fiscal year."""
        return self.period.fiscal_year_start.first_day

    def end_of(self, window: str) -> date:
        """The last day of a window: whose units the cells are."""
        waves = [sheet.wave for sheet in self.ward.sheets if sheet.wave <= self.period.last_day]
        own = {
            "fiscal_year": self.ended_year[1],
            "april_first": self.year_start,
            "june_first": date(self.period.year - (self.period.month < 6), 6, 1),
            "wave": max(waves, default=self.period.first_day),
        }
        return own.get(window, self.period.last_day)

    @property
    def ended_year(self) -> tuple[date, date]:
        """The first and last day of the last fiscal year that is over by the month's end."""
        end = self.period.last_day
        year = self.period.fiscal_year - (0 if end == date(self.period.fiscal_year + 1, 3, 31) else 1)
        return date(year, 4, 1), date(year + 1, 3, 31)


def regular(scene: Scene) -> list[Person]:
    """Return the regular staff."""
    return [person for person in scene.ward.people if person.employment_type == "regular"]


def is_own(person: Person) -> bool:
    """Whether somebody is of the ward's own staff, seconded out or not; who comes from another body is counted there."""
    return not any(place.secondment == "in" for place in person.assignments)


def own_regular(scene: Scene) -> list[Person]:
    """Return the ward's own regular staff."""
    return [person for person in regular(scene) if is_own(person)]


def fathers(scene: Scene) -> list[Person]:
    """Return the men among the regular staff who have a child."""
    return [person for person in regular(scene) if person.sex == "male" and person.children]


def served_through(person: Person, start: date, end: date) -> bool:
    """Whether assignments without a gap cover every day from ``start`` to ``end``."""
    day = start
    for place in person.assignments:
        if place.first <= day and (place.last is None or place.last >= day):
            if place.last is None or place.last >= end:
                return True
            day = place.last + timedelta(days=1)
    return False


def to_date(scene: Scene, day: date) -> bool:
    """Return whether a day lies in the fiscal year up to the month's end."""
    return scene.year_start <= day <= scene.period.last_day


def unit(person: Person, day: date) -> str:
    """Return the section where somebody serves on ``day``."""
    place = person.assignment_on(day)
    if place is None:
        raise ValueError(f"nobody serves on {day}: the simulation is inconsistent")
    return place.unit_code


def last_unit(person: Person, first: date, last: date) -> str:
    """Return the section where somebody who served between two days served last in that time."""
    return [place.unit_code for place in person.assignments if place.first <= last and (place.last is None or place.last >= first)][-1]


def last_sheets(sheets: list[Sheet], wave: date) -> list[Sheet]:
    """Return the sheet that counts of each respondent of a wave."""
    last: dict[str, Sheet] = {}
    for sheet in sheets:
        # Of two sheets of one moment the later row counts.
        if sheet.wave == wave and (sheet.respondent not in last or sheet.answered_at >= last[sheet.respondent].answered_at):
            last[sheet.respondent] = sheet
    return list(last.values())

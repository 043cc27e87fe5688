"""The simulated members of staff: what happened to them, before any system writes it down."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seika.simulate.entries import Ledgers

from seika.period import Period


@dataclass(slots=True)
class Assignment:
    """Days in one unit and rank; ``last`` is open while it lasts. ``secondment``: none, out (to another body) or in (from one)."""

    first: date
    unit_code: str
    rank_code: str
    last: date | None = None
    secondment: str = "none"


@dataclass(slots=True)
class Spell:
    """One stretch of childcare leave or of shorter hours; ``number`` counts from 1 for each child, ``ended`` says what came after it."""

    number: int
    first: date
    last: date
    kind: str = "childcare_leave"
    ended: str = "returned"


@dataclass(slots=True)
class Child:
    """A child, the leave taken for it and the stretches of shorter hours after that."""

    number: int
    birth: date
    eligible: date
    spells: list[Spell] = field(default_factory=list)
    shorter: list[Spell] = field(default_factory=list)


@dataclass(slots=True)
class Absence:
    """A stretch of sick leave that lasts: leave first, absence from the service later."""

    first: date
    last: date


@dataclass(slots=True)
class Leave:
    """Leave taken within one month; ``quantity`` counts days, half days or hours."""

    type_code: str
    first: date
    last: date
    unit: str
    quantity: int
    is_cancelled: bool = False

    def days_in(self, period: Period) -> list[date]:
        """Return the days of a month that the leave covers, weekends included."""
        first, last = max(self.first, period.first_day), min(self.last, period.last_day)
        return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]


@dataclass(slots=True)
class Day:
    """A day at work; minutes since 00:00 of that day. A day off has no scheduled end, and a work place without a PC no last sign of one."""

    on: date
    start: int
    end: int
    overtime: int
    late_night: int
    is_telework: bool
    pattern: str = "standard"
    scheduled_end: int | None = None
    pc_end: int | None = None
    is_on_time_day: bool = False


@dataclass(slots=True)
class Training:
    """A course that somebody is to attend or asked to attend."""

    fiscal_year: int
    course_id: str
    designation: str
    designated: date
    due: date
    is_exempt: bool
    completed: date | None


@dataclass(slots=True)
class Evaluation:
    """The sheet of one evaluated fiscal year."""

    fiscal_year: int
    cycle_end: date
    due: date
    is_target: bool
    grade: str | None
    finalized: date | None


@dataclass(slots=True)
class Sheet:
    """One answer sheet of a survey wave; ``points`` by item, without the unanswered."""

    respondent: str
    wave: date
    answered_at: datetime
    unit_code: str
    points: dict[str, int]
    age_band: int
    sex: str
    rank_code: str | None = None


@dataclass(slots=True)
class Person:
    """A member of staff."""

    number: str
    family_name: str
    given_name: str
    sex: str
    birth: date
    hired: date
    employment_type: str
    job_family: str
    retired: date | None = None
    hire_type: str = "class_1"
    retirement_reason: str | None = None
    absences: list[Absence] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    concurrent: list[Assignment] = field(default_factory=list)  # posts beside the main one
    children: list[Child] = field(default_factory=list)
    leaves: list[Leave] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    trainings: list[Training] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)

    def assignment_on(self, day: date) -> Assignment | None:
        """Return where the person served on ``day``; none before hiring and after leaving."""
        for assignment in reversed(self.assignments):
            if assignment.first <= day:
                return assignment if assignment.last is None or day <= assignment.last else None
        return None

    def days_in(self, first: date, last: date) -> list[Day]:
        """Return the days at work from ``first`` to ``last``; ``days`` are in their order."""
        on = attrgetter("on")
        return self.days[bisect_left(self.days, first, key=on) : bisect_right(self.days, last, key=on)]

    def move(self, day: date, unit_code: str, rank_code: str) -> None:
        """Begin another assignment on ``day``; the one before ends the day before."""
        self.assignments[-1].last = date.fromordinal(day.toordinal() - 1)
        self.assignments.append(Assignment(day, unit_code, rank_code))

    def leave_service(self, last: date) -> None:
        """End service: ``last`` is the last day in it."""
        self.retired = last
        self.assignments[-1].last = last

    def is_on_childcare_leave(self, day: date) -> bool:
        """Whether ``day`` lies in a spell of childcare leave."""
        return any(spell.first <= day <= spell.last for child in self.children for spell in child.spells)

    def is_away(self, day: date) -> bool:
        """Whether ``day`` lies in childcare leave or in a long absence."""
        return self.is_on_childcare_leave(day) or any(absence.first <= day <= absence.last for absence in self.absences)


@dataclass(slots=True)
class Ward:
    """All that was simulated of one organization."""

    organization_id: str
    people: list[Person]
    sheets: list[Sheet]
    ledgers: Ledgers | None = None

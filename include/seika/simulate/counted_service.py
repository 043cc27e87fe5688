"""What the KPIs of hiring, staying and leaving count, from the definitions alone, like ``definitions.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from seika.simulate.people import Person
from seika.simulate.scene import Part, Scene, last_unit, own_regular

_NEWLY_HIRED = {"class_1", "class_2", "class_3"}
_Definition = Callable[[Scene, date, date], Iterator[Part]]


def service(scene: Scene) -> Iterator[tuple[str, str, str, list[Part]]]:
    """Yield each KPI of hiring, staying and leaving: KPI, window, unit and parts."""
    years = (("fiscal_year_to_date", (scene.year_start, scene.period.last_day)), ("fiscal_year", scene.ended_year))
    of_a_year: tuple[tuple[str, _Definition], ...] = (
        ("turnover_rate_inner", _turnover),
        ("voluntary_turnover_rate", _voluntary),
        ("new_hire_3yr_retention_rate", _retained),
        ("mid_career_hire_share", _mid_career),
        ("three_posts_in_10y_rate", _three_posts),
    )
    for kpi_id, definition in of_a_year:
        for window, (first, last) in years:
            yield kpi_id, window, "percent", list(definition(scene, first, last))
    yield "average_years_of_service", "april_first", "years", list(_years(scene))
    yield "headcount_without_reemployed", "month_end", "persons", list(_headcount(scene))
    yield "seconded_staff_count", "month_end", "persons", list(_seconded(scene))
    yield "posted_staff_count", "month_end", "distinct_persons", list(_posted(scene))


def _serving(scene: Scene, first: date, last: date) -> list[Person]:
    return [
        person
        for person in own_regular(scene)
        if any(place.first <= last and (place.last is None or place.last >= first) for place in person.assignments)
    ]


def _turnover(scene: Scene, first: date, last: date) -> Iterator[Part]:
    for person in _serving(scene, first, last):
        has_left = person.retired is not None and first <= person.retired <= last
        yield last_unit(person, first, last), person.number, int(has_left), 1, True


def _voluntary(scene: Scene, first: date, last: date) -> Iterator[Part]:
    for person in _serving(scene, first, last):
        has_left = person.retired is not None and first <= person.retired <= last and person.retirement_reason == "voluntary"
        was_there = person.assignment_on(first) is not None
        yield last_unit(person, first, last), person.number, int(has_left), int(was_there), was_there


def _years_later(day: date, years: int) -> date:
    is_leap_day_lost = (day.month, day.day) == (2, 29) and years % 4
    return date(day.year + years, 2, 28) if is_leap_day_lost else day.replace(year=day.year + years)


def _hired(scene: Scene, years: int, first: date, last: date) -> Iterator[tuple[str, Person, date]]:
    """Yield the regular staff whose day of hiring, so many years later, lies in the window, with the unit of that day or the last one."""
    for person in own_regular(scene):
        day = _years_later(person.hired, years)
        if first <= day <= last and person.hired <= scene.period.last_day:
            yield last_unit(person, person.hired, day), person, day


def _retained(scene: Scene, first: date, last: date) -> Iterator[Part]:
    for unit_code, person, day in _hired(scene, 3, first, last):
        if person.hire_type in _NEWLY_HIRED:
            yield unit_code, person.number, int(person.assignment_on(day) is not None), 1, True


def _mid_career(scene: Scene, first: date, last: date) -> Iterator[Part]:
    for unit_code, person, _ in _hired(scene, 0, first, last):
        yield unit_code, person.number, int(person.hire_type == "mid_career"), 1, True


def _three_posts(scene: Scene, first: date, last: date) -> Iterator[Part]:
    for unit_code, person, day in _hired(scene, 10, first, last):
        if person.hire_type in _NEWLY_HIRED and person.job_family == "administrative" and person.assignment_on(day):
            yield unit_code, person.number, int(_posts(scene, person, day) >= 3), 1, True


def _posts(scene: Scene, person: Person, day: date) -> int:
    """Return in how many sections somebody served; to go along with what became of one's section is no other post."""
    along = {(row["unit_code"], row["successor_unit_code"], row["on_date"]) for row in scene.organization.successions}
    served: list[str] = []
    other = 0
    for place in (each for each in person.assignments if each.first <= day):
        went_along = bool(served) and (served[-1], place.unit_code, place.first.isoformat()) in along
        other += place.unit_code not in served and not went_along
        served.append(place.unit_code)
    return other


def _years(scene: Scene) -> Iterator[Part]:
    for person in own_regular(scene):
        if place := person.assignment_on(scene.year_start):
            hired = person.hired
            months = (scene.year_start.year - hired.year) * 12 + 4 - hired.month - int(hired.day > 1)
            yield place.unit_code, person.number, months, 1, True


def _headcount(scene: Scene) -> Iterator[Part]:
    for person in own_regular(scene):
        if place := person.assignment_on(scene.period.last_day):
            yield place.unit_code, person.number, 1, 0, True


def _seconded(scene: Scene) -> Iterator[Part]:
    for person in scene.ward.people:
        place = person.assignment_on(scene.period.last_day)
        if place and place.secondment == "out":
            yield place.unit_code, person.number, 1, 0, True


def _posted(scene: Scene) -> Iterator[Part]:
    """Who holds a post here, the main one or one beside it: counted in each unit of theirs, and once above them."""
    day = scene.period.last_day
    for person in scene.ward.people:
        main = person.assignment_on(day)
        for post in [*([main] if main else []), *person.concurrent]:
            if post.first <= day and (post.last is None or day <= post.last) and post.secondment != "out":
                yield post.unit_code, person.number, 1, 0, True

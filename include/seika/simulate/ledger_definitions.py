"""What the KPIs count of ledgers of numbers and of accounts, from the definitions alone, like ``definitions.py``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from seika.simulate.entries import Entry
from seika.simulate.scene import NOWHERE, Part, Scene, to_date

_POSTINGS = {
    "internal_posting_applicants": ("post", "applicant_count", "times"),
    "internal_posting_fill_rate": ("post", "selected_count", "percent"),
    "internal_project_applicants": ("project", "applicant_count", "times"),
}


def ledgers(scene: Scene) -> Iterator[tuple[str, str, str, list[Part]]]:
    """Yield the KPIs of ledgers of numbers and of accounts: KPI, window, unit and parts."""
    first, last = scene.ended_year
    exams = scene.entries("recruitment")
    ended = [entry for entry in exams if first <= entry.cells["result_date"] <= last]
    hiring = [entry for entry in exams if entry.cells["hire_date"] == scene.year_start]
    yield "recruitment_ratio", "fiscal_year", "times", list(_quotients(ended, "examinee_count", "passed_people_count"))
    yield "hire_fill_rate", "april_first", "percent", list(_quotients(hiring, "hired_count", "planned_count"))
    yield "offer_acceptance_rate", "fiscal_year", "percent", list(_accepted(ended))
    for kpi_id, (kind, column, unit) in _POSTINGS.items():
        closed = [entry for entry in scene.entries("internal_posting") if entry.cells["posting_kind_code"] == kind]
        closed = [entry for entry in closed if to_date(scene, entry.cells["closed_date"])]
        yield kpi_id, "fiscal_year_to_date", unit, list(_quotients(closed, column, "slot_count"))
    yield "dept_priority_declaration_rate", "fiscal_year_to_date", "percent", list(_declarations(scene))
    yield "talent_db_active_user_rate", "month", "percent", list(_logged_in(scene))


def _numbers(unit: str, what: object, top: int, bottom: int, people: int) -> Iterator[Part]:
    yield unit, None, top, bottom, False
    for number in range(people):
        yield unit, (what, number), 0, 0, True


def _quotients(entries: list[Entry], top: str, bottom: str) -> Iterator[Part]:
    for place, entry in enumerate(entries):
        yield from _numbers(NOWHERE, place, entry.cells[top], entry.cells[bottom], entry.cells[bottom])


def _accepted(entries: list[Entry]) -> Iterator[Part]:
    for place, entry in enumerate(entries):
        offered, declined = entry.cells["offered_count"], entry.cells["declined_count"]
        yield from _numbers(NOWHERE, place, offered - declined, offered, offered)


def _declarations(scene: Scene) -> Iterator[Part]:
    year = scene.period.fiscal_year
    declared = {entry.cells["unit_code"] for entry in scene.entries("priority_declaration") if entry.cells["fiscal_year"] == year}
    for unit in scene.organization.table("units"):
        first, last = unit["valid_from_date"], unit["valid_to_date"]
        is_there = date.fromisoformat(first) <= scene.year_start and (not last or scene.year_start <= date.fromisoformat(last))
        if unit["level"] in {"department", "section"} and is_there:
            yield unit["unit_code"], unit["unit_code"], int(unit["unit_code"] in declared), 1, True


def _logged_in(scene: Scene) -> Iterator[Part]:
    end = scene.period.last_day
    for entry in scene.entries("talent_db_user"):
        if entry.person and entry.on == end and entry.cells["is_active"]:
            login, place = entry.cells["last_login_date"], entry.person.assignment_on(end)
            is_new = login is not None and login >= scene.period.first_day
            yield place.unit_code if place else NOWHERE, entry.person.number, int(is_new), 1, True

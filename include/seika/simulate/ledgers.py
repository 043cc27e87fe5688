"""Ledgers of numbers and of accounts: recruitment, the report on disabled staff, pay, postings, declarations, accounts, stress checks."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

from seika.config import Organization
from seika.period import Period
from seika.simulate.entries import Ledgers
from seika.simulate.people import Person
from seika.simulate.units import Units

STRESS_DAY = (7, 16)
_PAY = {"department_head": 11_000_000, "section_head": 9_500_000, "assistant_section_head": 8_200_000, "subsection_head": 7_600_000}


def recruit(organization: Organization, periods: list[Period], ledgers: Ledgers, chance: random.Random) -> None:
    """Hold the exams of the two years before the first period and of each after it; a year is on record once its people are hired."""
    words = organization.sources["recruitment"].columns["category_code"].words or {}
    for year in range(periods[0].fiscal_year - 2, periods[-1].fiscal_year):
        for category in words.values():
            planned = chance.randint(3, 60)
            applicants = planned * chance.randint(3, 9)
            examinees = applicants * chance.randint(70, 95) // 100
            passed = min(examinees, planned * chance.randint(12, 18) // 10)
            declined = passed * chance.randint(5, 40) // 100
            result, hire = date(year, 11, 20), date(year + 1, 4, 1)
            cells = {
                "exam_fiscal_year": year, "category_code": category, "result_date": result, "hire_date": hire, "planned_count": planned,
                "applicant_count": applicants, "examinee_count": examinees, "passed_people_count": passed, "offered_count": passed,
                "declined_count": declined, "hired_count": min(planned, passed - declined),
            }  # fmt: skip
            ledgers.add("recruitment", result, cells, known=hire)


def report_on_disability(people: list[Person], periods: list[Period], ledgers: Ledgers, chance: random.Random) -> None:
    """Report the numbers of each 1 June, that of the year before the first period too; no person is in them."""
    for year in range(periods[0].year - 1, periods[-1].year + 1):
        june = date(year, 6, 1)
        base = 2 * sum(person.assignment_on(june) is not None for person in people) + chance.randint(0, 1)
        disabled = base * chance.randint(24, 32) // 1000
        cells = {"report_date": june, "base_halves_count": base, "disabled_halves_count": disabled}
        ledgers.add("disability_report", june, cells, known=june + timedelta(days=20))


def pay(people: list[Person], periods: list[Period], ledgers: Ledgers, chance: random.Random) -> None:
    """Pay everybody who serves on the last day of a fiscal year, that before the first period too."""
    for year in range(periods[0].fiscal_year - 1, periods[-1].fiscal_year):
        end = date(year + 1, 3, 31)
        for person in people:
            if place := person.assignment_on(end):
                usual = _PAY.get(place.rank_code, 4_800_000) if person.employment_type != "fiscal_year_appointed" else 2_900_000
                amount = round(usual * chance.uniform(0.9, 1.15))
                ledgers.add(
                    "payroll", end, {"fiscal_year": year, "year_end_date": end, "annual_pay_yen": amount}, person, end + timedelta(days=15)
                )


def post(periods: list[Period], ledgers: Ledgers, chance: random.Random) -> None:
    """Post places for posts and projects in each fiscal year, that before the first period too."""
    for year in range(periods[0].fiscal_year - 1, periods[-1].fiscal_year + 1):
        for number in range(8):
            closed = date(year, 4, 10) + timedelta(days=40 * number + chance.randint(0, 20))
            slots, applicants = chance.randint(1, 8), chance.randint(0, 20)
            cells = {
                "posting_id": f"K{year}-{number + 1:02d}", "posting_kind_code": "post" if number % 3 else "project", "closed_date": closed,
                "slot_count": slots, "applicant_count": applicants, "selected_count": min(slots, applicants),
            }  # fmt: skip
            ledgers.add("internal_posting", closed, cells)


def declare(organization: Organization, periods: list[Period], ledgers: Ledgers, chance: random.Random) -> None:
    """Let most departments and sections declare their priorities in spring, in the year before the first period too."""
    units = Units(organization)
    for year in range(periods[0].fiscal_year - 1, periods[-1].fiscal_year + 1):
        # the organization itself declares nothing; a day is drawn for it all the same
        for unit in ["", *units.on(date(year, 4, 1))]:
            day = date(year, 4, 10) + timedelta(days=chance.randint(0, 70))
            if unit and chance.random() < 0.94:
                ledgers.add("priority_declaration", day, {"fiscal_year": year, "unit_code": unit, "declared_date": day})


def log_in(people: list[Person], periods: list[Period], ledgers: Ledgers, chance: random.Random) -> None:
    """Take the list of accounts at each month's end: who serves has one, and some have logged in during the month."""
    newest: dict[str, date | None] = {}
    for period in periods:
        end = period.last_day
        for person in (each for each in people if each.assignment_on(end)):
            if chance.random() < 0.55:
                newest[person.number] = end - timedelta(days=chance.randint(0, end.day - 1))
            cells = {"snapshot_date": end, "is_active": chance.random() < 0.98, "last_login_date": newest.get(person.number)}
            ledgers.add("talent_db_user", end, cells, person)


def check_stress(organization: Organization, people: list[Person], periods: list[Period], ledgers: Ledgers, chance: random.Random) -> None:
    """Check the stress of everybody in July; only results of groups are written down, and none below ten people."""
    units = Units(organization)
    for year in sorted({period.year for period in periods}):
        day = date(year, *STRESS_DAY)
        targets, examinees, stressed = Counter[str](), Counter[str](), Counter[str]()
        for person in people:
            if place := person.assignment_on(day):
                took_part, is_stressed = chance.random() < 0.88, chance.random() < 0.11
                for unit in units.way_up(place.unit_code, day):
                    targets[unit] += 1
                    examinees[unit] += took_part
                    stressed[unit] += took_part and is_stressed
        for unit, asked in targets.items():
            results = (stressed[unit], round(chance.gauss(98, 9))) if examinees[unit] >= 10 else (None, None)
            cells = {
                "conducted_date": day, "unit_code": unit, "target_count": asked, "examinee_count": examinees[unit],
                "high_stress_count": results[0], "total_risk_count": results[1],
            }  # fmt: skip
            ledgers.add("stress_check", day, cells)

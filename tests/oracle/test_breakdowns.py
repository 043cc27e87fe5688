"""A part of a breakdown is what the whole would be if the ward had nobody else: so the truth of a smaller ward judges it.

Ranks change on the way, so that a ward of the people of one rank is another ward: tests/kpi/test_breakdowns.py has worked cases of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from whole_way import drop, take_in

from seika.config import Organization, load_organization
from seika.period import Period
from seika.simulate import simulate
from seika.simulate.entries import Ledgers
from seika.simulate.people import Person, Sheet, Ward
from seika.simulate.truth import truth
from seika.transform import transform

WARD, MONTH = "setagaya", Period("2025-10")
SAYS = ("numerator", "denominator", "people", "value")
Key = tuple[str, ...]


def years(since: date, day: date) -> int:
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))


def age_band(person: Person, day: date) -> str:
    age = years(person.birth, day)
    return "under_30" if age < 30 else "60_over" if age >= 60 else f"{age // 10}0s"


def service_band(person: Person, day: date) -> str:
    service = years(person.hired, day)
    return "under_10" if service < 10 else "10_19" if service < 20 else "20_over"


# What a rater's ratings deviate from are all ratings of the body: a ward without the others has another middle.
RELATIVE = {"rater_severity_spread"}
ANSWERED_AS = {20: "under_30", 30: "30s", 40: "40s", 50: "50s", 60: "60_over"}
PARTS: dict[str, tuple[Callable[[Person, date], str], Callable[[Sheet], str | None]]] = {
    "sex": (lambda person, day: person.sex, lambda sheet: sheet.sex),
    "age_band": (age_band, lambda sheet: ANSWERED_AS[sheet.age_band]),
    "service_band": (service_band, lambda sheet: None),
    "job_family": (lambda person, day: person.job_family, lambda sheet: None),
    "employment_type": (lambda person, day: person.employment_type, lambda sheet: None),
}


def only(ward: Ward, breakdown: str, code: str, day: date) -> Ward:
    """Return the ward as it would be if only the people of one part had ever been there; ``day`` is that of their bands."""
    of_person, of_sheet = PARTS[breakdown]
    ledgers = Ledgers()
    for source, entries in (ward.ledgers.by_source if ward.ledgers else {}).items():
        ledgers.by_source[source] = [each for each in entries if each.person is None or of_person(each.person, day) == code]
    people = [person for person in ward.people if of_person(person, day) == code]
    return replace(ward, people=people, sheets=[sheet for sheet in ward.sheets if of_sheet(sheet) == code], ledgers=ledgers)


def true_cells(organization: Organization, ward: Ward, rows: Iterable[dict[str, Any]]) -> dict[Key, dict[str, Any]]:
    """Return the truth of every part that the rows speak of, by KPI, window, unit, breakdown and code."""
    asked: dict[tuple[str, str, date], set[str]] = {}
    for row in rows:
        asked.setdefault((row["breakdown_id"], row["breakdown_code"], row["speaks_to"]), set()).add(row["window_id"])
    found = {}
    for (breakdown, code, day), windows in asked.items():
        for row in truth(organization, only(ward, breakdown, code, day), [MONTH]):
            if row["window_id"] in windows:
                found[row["kpi_id"], row["window_id"], row["unit_code"], breakdown, code] = row
    return found


@pytest.mark.service
def test_every_part_of_every_breakdown_equals_the_truth_of_its_people(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wards: list[Ward] = []
    monkeypatch.setattr("seika.simulate.step.truth", lambda organization, ward, periods: wards.append(ward) or [])
    out = simulate([WARD], state / "simulated", staff=120, months=7).folder
    for number in (1, 2):
        drop(out / f"round-{number}", WARD)
        take_in(WARD)
    organization = load_organization(WARD)
    levels = {unit["unit_code"]: unit["level"] for unit in organization.units}

    rows = [
        row
        for row in pq.read_table(transform(WARD, MONTH).folder / "kpi_value.parquet").to_pylist()
        if row["breakdown_id"] in PARTS and row["kpi_id"] not in RELATIVE
    ]
    true = true_cells(organization, wards[0], rows)
    ours = {(row["kpi_id"], row["window_id"], row["unit_code"], row["breakdown_id"], row["breakdown_code"]): row for row in rows}
    wrong = [key for key in ours if key not in true]
    assert wrong == []
    wrong = [(key, told, due) for key, row in ours.items() if (told := _says(row)) != (due := _says(true[key]))]
    assert wrong == [], f"{len(wrong)} of {len(ours)}"
    assert len(ours) > 1500 and {key[3] for key in ours} == set(PARTS)

    # and nobody was left out: where the truth counts somebody in a part that is asked for, there is a cell
    broken_down = {(key[0], key[3]) for key in ours}
    silent = [
        key
        for key, row in true.items()
        if key not in ours
        and (key[0], key[3]) in broken_down
        and any(_says(row)[:3])
        and levels[key[2]] in ("organization", "department")[: 1 + (organization.header.breakdowns[key[3]] == "department")]  # type: ignore[index]
    ]
    assert silent == []


def _says(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(Decimal(row[name]) if name == "value" and row[name] is not None else row[name] for name in SAYS)

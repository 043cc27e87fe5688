"""The simulated people as frames: a row a person, a stretch in a unit, a day, a record; ``who`` is the staff number."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pandas import DataFrame

NEVER = pd.Timestamp("2200-01-01")
_DAYS = (
    "on",
    "first",
    "last",
    "birth",
    "hired",
    "retired",
    "eligible",
    "designated",
    "due",
    "completed",
    "cycle_end",
    "finalized",
    "known",
    "wave",
)


def frames(ward: Any) -> dict[str, DataFrame]:
    """Return the frames of a ward by name; those of the smaller systems by the name of their source."""
    people = ward.people
    known = {
        "staff": _of(people, lambda person: [person], "sex birth hired retired employment_type job_family hire_type retirement_reason"),
        "posts": _of(people, lambda person: person.assignments, "first last unit_code rank_code secondment"),
        "beside": _of(people, lambda person: person.concurrent, "first last unit_code rank_code secondment"),
        "days": _of(
            people,
            lambda person: person.days,
            "on start end overtime late_night is_telework pattern scheduled_end pc_end is_on_time_day",
        ),
        "leaves": _of(people, lambda person: person.leaves, "type_code first last unit quantity is_cancelled"),
        "children": _of(people, lambda person: person.children, "number birth eligible"),
        "courses": _of(people, lambda person: person.trainings, "fiscal_year course_id designation designated due is_exempt completed"),
        "evaluations": _of(people, lambda person: person.evaluations, "fiscal_year cycle_end due is_target grade finalized"),
        "spells": _spells(people, "spells"),
        "shorter": _spells(people, "shorter"),
        **_answers(ward.sheets),
        **{source: _ledger(entries) for source, entries in ward.ledgers.by_source.items()},
    }
    for posts in (known["posts"], known["beside"]):
        posts["last"] = posts["last"].fillna(NEVER)
    return known


def _of(people: list[Any], owned: Any, names: str) -> DataFrame:
    columns = names.split()
    rows = [[person.number, *(getattr(each, name) for name in columns)] for person in people for each in owned(person)]
    return _dated(DataFrame(rows, columns=["who", *columns]))


def _spells(people: list[Any], kind: str) -> DataFrame:
    rows = [
        [person.number, child.number, child.eligible, spell.number, spell.first, spell.last, spell.ended]
        for person in people
        for child in person.children
        for spell in getattr(child, kind)
    ]
    return _dated(DataFrame(rows, columns=["who", "child", "eligible", "number", "first", "last", "ended"]))


def _answers(sheets: list[Any]) -> dict[str, DataFrame]:
    names = ["wave", "answered_at", "unit_code", "rank_code", "sex", "age_band"]
    rows = [[each.respondent, place, *(getattr(each, name) for name in names)] for place, each in enumerate(sheets)]
    points = [(place, item, value) for place, each in enumerate(sheets) for item, value in each.points.items()]
    found = _dated(DataFrame(rows, columns=["who", "sheet", *names]))
    return {"sheets": found, "answers": DataFrame(points, columns=["sheet", "item_id", "points"])}


def _ledger(entries: list[Any]) -> DataFrame:
    rows = [{"who": each.person.number if each.person else None, "on": each.on, "known": each.known, **each.cells} for each in entries]
    return _dated(DataFrame(rows))


def _dated(frame: DataFrame) -> DataFrame:
    frame["who"] = frame["who"].astype("str")  # also where there is no row
    for name in frame.columns:
        if name in _DAYS or name.endswith("_date"):
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    return frame

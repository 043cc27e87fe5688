"""Rows and files that are wrong on purpose; a broken row is always one more and never stands in for a real one."""

from __future__ import annotations

import random
from dataclasses import dataclass

from seika.config.source import Source

Cells = dict[str, object]  # header → what stands in the cell

SHARE = 0.003
NOBODY = "99999901"
UNREADABLE_DAY = "R7.13.45"
OTHER_MONTH = "R1.5.7"


@dataclass(frozen=True)
class BrokenRow:
    """One extra row and the rule that must stop it."""

    cells: Cells
    rule_id: str


# column, what is written there, the rule that stops it
_KINDS: dict[str, list[tuple[str, str, str]]] = {
    "roster": [("birth_date", UNREADABLE_DAY, "birth_date.readable")],
    "attendance": [
        ("person_key", NOBODY, "person_key.on_roster"),
        ("work_date", UNREADABLE_DAY, "work_date.readable"),
        ("work_date", OTHER_MONTH, "work_date.in_period"),
        ("overtime_minutes", "17:30", "overtime_minutes.plausible"),
        ("overtime_minutes", "0:35", "work_date.once"),
        ("start_minutes", "08h30", "start_minutes.readable"),
    ],
    "leave": [
        ("person_key", NOBODY, "person_key.on_roster"),
        ("from_date", UNREADABLE_DAY, "from_date.readable"),
        ("quantity_count", "99", "quantity_count.plausible"),
    ],
    "childcare": [("person_key", NOBODY, "person_key.on_roster")],
    "survey": [("unit_code", "9999999", "unit_code.known")],
    "evaluation": [("person_key", NOBODY, "person_key.on_roster")],
    "evaluation_points": [("person_key", NOBODY, "person_key.on_roster")],
    "interview": [("person_key", NOBODY, "person_key.on_roster")],
    "i_message": [("person_key", NOBODY, "person_key.on_roster")],
    "elearning": [("person_key", NOBODY, "person_key.on_roster")],
    "self_development": [("person_key", NOBODY, "person_key.on_roster")],
    "payroll": [("person_key", NOBODY, "person_key.on_roster")],
    "talent_db_user": [("person_key", NOBODY, "person_key.on_roster")],
    "training": [("person_key", NOBODY, "person_key.on_roster"), ("due_date", UNREADABLE_DAY, "due_date.readable")],
}


def broken_rows(source_id: str, source: Source, rows: list[Cells], chance: random.Random) -> list[BrokenRow]:
    """Return about 0.3 % of extra rows, at least one of each kind, each a copy of a real row with one cell changed.

    They belong at the end of a file: of two rows with one key the first counts, and that must be the real one.
    """
    kinds = _KINDS.get(source_id, [])
    if not (rows and kinds):
        return []
    made = []
    for number in range(max(len(kinds), round(len(rows) * SHARE))):
        column, cell, rule = kinds[number % len(kinds)]
        header = source.columns[column].header
        assert header is not None
        made.append(BrokenRow({**chance.choice(rows), header: cell}, f"{source_id}.{rule}"))
    return made

"""What a ward's extracts say of a person beside the numbers: names, labels, comments; the pipeline must drop all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from seika.config import Organization
from seika.simulate.extracts import Row
from seika.simulate.formats import Words
from seika.simulate.people import Assignment, Person

SHEETS_OF_AN_EVALUATOR = 12


@dataclass(frozen=True)
class Shown:
    """What identifying columns are filled from: labels of units, ranks and courses, and the vocabulary."""

    labels: dict[str, str]
    words: Words
    evaluators: tuple[str, ...]

    def cell(self, header: str, row: Row, turn: int) -> str:
        """Return what stands under an ignored header; empty where the vocabulary does not know it."""
        kind = self.words["ignored_headers"].get(header)
        return _KINDS[kind](self, row, turn) if kind else ""


def shown(organization: Organization, words: Words) -> Shown:
    """Return what the identifying columns of an organization are filled from."""
    labels = {unit["unit_code"]: unit["label"] for unit in organization.units}
    for table, key in (("ranks", "rank_code"), ("trainings", "course_id")):
        labels |= {row[key]: row["label"] for row in organization.table(table)}
    return Shown(labels, words, tuple(words["family_names"]))


def _name(shown: Shown, row: Row, turn: int) -> str:
    person: Person = row["_person"]
    return f"{person.family_name} {person.given_name}"


def _reading(shown: Shown, row: Row, turn: int) -> str:
    person: Person = row["_person"]
    return f"{shown.words['family_names'][person.family_name]} {shown.words['given_names'][person.given_name]}"


def _evaluator(shown: Shown, row: Row, turn: int) -> str:
    return shown.evaluators[turn // SHEETS_OF_AN_EVALUATOR % len(shown.evaluators)]


def _unit_code(shown: Shown, row: Row, turn: int) -> str:
    return str(row["unit_code"]) if "unit_code" in row else _place(row).unit_code


def _unit_label(shown: Shown, row: Row, turn: int) -> str:
    return shown.labels[_unit_code(shown, row, turn)]


def _place(row: Row) -> Assignment:
    # As of the row's day: a system knows nothing of later moves. Of somebody who has left it knows the last place.
    person: Person = row["_person"]
    return person.assignment_on(row["_on"]) or [each for each in person.assignments if each.first <= row["_on"]][-1]


_KINDS: dict[str, Callable[[Shown, Row, int], str]] = {
    "name": _name,
    "reading": _reading,
    "evaluator": _evaluator,
    "unit_code": _unit_code,
    "unit_label": _unit_label,
    "rank_label": lambda shown, row, turn: shown.labels[_place(row).rank_code],
    "comment": lambda shown, row, turn: str(shown.words["comments"][turn % len(shown.words["comments"])]),
    "course_label": lambda shown, row, turn: shown.labels[row["course_id"]],
}

"""``units.csv`` and ``unit_successions.csv`` as a tree through time; what cannot be read is refused with file and line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from seika.config.table import Row
from seika.config.unit_tree import UnitTree, UnitVersion
from seika.errors import BadConfig

FIRST_LINE = 2  # below the headings


def unit_tree_of(folder: Path, units: Sequence[Row], successions: Sequence[Row]) -> UnitTree:
    """Return the tree that the rows of an organization's two tables are.

    Raises ``BadConfig CONFIG-02`` with file and line for a day that is none, and for a succession to a unit that does not begin on its day.
    """
    path = folder / "units.csv"
    versions = tuple(
        UnitVersion(
            row["unit_code"],
            row["label"],
            row["level"],
            row["parent_unit_code"] or None,
            _day(path, line, row, "valid_from_date"),
            _day(path, line, row, "valid_to_date") if row["valid_to_date"] else None,
        )
        for line, row in enumerate(units, FIRST_LINE)
    )
    begins = {(version.code, version.first) for version in versions}
    successors: dict[str, list[str]] = {}
    for line, row in enumerate(successions, FIRST_LINE):
        file = folder / "unit_successions.csv"
        if row["unit_code"] not in {version.code for version in versions}:
            raise BadConfig("CONFIG-02", file=file, line=line, problem=f"units.csv has no unit {row['unit_code']}")
        if (row["successor_unit_code"], _day(file, line, row, "on_date")) not in begins:
            problem = f"in units.csv {row['successor_unit_code']} does not begin on {row['on_date']}"
            raise BadConfig("CONFIG-02", file=file, line=line, problem=problem)
        successors.setdefault(row["unit_code"], []).append(row["successor_unit_code"])
    return UnitTree(versions, successors)


def _day(file: Path, line: int, row: Row, column: str) -> date:
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        raise BadConfig("CONFIG-02", file=file, line=line, problem=f"{column}: no day (YYYY-MM-DD)") from None

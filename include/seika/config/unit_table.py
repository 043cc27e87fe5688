"""``units.csv``, ``unit_successions.csv`` and merged units as a tree through time; what cannot be read is refused with file and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from seika.config.disclosure import MergedUnits
from seika.config.load import line_of
from seika.config.table import Row
from seika.config.unit_tree import MERGED, UnitTree, UnitVersion
from seika.errors import BadConfig

FIRST_LINE = 2  # below the headings


def unit_tree_of(folder: Path, units: Sequence[Row], successions: Sequence[Row], merged: Sequence[MergedUnits] = ()) -> UnitTree:
    """Return the tree that the rows of an organization's two tables are, with the units that are ``merged`` for publication.

    Raises ``BadConfig CONFIG-02`` with file and line for a day that is none, for a succession to a unit that does not begin on its day, and
    for units that cannot be merged: unknown, merged twice, or never side by side.
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
    return _with_merged(folder / "organization.yml", UnitTree(versions, successors), merged)


def _with_merged(file: Path, tree: UnitTree, merged: Sequence[MergedUnits]) -> UnitTree:
    """Return a tree with its merged units: each is there on the days on which all its units lie side by side."""
    within: dict[str, str] = {}
    added: list[UnitVersion] = []
    for index, each in enumerate(merged):
        stretches = _side_by_side(tree, each)
        if problem := _problem(tree, each, within, bool(stretches)):
            raise BadConfig("CONFIG-02", file=file, line=line_of(file, "disclosure", "merged_units", index), problem=problem)
        within |= dict.fromkeys(each.units, each.code)
        added += stretches
    return replace(tree, versions=(*tree.versions, *added), merged=within)


def _problem(tree: UnitTree, merged: MergedUnits, within: Mapping[str, str], is_ever: bool) -> str | None:
    """Return why units cannot be merged, beside those that are already (``within``); none where they can."""
    codes = {version.code for version in tree.versions}
    unknown, twice = [each for each in merged.units if each not in codes], [each for each in merged.units if each in within]
    if unknown:
        return f"units.csv has no unit {', '.join(unknown)}"
    if merged.code in codes | {*within.values()}:
        return f"{merged.code} is a unit's code already"
    if twice or len(set(merged.units)) < len(merged.units):
        return f"{', '.join(twice or merged.units)}: a unit is merged once"
    return None if is_ever else f"{', '.join(merged.units)} never lie side by side in one unit"


def _side_by_side(tree: UnitTree, merged: MergedUnits) -> list[UnitVersion]:
    """Return when units have the same unit above them, one stretch for each tree in which they have."""
    firsts = [epoch.first for epoch in tree.epochs]
    lasts = [*(first - timedelta(days=1) for first in firsts[1:]), None]
    found: list[UnitVersion] = []
    for epoch, last in zip(tree.epochs, lasts, strict=True):
        above = {epoch.parents.get(code) for code in merged.units}
        parent = above.pop()
        if parent is not None and not above:
            if found and found[-1].parent == parent and found[-1].last == epoch.first - timedelta(days=1):
                found[-1] = replace(found[-1], last=last)
            else:
                found.append(UnitVersion(merged.code, merged.label.ja, MERGED, parent, epoch.first, last))
    return found


def _day(file: Path, line: int, row: Row, column: str) -> date:
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        raise BadConfig("CONFIG-02", file=file, line=line, problem=f"{column}: no day (YYYY-MM-DD)") from None

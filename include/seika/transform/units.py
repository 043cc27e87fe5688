"""The trees of units as the tables that the models join."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from seika.config import Organization
from seika.config.unit_tree import AS_WAS, MERGED, TODAY, NoTree, UnitTree
from seika.errors import BadConfig

_Rows = list[dict[str, Any]]
# No record lies before the first day or after the last.
FIRST, LAST = date(1900, 1, 1), date(9999, 12, 31)


def unit_tables(organization: Organization) -> dict[str, _Rows]:
    """Return the tables unit, tree_unit, tree_epoch and unit_ancestor; raises ``BadConfig TRANSFORM-02`` for a tree that is none."""
    try:
        tree = organization.unit_tree
        return {
            "unit": _units(organization),
            "tree_unit": _tree_units(tree),
            "tree_epoch": _epochs(tree),
            "unit_ancestor": _ancestors(tree),
        }
    except NoTree as problem:
        raise BadConfig("TRANSFORM-02", file=organization.folder / "units.csv", problem=problem) from None


def _units(organization: Organization) -> _Rows:
    return [
        {
            "unit_code": row["unit_code"],
            "unit_level": row["level"],
            "parent_unit_code": row["parent_unit_code"] or None,
            "valid_from_date": date.fromisoformat(row["valid_from_date"]),
            "valid_to_date": date.fromisoformat(row["valid_to_date"]) if row["valid_to_date"] else None,
        }
        for row in organization.units
        if row["level"] != MERGED
    ]


def _tree_units(tree: UnitTree) -> _Rows:
    """When each tree has a unit; the newest tree speaks of all days, because earlier records are led into it."""
    as_was = [(AS_WAS, each.code, each.level, each.first, each.last) for each in tree.versions]
    today = [(TODAY, code, tree.today.levels[code], FIRST, None) for code in tree.today.parents] if tree.successors else []
    names = ("tree_code", "unit_code", "unit_level", "valid_from_date", "valid_to_date")
    return [dict(zip(names, row, strict=True)) for row in [*as_was, *today]]


def _epochs(tree: UnitTree) -> _Rows:
    firsts = [FIRST, *(epoch.first for epoch in tree.epochs[1:])]
    lasts = [*(first - timedelta(days=1) for first in firsts[1:]), LAST]
    return [{"tree_from_date": first, "tree_to_date": last} for first, last in zip(firsts, lasts, strict=True)]


def _ancestors(tree: UnitTree) -> _Rows:
    first = tree.epochs[0].first
    names = ("tree_code", "tree_from_date", "unit_code", "ancestor_unit_code", "ancestor_level")
    return [
        dict(zip(names, (code, FIRST if day == first else day, unit, above, level), strict=True))
        for code, day, unit, above, level in tree.ancestors()
    ]

"""A cell about fewer people than its KPI allows is withheld, and with it the cells from which it could be worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from seika.disclosure.secondary import also_withheld

# How many people there are is withheld too: it is the denominator of most rates.
_SAYS_SOMETHING = ("numerator", "denominator", "value", "people")


def withhold(
    rows: Iterable[Mapping[str, Any]], minimum_people: Mapping[str, int], parents: Mapping[str, str | None]
) -> list[dict[str, Any]]:
    """Return the rows of published KPI values, those withheld emptied and with status ``suppressed``, whatever the reason.

    Withheld are the cells about too few people and, by KPI and window over the tree of units (``parents`` names the unit right above
    each), those from which they could be worked out. ``minimum_people`` is by KPI id; raises ``KeyError`` for a KPI that it lacks, rather
    than publish without a threshold.
    """
    rows = list(rows)
    tables: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for row in rows:
        tables[row["kpi_id"], row["window_id"]][row["unit_code"]] = row
    withheld = {(*table, unit) for table, cells in tables.items() for unit in _withheld(cells, minimum_people[table[0]], parents)}
    return [_emptied(row) if (row["kpi_id"], row["window_id"], row["unit_code"]) in withheld else dict(row) for row in rows]


def _withheld(cells: Mapping[str, Mapping[str, Any]], minimum: int, parents: Mapping[str, str | None]) -> set[str]:
    primary = {unit for unit, row in cells.items() if is_withheld(row, minimum)}
    people = {unit: int(row["people"] or 0) for unit, row in cells.items()}
    return primary | also_withheld(people, parents, primary, minimum) if primary else primary


def is_withheld(row: Mapping[str, Any], minimum_people: int) -> bool:
    """Return whether a cell speaks of fewer than ``minimum_people`` people.

    A cell without people, numerator and denominator speaks of nobody and stays what it is (``no_data``). Minutes without
    people do not: somebody who has left the unit worked them.
    """
    if not any(row[name] for name in ("people", "numerator", "denominator")):
        return False
    return (row["people"] or 0) < minimum_people


def _emptied(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, **dict.fromkeys(_SAYS_SOMETHING), "status": "suppressed"}

"""Primary suppression: a cell about fewer people than its KPI allows is withheld.

Only the cell itself is looked at; that a withheld cell may be worked out from a total and its other parts is the subject of
secondary suppression.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

# How many people there are is withheld too: it is the denominator of most rates.
_SAYS_SOMETHING = ("numerator", "denominator", "value", "people")


def withhold(rows: Iterable[Mapping[str, Any]], minimum_people: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the rows of published KPI values, those about too few people emptied and with status ``suppressed``.

    ``minimum_people`` is by KPI id; raises ``KeyError`` for a KPI that it lacks, rather than publish without a threshold.
    """
    return [_emptied(row) if is_withheld(row, minimum_people[row["kpi_id"]]) else dict(row) for row in rows]


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

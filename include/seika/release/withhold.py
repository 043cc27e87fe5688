"""The place where figures are withheld: the rows of a month go through disclosure control, and come out as they may be published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seika.disclosure import Kpi, Protected, Rules, protect
from seika.errors import BadData

Row = dict[str, Any]
# How many people there are is withheld too: it is the denominator of most rates. What it was before would nearly tell it.
SAYS_SOMETHING = ("numerator", "denominator", "value", "people", "previous_value", "year_ago_value")
_WHOLE = {"tree_code": "as_was", "breakdown_id": "all", "breakdown_code": "all"}


@dataclass(frozen=True)
class Withheld:
    """The rows as they may be published, in the order handed in, and how that was decided."""

    rows: list[Row]
    protected: Protected


def withhold(rows: Sequence[Row], selection: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]] = ()) -> Withheld:
    """Return the rows with those withheld emptied and of status ``suppressed``, whatever the reason.

    ``selection`` is what transform wrote beside them (``disclosure``, ``units``), ``earlier`` what was published before. Raises ``BadData
    RELEASE-05`` for a KPI without rules and ``DISCLOSURE-02`` where readers could pin a protected figure all the same.
    """
    kpis = {kpi_id: _kpi(told) for kpi_id, told in selection["disclosure"].items()}
    for row in rows:
        if row["kpi_id"] not in kpis:
            raise BadData("RELEASE-05", kpi=row["kpi_id"])
    trees = {"as_was": selection["units"], "today": selection.get("units_today", selection["units"])}
    decided = protect([_WHOLE | row for row in rows], kpis, trees, [_WHOLE | dict(row) for row in earlier], selection.get("successors"))
    for each in decided.failed:
        table, place = decided.tables.names[each.table], decided.tables.sheet.places[each.place]
        raise BadData("DISCLOSURE-02", measure=table[1], unit=place.unit_code, count=len(decided.failed))
    return Withheld([_emptied(row) if why else row for row, why in zip(rows, decided.reasons, strict=True)], decided)


def _kpi(told: Mapping[str, Any]) -> Kpi:
    return Kpi(
        numerator=told["numerator"],
        denominator=told["denominator"],
        rules=Rules(**told["rules"]),
        is_part=told["is_part"],
        stocks=frozenset(told["stocks"]),
        weight=told["weight"],
    )


def _emptied(row: Row) -> Row:
    return {**row, **{name: None for name in SAYS_SOMETHING if name in row}, "status": "suppressed"}

"""What was published before, as far as it bears on a month that is about to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, tuple_

from seika.disclosure.spans import A_YEAR
from seika.store import tables
from seika.store.database import transaction
from seika.store.releases import CELL_KEY

_ROW, _SNAPSHOT = tables.kpi_value_row.c, tables.snapshot.c


def comparable(organization_id: str, rows: Sequence[Mapping[str, Any]], disclosure: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the published rows that ``rows`` could be compared with, as dicts by column name in one order; see ``published_before``.

    Of each KPI and window those that speak of the very same days; where the KPI's rules (``disclosure`` by KPI) have a
    ``minimum_difference`` also those from the same first day, and of stocks those of all days; of measures that
    happen in several windows also those of a year around.
    """
    days = {(row["kpi_id"], row["window_id"], row["speaks_from"], row["speaks_to"]) for row in rows}
    strict = {kpi_id: told for kpi_id, told in disclosure.items() if told["rules"].get("minimum_difference")}
    stocks = sorted(kpi_id for kpi_id, told in strict.items() if {told["numerator"], told["denominator"]} - {None} <= set(told["stocks"]))
    starts = sorted({each[:3] for each in days if each[0] in strict})
    same_days = tuple_(_ROW.kpi_id, _ROW.window_id, _ROW.speaks_from, _ROW.speaks_to).in_(sorted(days))
    same_start = tuple_(_ROW.kpi_id, _ROW.window_id, _ROW.speaks_from).in_(starts)
    told = or_(same_days, same_start, _ROW.kpi_id.in_(stocks), *_overlapping(rows, disclosure))
    return _read(_SNAPSHOT.organization_id == organization_id, told)


def _overlapping(rows: Sequence[Mapping[str, Any]], disclosure: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """Return which published windows may tell by subtraction what one of now says: of measures that happen in several windows."""
    windows: dict[str, set[tuple[Any, Any]]] = defaultdict(set)
    for row in rows:
        for measure in _flows(disclosure[row["kpi_id"]]) if row["kpi_id"] in disclosure else ():
            windows[measure].add((row["speaks_from"], row["speaks_to"]))
    found = []
    for measure, days in sorted(windows.items()):
        if len(days) > 1:
            kpis = sorted(kpi_id for kpi_id, told in disclosure.items() if measure in _flows(told))
            first, last = min(start for start, _ in days), max(end for _, end in days)
            found.append(and_(_ROW.kpi_id.in_(kpis), _ROW.speaks_to >= first - A_YEAR, _ROW.speaks_from <= last + A_YEAR))
    return found


def _flows(told: Mapping[str, Any]) -> set[str]:
    return {told["numerator"], told["denominator"]} - {None} - set(told["stocks"])


def published_before(organization_id: str, sequence_number: int) -> list[dict[str, Any]]:
    """Return what was published before a snapshot: of each cell and its days the last row that says something, else a withheld one."""
    return _read(_SNAPSHOT.organization_id == organization_id, _SNAPSHOT.sequence_number < sequence_number)


def _read(*conditions: ColumnElement[bool]) -> list[dict[str, Any]]:
    cell = [_ROW[name] for name in (*CELL_KEY, "speaks_from", "speaks_to")]
    joined = select(tables.kpi_value_row).join(tables.snapshot, _SNAPSHOT.snapshot_id == _ROW.snapshot_id)
    last = joined.where(*conditions).distinct(*cell).order_by(*cell, _ROW.status == "suppressed", _SNAPSHOT.sequence_number.desc())
    with transaction() as connection:
        return [dict(row._mapping) for row in connection.execute(last)]

"""What was published before, as far as it bears on a month that is about to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_, union

from seika.disclosure.spans import A_YEAR
from seika.store import tables
from seika.store.database import transaction
from seika.store.releases import CELL_KEY

_ROW, _SNAPSHOT = tables.kpi_value_row.c, tables.snapshot.c


def comparable(organization_id: str, rows: Sequence[Mapping[str, Any]], disclosure: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the published rows that ``rows`` could be compared with, as dicts by column name in one order; see ``published_before``.

    Of each KPI and window those that speak of the very same days; where the KPI's rules (``disclosure`` by KPI) have a
    ``minimum_difference`` also those from the same first day, and of stocks those of all days; of measures that
    happen in several windows also those of a year around. No snapshot speaks of days after its month, so that older ones are left
    out: what a month costs does not grow with the years before it, but for stocks.
    """
    if not rows:
        return []
    days = {(row["kpi_id"], row["window_id"], row["speaks_from"], row["speaks_to"]) for row in rows}
    strict = {kpi_id: told for kpi_id, told in disclosure.items() if told["rules"].get("minimum_difference")}
    stocks = sorted(kpi_id for kpi_id, told in strict.items() if {told["numerator"], told["denominator"]} - {None} <= set(told["stocks"]))
    starts = sorted({each[:3] for each in days if each[0] in strict})
    same_days = tuple_(_ROW.kpi_id, _ROW.window_id, _ROW.speaks_from, _ROW.speaks_to).in_(sorted(days))
    same_start = tuple_(_ROW.kpi_id, _ROW.window_id, _ROW.speaks_from).in_(starts)
    near = or_(same_days, same_start, *_overlapping(rows, disclosure))
    earliest = f"{min(row['speaks_from'] for row in rows) - A_YEAR:%Y-%m}"
    return _read(organization_id, and_(_SNAPSHOT.period >= earliest, near), _ROW.kpi_id.in_(stocks))


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
    """Return what was published before a snapshot: of each cell and its days every figure that it ever had, else a withheld row.

    Each with the ``sequence_number`` of the snapshot that was the first to say so; a figure that came back is there twice.
    """
    return _read(organization_id, _SNAPSHOT.sequence_number < sequence_number)


def _read(organization_id: str, *either: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Return every figure of each cell and its days among the rows for which any condition holds; each is a query of its own,
    because a database that looks for both at once looks at all rows."""
    rows = select(tables.kpi_value_row, _SNAPSHOT.sequence_number).join(tables.snapshot, _SNAPSHOT.snapshot_id == _ROW.snapshot_id)
    found = union(*(rows.where(_SNAPSHOT.organization_id == organization_id, each) for each in either)).subquery()
    cell: list[ColumnElement[Any]] = [found.c[name] for name in (*CELL_KEY, "speaks_from", "speaks_to")]
    is_shown = found.c.status != "suppressed"
    figures = [func.coalesce(found.c[name], 0) for name in ("numerator", "denominator", "people")]
    alike: dict[str, Any] = {"partition_by": [*cell, is_shown], "order_by": found.c.sequence_number}
    told = select(
        found,
        or_(*(figure.is_distinct_from(func.lag(figure).over(**alike)) for figure in figures)).label("is_new"),
        func.bool_or(is_shown).over(partition_by=cell).label("was_shown"),
        func.row_number().over(**alike).label("number"),
    ).subquery()
    columns: list[ColumnElement[Any]] = [told.c[column.name] for column in found.c]
    each_figure = and_(told.c.status != "suppressed", told.c.is_new)
    kept = select(*columns).where(or_(each_figure, and_(~told.c.was_shown, told.c.number == 1)))
    with transaction() as connection:
        return [dict(row._mapping) for row in connection.execute(kept.order_by(*(told.c[each.name] for each in cell), "sequence_number"))]

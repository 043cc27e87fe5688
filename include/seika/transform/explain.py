"""What stands behind one number: definition, SQL, how many rows of which delivery, and the value, computed anew and published nowhere."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seika.config import Organization, load_organization, paths
from seika.config.fact import load_facts
from seika.config.kpi import Kpi, KpiChoice, Measure
from seika.errors import BadData
from seika.kpi import aggregate_sql, rows_sql
from seika.period import Period
from seika.transform import choose
from seika.transform.build import build, write_project
from seika.transform.declared import Month
from seika.transform.mount import mount

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Counted:
    """One measure of a KPI: its SQL and the rows it counts in the unit, by delivery."""

    measure_id: str
    sql: str
    rows_by_delivery: dict[str, int]


@dataclass(frozen=True)
class Explained:
    """One KPI in one month, window and unit."""

    kpi_id: str
    window_id: str
    start: str
    end: str
    unit_code: str
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    formula: str
    people: int | None
    status: str
    measures: tuple[Counted, ...]


def explain(organization_id: str, kpi_id: str, period: Period, unit_code: str | None = None, cut_off: datetime | None = None) -> Explained:
    """Return how a KPI's value of ``period`` comes about in its first window, for a unit (the whole organization where none is given).

    From the deliveries accepted up to ``cut_off`` (now where it is left out).
    Raises ``BadData TRANSFORM-06`` where the organization does not follow the KPI, it does not hold in the month or there is no such
    unit; ``NotReady TRANSFORM-01`` where an extract has not come. Nothing is published, the scratch is removed.
    """
    return explain_in(load_organization(organization_id), kpi_id, period, unit_code, cut_off)


def explain_trial(organization_id: str, kpi_id: str, kpi: Kpi, measures: dict[str, Measure], period: Period) -> Explained:
    """Return the same of a KPI that is only being written; ``measures`` are its own, on top of those of ``include/measures``."""
    organization = load_organization(organization_id)
    node_id = next(iter(sorted(organization.logic_model.nodes)))
    others = tuple(choice for choice in organization.kpi_choices if choice.kpi != kpi_id)
    trial = replace(
        organization,
        kpi_choices=(*others, KpiChoice(kpi=kpi_id, outcome=node_id)),
        kpis={**organization.kpis, kpi_id: kpi},
        measures={**organization.measures, **measures},
    )
    return explain_in(trial, kpi_id, period, None)


def explain_in(
    organization: Organization, kpi_id: str, period: Period, unit_code: str | None, cut_off: datetime | None = None
) -> Explained:
    """Return how a KPI's value comes about in an organization as it is given."""
    if kpi_id not in organization.kpis or organization.kpis[kpi_id].version_of(str(period)) is None:
        raise BadData("TRANSFORM-06", kpi=kpi_id, organization=organization.id, period=period)
    extracts = choose.choose(organization, period, choose.accepted(organization, cut_off))
    with _computed(Month(organization, period, extracts, load_facts())) as connection:
        row = _value(connection, kpi_id, unit_code)
        if row is None:
            raise BadData("TRANSFORM-06", kpi=kpi_id, organization=organization.id, period=period)
        kpi = organization.kpis[kpi_id]
        version = kpi.version_of(str(period))
        assert version
        measure_ids = [name for name in (version.numerator, version.denominator) if name]
        counted = tuple(_counted(connection, organization, name, row) for name in measure_ids)
    return Explained(measures=counted, formula=_formula(kpi, row), **row)


def _formula(kpi: Kpi, row: dict[str, Any]) -> str:
    """Return the arithmetic behind the value, such as ``18670 / (37 * 60)``."""
    above = f"{row['numerator']}" + (f" * {kpi.unit.multiply}" if kpi.unit.multiply != 1 else "")
    if row["denominator"] is None:
        return above
    return f"{above} / " + (f"({row['denominator']} * {kpi.unit.divide})" if kpi.unit.divide != 1 else f"{row['denominator']}")


@contextmanager
def _computed(month: Month) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield the database of a month's build, which goes when it has been looked at."""
    import duckdb

    paths.scratch().mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="explain-", dir=paths.scratch()))
    try:
        project = write_project(folder / "project", month.organization)
        mount(project.database, month)
        build(project)
        with duckdb.connect(str(project.database), read_only=True) as connection:
            yield connection
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _value(connection: duckdb.DuckDBPyConnection, kpi_id: str, unit_code: str | None) -> dict[str, Any] | None:
    found = connection.execute(
        """
        select kpi_value.kpi_id, window_id, cast(speaks_from as varchar) as "start", cast(speaks_to as varchar) as "end", unit_code,
            numerator, denominator, value, people, status
        from main.kpi_value
        inner join config.kpi_window using (kpi_id, window_id)
        where kpi_value.kpi_id = ? and kpi_window.is_first_window
            and tree_code = 'as_was' and breakdown_id = 'all' and (unit_code = ? or (? is null and unit_level = 'organization'))
        """,
        [kpi_id, unit_code, unit_code],
    )
    names = [column[0] for column in found.description or ()]
    row = found.fetchone()
    return dict(zip(names, row, strict=True)) if row else None


def _counted(connection: duckdb.DuckDBPyConnection, organization: Organization, measure_id: str, row: dict[str, Any]) -> Counted:
    facts = load_facts()
    rows = rows_sql(measure_id, organization.measures, facts, relation=lambda name: f"main.{name}")
    counts = connection.execute(
        f"""
        select rows.delivery_id, count(*) from ({rows.rstrip()}) as rows
        inner join main.dim_unit_ancestor as above
            on rows.unit_code = above.unit_code and rows.tree_from_date = above.tree_from_date and above.tree_code = 'as_was'
        where above.ancestor_unit_code = ? and rows.window_id = ? and cast(rows.end_date as varchar) = ?
        group by 1 order by 1
        """,  # noqa: S608 - compiled from declarations
        [row["unit_code"], row["window_id"], row["end"]],
    ).fetchall()
    sql = aggregate_sql(measure_id, organization.measures, facts, relation=lambda name: name)
    return Counted(measure_id, sql, dict(counts))

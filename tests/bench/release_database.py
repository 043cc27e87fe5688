"""BI's queries on the release database of one ward and one year, and of 23 wards and ten years. ``python tests/bench/release_database.py``

One month of a simulated ward is published by the real pipeline; its snapshot is then laid down again, in SQL and without its
triggers, for every ward and month. Every chart of the dashboards is asked as Superset asks it: dataset, condition, columns or
measures, and the dashboard's filters at what a reader sees first (one organization, its newest month, one KPI). Medians of three.

``SEIKA_BENCH_WARDS`` (23), ``SEIKA_BENCH_YEARS`` (10), ``SEIKA_BENCH_WARD`` (setagaya), ``SEIKA_BENCH_STAFF`` (600).
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from measure import medians, tell
from whole_way import drop, take_in

WARD, FIRST = os.environ.get("SEIKA_BENCH_WARD", "setagaya"), "2025-04"
STAFF = int(os.environ.get("SEIKA_BENCH_STAFF", "600"))
WARDS, YEARS = int(os.environ.get("SEIKA_BENCH_WARDS", "23")), int(os.environ.get("SEIKA_BENCH_YEARS", "10"))
LABEL, KPI = "区01", "overtime_hours_per_capita_month"
TABLES = (
    "kpi_value_row",
    "outcome_status_row",
    "kpi_definition_row",
    "logic_model_node_row",
    "logic_model_edge_row",
    "unit_row",
    "snapshot_input",
)


def multiply(connection: Any, wards: int, months: int) -> None:
    """Lay the only published snapshot down for ``wards`` x ``months``, as if each had been published."""
    connection.exec_driver_sql("set session_replication_role = replica")  # no triggers: nothing here is to be protected
    connection.exec_driver_sql(f"""
        create temporary table slot as
        select
            'ward' || lpad(ward::text, 2, '0') as organization_id,
            '区' || lpad(ward::text, 2, '0') as label,
            to_char(date '2016-04-01' + make_interval(months => month), 'YYYY-MM') as period
        from generate_series(1, {wards}) as ward, generate_series(0, {months} - 1) as month
    """)
    made = "slot.organization_id || '-' || slot.period || '-r1'"
    new = {
        "snapshot_id": made, "organization_id": "slot.organization_id", "period": "slot.period",
        "snapshot_hash": f"encode(sha256(convert_to({made}, 'UTF8')), 'hex')",
        "previous_hash": f"encode(sha256(convert_to({made} || '-', 'UTF8')), 'hex')",
        "speaks_from": "to_date(slot.period, 'YYYY-MM')",
        "speaks_to": "(to_date(slot.period, 'YYYY-MM') + interval '1 month - 1 day')::date",
    }  # fmt: skip
    for table in ("snapshot", *TABLES, "current_snapshot"):
        columns = [
            row[0]
            for row in connection.exec_driver_sql(
                "select column_name from information_schema.columns where table_schema = 'kpi' and table_name = %s"
                " and is_identity = 'NO' order by ordinal_position",
                (table,),
            )
        ]
        chosen = dict.fromkeys(columns) | {name: new[name] for name in columns if name in new}
        if table == "unit_row":
            chosen["label_ja"] = "case when one.parent_unit_code is null then slot.label else one.label_ja end"
        values = ", ".join(expression or f"one.{name}" for name, expression in chosen.items())
        connection.exec_driver_sql(
            f"insert into kpi.{table} ({', '.join(columns)}) select {values} from (select * from kpi.{table}) as one, slot"
        )


def questions(label: str, kpi: str) -> dict[str, str]:
    """Return the SQL of each chart, filtered as its dashboard is when it opens."""
    from seika.superset.assets import Chart, Dashboard, load_assets

    assets = load_assets()
    chosen = {"organization": f"organization_label = '{label}'", "period": "month_choice = '最新'", "kpi": f"kpi_label = '{kpi}'"}

    def sql(chart_id: str, chart: Chart, dashboard: Dashboard) -> str:
        dataset = assets.datasets[chart.dataset]
        computed = {each.name: each.expression for each in dataset.all_columns if each.expression}
        measures = {each.metric_name: each.expression for each in dataset.metrics}
        filters = [chosen[name] for name in dashboard.filters if chart_id not in dashboard.unfiltered.get(name, ())]
        where = " and ".join(filter(None, [chart.where, *filters]))
        for name, expression in computed.items():
            where = where.replace(name, f"({expression})")
        params = chart.params
        by = [
            name if isinstance(name, str) else name["sqlExpression"] for name in [params.get("x_axis"), *params.get("groupby", [])] if name
        ]
        asked = [measures[name] for name in params.get("metrics", [])]
        asked += [params["metric"]["sqlExpression"]] if "metric" in params else []
        listed = [computed.get(name) or name for name in params.get("all_columns", [])] or [*by, *asked]
        grouped = f" group by {', '.join(str(number) for number in range(1, len(by) + 1))}" if by and asked else ""
        source = f"({dataset.sql})" if dataset.sql else f"kpi.{dataset.table_name}"
        return f"select {', '.join(listed)} from {source} as {dataset.table_name} where {where}{grouped}"

    found = {
        chart_id: sql(chart_id, assets.charts[chart_id], dashboard)
        for dashboard in assets.dashboards.values()
        for chart_id in (place.chart for row in dashboard.rows for place in row)
    }
    for name, each in assets.filters.items():
        dataset = assets.datasets[each.dataset]
        source = f"({dataset.sql})" if dataset.sql else f"kpi.{dataset.table_name}"
        where = f" where {chosen[each.below]}" if each.below else ""
        found[f"filter: {name}"] = f"select {each.column} from {source} as {dataset.table_name}{where} group by 1 limit 1000"
    return found


def publish(folder: Path) -> None:
    """Publish one month of the ward by the real pipeline."""
    from seika.period import Period
    from seika.release import release
    from seika.simulate import simulate
    from seika.transform import transform

    made = simulate([WARD], folder / "simulated", STAFF, 1, FIRST, 1)
    drop(made.folder / "round-1", WARD)
    take_in(WARD)
    release(transform(WARD, Period(FIRST)).folder)


def main() -> None:
    """Ask both databases in turn in a state folder of their own."""
    with tempfile.TemporaryDirectory(prefix="seika-bench-") as folder:
        os.environ["SEIKA_STATE"] = folder
        from seika.store.database import engine, stop_server

        try:
            publish(Path(folder))
            seconds: dict[str, list[float]] = {}
            rows: dict[str, list[int]] = {}
            for wards, months in ((1, 12), (WARDS, YEARS * 12)):
                with engine().begin() as connection:
                    if seconds:
                        _empty_but(connection, WARD)
                    multiply(connection, wards, months)
                with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.exec_driver_sql("vacuum analyze")
                    kpi = connection.exec_driver_sql(
                        "select label_ja from kpi.kpi_definition_row where kpi_id = %s limit 1", (KPI,)
                    ).scalar_one()
                    for name, sql in questions(LABEL, kpi).items():
                        rows.setdefault(name, []).append(len(connection.exec_driver_sql(sql).fetchall()))
                        (median,) = medians(lambda sql=sql: connection.exec_driver_sql(sql).fetchall())
                        seconds.setdefault(name, []).append(median)
                    cells = connection.exec_driver_sql("select count(*) from kpi.kpi_value_row").scalar_one()
        finally:
            stop_server()
    pairs = [(f"{name} ({rows[name][1]} rows)", large, small) for name, (small, large) in seconds.items()]
    tell(f"{WARDS} wards x {YEARS} years ({cells:,} cells) / 1 ward x 1 year", pairs, {"cells": cells, "rows": rows})


def _empty_but(connection: Any, organization_id: str) -> None:
    connection.exec_driver_sql("set session_replication_role = replica")
    for table in ("current_snapshot", *reversed(TABLES), "snapshot"):
        connection.exec_driver_sql(f"delete from kpi.{table} where snapshot_id not like '{organization_id}-%%'")
    connection.exec_driver_sql("drop table if exists slot")


if __name__ == "__main__":
    main()

"""What a build computed, read back, checked against the exact words and written as the files that release reads."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from seika.canonical import canonical_json
from seika.config.unit_tree import AS_WAS, MERGED
from seika.errors import BadData
from seika.exact import round_half_up
from seika.kpi import rolled_up, status_of
from seika.transform.declared import Month, kpi_windows
from seika.transform.linked import disclosure_of

KPI_ORDER = "kpi_id, window_id, tree_code, unit_code, breakdown_id, breakdown_code"
ORDERS = {"kpi_value": KPI_ORDER, "outcome_status": "node_id"}


def read_result(database: Path) -> dict[str, pa.Table]:
    """Return the released tables of a build by name, each in one order."""
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        queries = {name: f"select * from main.{name} order by {order}" for name, order in ORDERS.items()}  # noqa: S608
        return {name: connection.sql(query).to_arrow_table() for name, query in queries.items()}


def check_result(month: Month, result: Mapping[str, pa.Table]) -> None:
    """Assert that SQL and the exact words say the same of every value and status; raises ``BadData TRANSFORM-05`` naming the cell."""
    declared = {(row["kpi_id"], row["window_id"]): row for row in kpi_windows(month)}
    of_kpi = {}
    for row in _distinct(result["kpi_value"]):
        window = declared[row["kpi_id"], row["window_id"]]
        value = _value(row, window)
        is_whole = row["unit_level"] == "organization" and row["breakdown_id"] == "all"
        target = window["target"] if is_whole else None
        is_stale = window["stale_since"] is not None
        status = status_of(value, target, window["direction_code"], window["on_track_percent"], is_stale, window["ideal"])
        if (row["value"], row["status"], row["target"]) != (value, status, target):
            raise BadData("TRANSFORM-05", cell=f"{row['kpi_id']} {row['window_id']} {row['unit_code']}")
        if is_whole and row["tree_code"] == AS_WAS and window["is_first_window"]:
            of_kpi[row["kpi_id"]] = row["status"]
    firsts = [row for row in declared.values() if row["is_first_window"]]
    for row in result["outcome_status"].to_pylist():
        statuses = [of_kpi.get(each["kpi_id"], "no_data") for each in firsts if each["node_id"] == row["node_id"]]
        rule = month.organization.logic_model.nodes[row["node_id"]].status_rule
        if row["status"] != rolled_up(statuses, rule):
            raise BadData("TRANSFORM-05", cell=row["node_id"])


def _distinct(cells: pa.Table) -> list[dict[str, Any]]:
    """Return one row for each arithmetic that occurs: many small cells divide the same two numbers."""
    cells = cells.append_column("is_nobody", pc.equal(cells["people"], 0))
    same = ["kpi_id", "window_id", "numerator", "denominator", "is_nobody", "value", "target", "status"]
    whole = pc.and_(pc.equal(cells["unit_level"], "organization"), pc.equal(cells["breakdown_id"], "all"))
    parts = cells.filter(pc.invert(whole)).group_by(same).aggregate([("unit_code", "min")])
    rows: list[dict[str, Any]] = cells.filter(whole).to_pylist()
    return rows + [{**row, "unit_code": row["unit_code_min"], "unit_level": "part", "breakdown_id": "all"} for row in parts.to_pylist()]


def write_result(
    folder: Path, month: Month, result: Mapping[str, pa.Table], hashes: Mapping[str, str], more: Mapping[str, bytes] | None = None
) -> None:
    """Write the tables, ``selection.json`` and ``more`` into ``folder`` as a whole: beside it first, then renamed."""
    fresh = folder.with_name(f".{folder.name}-{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, table in result.items():
        pq.write_table(table.replace_schema_metadata(None), fresh / f"{name}.parquet", compression="zstd", store_schema=False)
    for name, content in {"selection.json": canonical_json(_selection(month, hashes)), **(more or {})}.items():
        (fresh / name).write_bytes(content)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.replace(folder)


def _value(row: Mapping[str, Any], window: Mapping[str, Any]) -> Decimal | None:
    if not window["has_source"] or row["denominator"] == 0 or (window["needs_people"] and row["is_nobody"]):
        return None
    divisor = (1 if row["denominator"] is None else row["denominator"]) * window["divide"]
    decimals = len(str(window["scale"])) - 1
    return round_half_up(row["numerator"] * window["multiply"], divisor, decimals)


def _selection(month: Month, hashes: Mapping[str, str]) -> dict[str, Any]:
    return {
        "organization_id": month.organization.id,
        "period": str(month.period),
        **hashes,
        "deliveries": [
            {name: value for name, value in asdict(each).items() if name not in {"rows", "quarantine"} and value is not None}
            for each in sorted(month.extracts, key=lambda each: each.delivery_id)
        ],
        "kpis": {row["kpi_id"]: _kpi(row) for row in _sorted(kpi_windows(month)) if row["is_first_window"]},
        "disclosure": disclosure_of(month),
        **_trees(month),
        "approval": list(month.organization.header.approval),
        "tolerances": {each.kpi: str(each.tolerance) for each in month.organization.kpi_choices if each.tolerance is not None},
        "status_rules": {node_id: node.status_rule for node_id, node in sorted(month.organization.logic_model.nodes.items())},
    }


def _trees(month: Month) -> dict[str, Any]:
    """Return the unit right above each on the month's last day, and where there are successions today's tree and the way into it."""
    tree = month.organization.unit_tree
    then = tree.on(month.period.last_day)
    if not tree.successors:
        return {"units": dict(then.parents)}
    # merged units have no successor: they are in a tree while all of their units lie side by side in it
    into = {code: tree.led(code, then, tree.today) for code, level in then.levels.items() if level != MERGED}
    return {"units": dict(then.parents), "units_today": dict(tree.today.parents), "successors": into}


def _kpi(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("minimum_people", "node_id", "window_id")}


def _sorted(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(rows, key=lambda row: (row["kpi_id"], row["window_id"]))

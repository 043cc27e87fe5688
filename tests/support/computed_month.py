"""A computed month as transform leaves it: two files of rows and what was chosen."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

_VALUE = pa.decimal128(18, 4)
KPI_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("organization_id", "period", "kpi_id", "window_id", "tree_code", "unit_code")),
        *((name, pa.string()) for name in ("unit_level", "breakdown_id", "breakdown_code")),
        ("speaks_from", pa.date32()), ("speaks_to", pa.date32()), ("numerator", pa.int64()), ("denominator", pa.int64()),
        ("value", _VALUE), ("people", pa.int64()), ("target", _VALUE), ("baseline", _VALUE), ("status", pa.string()),
        ("stale_since", pa.string()),
    ]
)  # fmt: skip
OUTCOME_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("organization_id", "period", "node_id", "level", "status")),
        ("kpi_count", pa.int64()), ("behind_count", pa.int64()),
    ]
)  # fmt: skip


def row(unit_code: str = "0000", people: int = 90, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "organization_id": "shinagawa", "period": "2025-04", "kpi_id": "male_childcare_leave_rate",
        "window_id": "fiscal_year_to_date", "tree_code": "as_was", "unit_code": unit_code, "unit_level": "organization",
        "breakdown_id": "all", "breakdown_code": "all", "baseline": None, "stale_since": None,
        "speaks_from": date(2025, 4, 1), "speaks_to": date(2025, 4, 30), "numerator": people * 3 // 10, "denominator": people,
        "value": Decimal("30.0"), "people": people, "target": Decimal("85.0"), "status": "behind",
    }  # fmt: skip
    return made | more


def outcome(node_id: str = "A2-2", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "organization_id": "shinagawa", "period": "2025-04", "node_id": node_id, "level": "direct", "status": "behind",
        "kpi_count": 1, "behind_count": 1,
    }  # fmt: skip
    return made | more


def month(folder: Path, rows: list[dict[str, Any]] | None = None, period: str = "2025-04", **selection: Any) -> Path:
    """Write a computed month and return its folder; ``selection`` replaces keys of ``selection.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [each | {"period": period} for each in rows or [row()]]
    pq.write_table(pa.Table.from_pylist(rows, KPI_SCHEMA), folder / "kpi_value.parquet")
    pq.write_table(pa.Table.from_pylist([outcome(period=period)], OUTCOME_SCHEMA), folder / "outcome_status.parquet")
    delivery = {
        "delivery_id": f"shinagawa-roster-{period}-61000000", "source_id": "roster", "period": period, "sha256": "61" * 32,
        "accepted_count": 90, "quarantined_count": 1,
    }  # fmt: skip
    chosen = {
        "organization_id": "shinagawa", "period": period, "input_hash": "1" * 64, "configuration_hash": "2" * 64,
        "code_hash": "3" * 64, "deliveries": [delivery], "status_rules": {"A2-2": "worst"},
        "units": {"0000": None, "1010": "0000"},
        "disclosure": {
            "male_childcare_leave_rate": {
                "numerator": "male_childcare_leave_new_takers", "denominator": "male_childcare_leave_eligible", "is_part": True,
                "stocks": [], "weight": 1, "rules": {"minimum_people": 5},
            }
        },
        "kpis": {"male_childcare_leave_rate": {"minimum_people": 5, "node_id": "A2-2", "window_id": "fiscal_year_to_date"}},
    }  # fmt: skip
    (folder / "selection.json").write_text(json.dumps(chosen | selection), encoding="utf-8")
    return folder

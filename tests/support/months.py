"""A hand-made month of published rows with its history, so that a report can be tested without a database."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from seika.config import Organization, load_organization
from seika.config.disclosure import Disclosure
from seika.config.editions import Language
from seika.period import Period
from seika.report.content import Content, Delivery, Published, build_content
from seika.report.past import MONTHS, History, history_of
from seika.report.wording import voice
from seika.store.history import PastCell

PERIOD = Period("2026-09")
SPANS = {
    "month": (date(2026, 9, 1), date(2026, 9, 30)),
    "fiscal_year_to_date": (date(2026, 4, 1), date(2026, 9, 30)),
    "rolling_12_months": (date(2025, 10, 1), date(2026, 9, 30)),
    "calendar_year": (date(2025, 1, 1), date(2025, 12, 31)),
    "june_first": (date(2026, 6, 1), date(2026, 6, 1)),
    "calendar_year_to_date": (date(2026, 1, 1), date(2026, 9, 30)),
    "fiscal_year": (date(2025, 4, 1), date(2026, 3, 31)),
    "month_end": (date(2026, 9, 30), date(2026, 9, 30)),
    "april_first": (date(2026, 4, 1), date(2026, 4, 1)),
    "wave": (date(2026, 7, 1), date(2026, 7, 1)),
}
OTHERS = (811, 1_622, "50.0", 1_622)
FIGURES: dict[str, tuple[int, int | None, str, int]] = {  # numerator, denominator, value, people
    "overtime_hours_per_capita_month": (3_401_220, 4_912, "11.5", 4_912),
    "annual_leave_days_avg": (214_880, 4_655, "5.8", 4_655),
    "male_childcare_leave_rate": (52, 48, "108.3", 48),
    "male_childcare_leave_rate_cohort": (41, 48, "85.4", 48),
    "engagement_score_mean": (118_342, 38_010, "3.11", 3_801),
    "engagement_positive_rate": (24_121, 38_010, "63.5", 3_801),
    "survey_response_rate": (3_801, 6_120, "62.1", 6_120),
    "evaluation_completion_rate": (5_002, 5_214, "95.9", 5_214),
    "mandatory_training_completion_rate": (6_120, 9_871, "62.0", 5_480),
    "headcount": (5_514, None, "5514", 5_514),
    "female_manager_rate": (61, 214, "28.5", 214),
}
STATES = {
    "male_childcare_leave_rate": "achieved",
    "male_childcare_leave_rate_cohort": "achieved",
    "mandatory_training_completion_rate": "behind",
    "evaluation_completion_rate": "on_track",
    "female_manager_rate": "on_track",
}
DEPARTMENTS = [
    "政策経営部", "総務部", "庁舎整備担当部", "危機管理部", "財務部", "生活文化政策部", "環境政策部", "経済産業部",
    "保健福祉政策部", "高齢福祉部", "障害福祉部", "子ども・若者部", "都市整備政策部", "防災街づくり担当部", "道路・交通計画部",
    "教育総務部",
]  # fmt: skip


def organization(organization_id: str, folder: Path, departments: list[str] | None = None, **files: str) -> Organization:
    """Return a real organization with a small unit tree of its own; ``files`` (``editions``, ``report``) are YAML beside it."""
    names = DEPARTMENTS if departments is None else departments
    rows = ["unit_code,label,level,parent_unit_code,valid_from_date,valid_to_date", "0,区全体,organization,,2000-04-01,"]
    for index, name in enumerate(names, start=1):
        rows.append(f"{index:02d},{name},department,0,2000-04-01,")
        rows.append(f"{index:02d}01,{name}管理課,section,{index:02d},2000-04-01,")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "units.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    real = load_organization(organization_id)
    for table in real.folder.glob("*.csv"):
        if table.name != "units.csv":
            (folder / table.name).write_bytes(table.read_bytes())
    return replace(real, folder=folder, header=real.header.model_copy(update={"disclosure": Disclosure()}))


def kpi_rows(body: Organization) -> list[dict[str, Any]]:
    """Return published rows of every KPI, window and unit: whole figures above, a part of them below, small units withheld."""
    rows = []
    for kpi_id, kpi in body.kpis.items():
        for window in kpi.windows:
            for index, unit in enumerate(body.units):
                rows.append(_row(body, kpi_id, window, unit, index))
    return rows


def outcome_rows(body: Organization) -> list[dict[str, Any]]:
    """Return a status for every node: the worst of its own KPIs, no_kpi without one."""
    rows = []
    for node_id, node in body.logic_model.nodes.items():
        states = [STATES.get(choice.kpi, "no_target") for choice in body.kpi_choices if choice.outcome == node_id]
        worst = next((state for state in ("behind", "on_track", "achieved", "no_target") if state in states), "no_kpi")
        rows.append({
            "organization_id": body.id, "period": str(PERIOD), "node_id": node_id, "level": node.level,
            "status": worst, "kpi_count": len(states), "behind_count": states.count("behind"),
        })  # fmt: skip
    return rows


def published(body: Organization, **changes: Any) -> Published:
    """Return a registry entry with plain hashes; every source has a delivery of the month."""
    deliveries = tuple(
        Delivery(source, "2026-09", f"{body.id}-{source}-2026-09-0a1b2c3d", "0a1b2c3d" * 8, 1_000, 7) for source in body.sources
    )
    whole = Published(
        snapshot_id=f"{body.id}-2026-09-r1", period=PERIOD, status="provisional", revision=1, snapshot_hash="a7" * 32,
        input_hash="b3" * 32, configuration_hash="c9" * 32, code_hash="d4" * 32, deliveries=deliveries,
    )  # fmt: skip
    return replace(whole, **changes)


def history(body: Organization, rows: list[dict[str, Any]], without: tuple[str, ...] = (), seed: int = 7) -> History:
    """Return 12 months before ``PERIOD`` in which each shown value was another one; ``without`` are months never published."""
    chance = random.Random(seed)
    months = [str(PERIOD.plus(-back)) for back in range(MONTHS - 1, 0, -1)]
    snapshots = {month: f"{body.id}-{month}-r1" for month in months if month not in without}
    cells = [
        PastCell(snapshot_id, row["kpi_id"], row["window_id"], row["unit_code"], _otherwise(row, body, chance), row["status"])
        for snapshot_id in snapshots.values()
        for row in rows
    ]
    return history_of(snapshots, cells)


def content(
    body: Organization,
    rows: list[dict[str, Any]] | None = None,
    language: Language = "ja",
    past: History | None = None,
    **changes: Any,
) -> Content:
    """Return the content of the hand-made month."""
    shown = kpi_rows(body) if rows is None else rows
    return build_content(body, published(body, **changes), shown, outcome_rows(body), voice(language, body), past)


def _otherwise(row: dict[str, Any], body: Organization, chance: random.Random) -> Decimal | None:
    step = Decimal(1).scaleb(-body.kpis[row["kpi_id"]].unit.decimals)
    return None if row["value"] is None else row["value"] + chance.randint(-40, 40) * step


def _row(body: Organization, kpi_id: str, window: str, unit: dict[str, str], index: int) -> dict[str, Any]:
    kpi = body.kpis[kpi_id]
    numerator, denominator, value, people = FIGURES.get(kpi_id, OTHERS)
    level, first = unit["level"], window == kpi.windows[0]
    part = 1 if level == "organization" else 10 + index
    step = Decimal(1).scaleb(-kpi.unit.decimals)
    row: dict[str, Any] = {
        "organization_id": body.id, "period": str(PERIOD), "kpi_id": kpi_id, "window_id": window,
        "tree_code": "as_was", "unit_code": unit["unit_code"], "unit_level": level, "breakdown_id": "all", "breakdown_code": "all",
        "speaks_from": SPANS[window][0], "speaks_to": SPANS[window][1],
        "numerator": numerator // part, "denominator": denominator // part if denominator else None,
        "value": (Decimal(value) + (0 if part == 1 else Decimal(index) / 10)).quantize(step), "people": people // part,
        "target": None, "baseline": None, "status": "no_target", "stale_since": None,
    }  # fmt: skip
    if row["people"] < kpi.minimum_people:
        row.update(numerator=None, denominator=None, value=None, people=None, status="suppressed")
    elif level == "organization" and first and _targets(body).get(kpi_id):
        row.update(target=Decimal(_targets(body)[kpi_id]), status=STATES.get(kpi_id, "no_target"))
    return row


def _targets(body: Organization) -> dict[str, str]:
    held = {choice.kpi: choice.target_of(str(PERIOD), body.kpis[choice.kpi].unit.decimals) for choice in body.kpi_choices}
    return {kpi: str(target.value) for kpi, target in held.items() if target}

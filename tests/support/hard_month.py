"""One month that has everything a report finds hard: long names, more than 100 %, missing months, withheld, stale, restated, waived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from months import PERIOD, content, history, kpi_rows

from seika.config import Organization
from seika.config.editions import Language
from seika.report.content import Content
from seika.report.past import Past
from seika.report.waiver_notes import Waiver

LONG = "子ども・若者支援および地域包括ケア推進担当部(併任を含む全ての分室と出張所)"
MISSING = (str(PERIOD.plus(-3)), str(PERIOD.plus(-4)))
STALE, WITHHELD, RESTATED = "telework_usage_rate", "female_manager_rate", "overtime_hours_per_capita_month"
OVERTIME_RULE = "attendance.overtime_minutes.plausible"
Make = Callable[[Language], Content]


def hard_rows(body: Organization) -> list[dict[str, Any]]:
    """Return its published rows."""
    found = []
    for row in kpi_rows(body):
        if row["kpi_id"] == WITHHELD or (row["kpi_id"] == "headcount" and row["unit_code"] in ("01", "0201")):
            row |= dict.fromkeys(("numerator", "denominator", "value", "people")) | {"status": "suppressed"}
        if row["kpi_id"] == STALE:
            row |= {"status": "stale", "stale_since": "2026-08"}
        found.append(row)
    return found


def hard_month(body: Organization, rows: list[dict[str, Any]]) -> Make:
    """Return what makes its content in a language."""
    past = history(body, rows, without=MISSING)
    held = next(row for row in rows if row["kpi_id"] == RESTATED and row["unit_level"] == "organization")
    first = f"{body.id}-2026-09-r1"
    replaced = {(row["kpi_id"], row["window_id"], row["unit_code"]): Past(first, row["value"], row["status"]) for row in rows}
    replaced[RESTATED, held["window_id"], held["unit_code"]] = Past(first, Decimal("11.2"), "no_target")
    past = replace(past, replaced_id=first, replaced=replaced)
    waiver = Waiver(OVERTIME_RULE, "人事課", "災害対応のため", date(2026, 9, 1), date(2026, 10, 31), (RESTATED,), 3)
    told = {"snapshot_id": f"{body.id}-2026-09-r2", "revision": 2, "status": "restated", "reason": "出退勤の訂正", "waivers": (waiver,)}
    made: dict[Language, Content] = {}

    def make(language: Language) -> Content:
        if language not in made:
            made[language] = content(body, rows, language, past, **told)
        return made[language]

    return make

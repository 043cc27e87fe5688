"""The configuration as the tables that the models join, resolved for one month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from seika.config import Organization
from seika.config.fact import Fact
from seika.config.kpi import Kpi, KpiChoice, KpiVersion
from seika.errors import BadConfig
from seika.period import Period, fiscal_year_of
from seika.transform.choose import Extract
from seika.transform.courses import course_tables
from seika.transform.windows import days_of

# Records of no known unit count in the whole organization only; dbt_project.yml names the same code.
UNKNOWN_UNIT = "-"
_TICK, _AMOUNT = pa.decimal128(5, 4), pa.decimal128(18, 4)
_TEXT, _DATE, _INT, _FLAG = pa.string(), pa.date32(), pa.int64(), pa.bool_()
_COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "unit": {
        "unit_code": _TEXT, "unit_level": _TEXT, "parent_unit_code": _TEXT, "valid_from_date": _DATE, "valid_to_date": _DATE,
    },
    "unit_ancestor": {"unit_code": _TEXT, "ancestor_unit_code": _TEXT},
    "rank": {"rank_code": _TEXT, "is_manager": _FLAG, "is_supervisor": _FLAG},
    "survey_item": {
        "item_id": _TEXT, "category_id": _TEXT, "subcategory_id": _TEXT, "is_engagement": _FLAG, "is_reversed": _FLAG, "scale_max": _INT,
    },
    "course": {"course_id": _TEXT, "topic_code": _TEXT, "training_minutes": _INT},
    "course_competency": {"course_id": _TEXT, "competency_code": _TEXT},
    "rank_competency": {"rank_code": _TEXT, "competency_code": _TEXT},
    "delivery": {"delivery_id": _TEXT, "source_id": _TEXT, "period": _TEXT, "period_first_date": _DATE, "accepted_count": _INT},
    "kpi_window": {
        "organization_id": _TEXT, "period": _TEXT, "kpi_id": _TEXT, "window_id": _TEXT, "start_date": _DATE, "end_date": _DATE,
        "is_first_window": _FLAG, "has_source": _FLAG, "node_id": _TEXT, "numerator_measure_id": _TEXT,
        "denominator_measure_id": _TEXT, "multiply": _INT, "divide": _INT, "scale": _INT, "tick": _TICK, "direction_code": _TEXT,
        "target": _AMOUNT, "on_track_percent": _INT, "minimum_people": _INT, "is_part_of_whole": _FLAG,
    },
    "measure_window": {
        "measure_id": _TEXT, "window_id": _TEXT, "start_date": _DATE, "end_date": _DATE, "fiscal_year": _INT,
    },
    "outcome": {"organization_id": _TEXT, "period": _TEXT, "node_id": _TEXT, "level": _TEXT, "status_rule": _TEXT},
}  # fmt: skip
_Row = dict[str, Any]


@dataclass(frozen=True)
class Month:
    """One month of one organization, as the models are to see it."""

    organization: Organization
    period: Period
    extracts: Sequence[Extract]
    facts: Mapping[str, Fact]

    @property
    def sources(self) -> set[str]:
        """The sources that have at least one extract."""
        return {each.source_id for each in self.extracts}


def tables(month: Month) -> dict[str, pa.Table]:
    """Return the tables of schema ``config`` by name; raises ``BadConfig TRANSFORM-02`` for a tree that is none."""
    windows = kpi_windows(month)
    rows = {
        "unit": _units(month),
        "unit_ancestor": _ancestors(month),
        "rank": _ranks(month),
        "survey_item": _survey_items(month),
        **course_tables(month.organization),
        "delivery": [_delivery(each) for each in month.extracts],
        "kpi_window": windows,
        "measure_window": _measure_windows(windows),
        "outcome": _outcomes(month),
    }
    return {name: pa.Table.from_pylist(rows[name], schema=pa.schema(list(columns.items()))) for name, columns in _COLUMNS.items()}


def kpi_windows(month: Month) -> list[_Row]:
    """Return one row per KPI that holds in the month and window it speaks of."""
    found = []
    for choice in month.organization.kpi_choices:
        kpi = month.organization.kpis[choice.kpi]
        version = kpi.version_of(str(month.period))
        if version:
            found += [_kpi_window(month, choice, kpi, version, index) for index in range(len(kpi.windows))]
    return found


def _kpi_window(month: Month, choice: KpiChoice, kpi: Kpi, version: KpiVersion, index: int) -> _Row:
    organization, window = month.organization, kpi.windows[index]
    surveys = [Period(each.period) for each in month.extracts if each.source_id == "survey"]
    not_before = Period(organization.header.first_period).first_day if kpi.from_first_period else None
    days = days_of(window, month.period, max(surveys, default=None), not_before)
    target = choice.target_of(str(month.period), kpi.unit.decimals)
    return {
        "organization_id": organization.id,
        "period": str(month.period),
        "kpi_id": choice.kpi,
        "window_id": window,
        "start_date": days.start,
        "end_date": days.end,
        "is_first_window": index == 0,
        # a window that ended before the first extract has nothing to count
        "has_source": _sources_of(month, version) <= month.sources and not (not_before and days.end < not_before),
        "node_id": choice.outcome,
        "numerator_measure_id": version.numerator,
        "denominator_measure_id": version.denominator,
        "multiply": kpi.unit.multiply,
        "divide": kpi.unit.divide,
        "scale": 10**kpi.unit.decimals,
        "tick": Decimal(1).scaleb(-kpi.unit.decimals),
        "direction_code": kpi.direction,
        "target": target.value if target and index == 0 else None,
        "on_track_percent": organization.on_track_percent(choice.kpi),
        "minimum_people": kpi.minimum_people,
        "is_part_of_whole": kpi.part_of_whole,
    }


def _sources_of(month: Month, version: KpiVersion) -> set[str]:
    measures = [month.organization.measures[name] for name in (version.numerator, version.denominator) if name]
    return {source for measure in measures for source in month.facts[measure.fact].sources}


def _measure_windows(windows: Sequence[_Row]) -> list[_Row]:
    found = {}
    for row in windows:
        for measure in (row["numerator_measure_id"], row["denominator_measure_id"]):
            if measure:
                found[measure, row["window_id"], row["start_date"]] = {
                    "measure_id": measure,
                    "window_id": row["window_id"],
                    "start_date": row["start_date"],
                    "end_date": row["end_date"],
                    "fiscal_year": fiscal_year_of(row["end_date"]),
                }
    return [found[key] for key in sorted(found)]


def _units(month: Month) -> list[_Row]:
    return [
        {
            "unit_code": row["unit_code"],
            "unit_level": row["level"],
            "parent_unit_code": row["parent_unit_code"] or None,
            "valid_from_date": date.fromisoformat(row["valid_from_date"]),
            "valid_to_date": date.fromisoformat(row["valid_to_date"]) if row["valid_to_date"] else None,
        }
        for row in month.organization.units
    ]


def _ancestors(month: Month) -> list[_Row]:
    """Each unit with itself and all above it; records of no known unit lie in the root."""
    path = month.organization.folder / "units.csv"
    parents = {row["unit_code"]: row["parent_unit_code"] or None for row in month.organization.units}
    roots = [code for code, parent in parents.items() if parent is None]
    levels = [row["unit_code"] for row in month.organization.units if row["level"] == "organization"]
    if len(parents) != len(month.organization.units) or len(roots) != 1 or levels != roots:
        raise BadConfig("TRANSFORM-02", file=path, problem="unit codes must be unique, with one root of level organization")
    found = [{"unit_code": UNKNOWN_UNIT, "ancestor_unit_code": roots[0]}]
    for code in parents:
        above: str | None = code
        seen: set[str] = set()
        while above is not None:
            if above not in parents or above in seen:
                raise BadConfig("TRANSFORM-02", file=path, problem=f"above {code} there is an unknown unit or a circle")
            seen.add(above)
            found.append({"unit_code": code, "ancestor_unit_code": above})
            above = parents[above]
    return found


def _ranks(month: Month) -> list[_Row]:
    if "roster" not in month.organization.sources:
        return []
    rows = month.organization.table("ranks")
    flags = ("is_manager", "is_supervisor")
    return [{"rank_code": row["rank_code"], **{flag: row.get(flag) == "1" for flag in flags}} for row in rows]


def _survey_items(month: Month) -> list[_Row]:
    if "survey" not in month.organization.sources or "survey_items" in month.organization.sources:
        return []
    return [
        {
            "item_id": row["item_id"],
            "category_id": row.get("category_id") or None,
            "subcategory_id": row.get("subcategory_id") or None,
            "is_engagement": row["is_engagement"] == "1",
            "is_reversed": row["is_reversed"] == "1",
            "scale_max": int(row["scale_max"]),
        }
        for row in month.organization.survey_items
    ]


def _delivery(extract: Extract) -> _Row:
    return {
        "delivery_id": extract.delivery_id,
        "source_id": extract.source_id,
        "period": extract.period,
        "period_first_date": Period(extract.period).first_day,
        "accepted_count": extract.accepted_count,
    }


def _outcomes(month: Month) -> list[_Row]:
    place = {"organization_id": month.organization.id, "period": str(month.period)}
    nodes = month.organization.logic_model.nodes
    return [{**place, "node_id": node_id, "level": node.level, "status_rule": node.status_rule} for node_id, node in sorted(nodes.items())]

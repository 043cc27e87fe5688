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
from seika.config.kpi import MEMBER, Kpi, KpiChoice, KpiVersion
from seika.config.unit_tree import AS_WAS, LEVELS, MERGED, TODAY
from seika.kpi import breakdowns_of
from seika.period import Period, fiscal_year_of
from seika.transform.calendar import days
from seika.transform.choose import Extract
from seika.transform.courses import course_tables
from seika.transform.spoken import spoken_of
from seika.transform.units import unit_tables
from seika.transform.windows import days_of

_TICK, _AMOUNT = pa.decimal128(5, 4), pa.decimal128(18, 4)
_TEXT, _DATE, _INT, _FLAG = pa.string(), pa.date32(), pa.int64(), pa.bool_()
_COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "unit": {
        "unit_code": _TEXT, "unit_level": _TEXT, "parent_unit_code": _TEXT, "valid_from_date": _DATE, "valid_to_date": _DATE,
    },
    "tree_unit": {"tree_code": _TEXT, "unit_code": _TEXT, "unit_level": _TEXT, "valid_from_date": _DATE, "valid_to_date": _DATE},
    "tree_epoch": {"tree_from_date": _DATE, "tree_to_date": _DATE},
    "unit_ancestor": {
        "tree_code": _TEXT, "tree_from_date": _DATE, "unit_code": _TEXT, "ancestor_unit_code": _TEXT, "ancestor_level": _TEXT,
    },
    "day": {"work_date": _DATE, "is_holiday": _FLAG, "is_working_day": _FLAG},
    "unit_succession": {"unit_code": _TEXT, "successor_unit_code": _TEXT, "succession_date": _DATE},
    "unit_designation": {"unit_code": _TEXT, "unit_designation_code": _TEXT, "valid_from_date": _DATE, "valid_to_date": _DATE},
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
        "target": _AMOUNT, "baseline": _AMOUNT, "stale_since": _TEXT, "on_track_percent": _INT, "minimum_people": _INT,
        "is_part_of_whole": _FLAG, "needs_people": _FLAG, "ideal": _AMOUNT,
    },
    "kpi_breakdown": {"kpi_id": _TEXT, "breakdown_id": _TEXT},
    "measure": {"measure_id": _TEXT, "aggregate_code": _TEXT, "has_persons": _FLAG, "is_rolled_up": _FLAG},
    "measure_breakdown": {"measure_id": _TEXT, "tree_code": _TEXT, "unit_level": _TEXT, "breakdown_id": _TEXT},
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
    breakdowns = kpi_breakdowns(month)
    rows = {
        **unit_tables(month.organization),
        "day": days(month.period),
        "unit_succession": [_succession(row) for row in month.organization.successions],
        "unit_designation": [_designation(row) for row in month.organization.designations],
        "rank": _ranks(month),
        "survey_item": _survey_items(month),
        **course_tables(month.organization),
        "delivery": [_delivery(each) for each in month.extracts],
        "kpi_window": windows,
        "measure_window": _measure_windows(month, windows),
        "kpi_breakdown": [{"kpi_id": kpi_id, "breakdown_id": each} for kpi_id, found in breakdowns.items() for each in sorted(found)],
        "measure": _measures(month, windows),
        "measure_breakdown": _measure_breakdowns(month, windows, breakdowns),
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
    known = spoken_of(organization, month.facts, month.extracts, month.period, version, window)
    spoken = known or month.period
    days = days_of(window, spoken, max(surveys, default=None), not_before)
    target = choice.target_of(str(month.period), kpi.unit.decimals)
    baseline = choice.baseline_of(str(month.period))
    return {
        "organization_id": organization.id,
        "period": str(month.period),
        "kpi_id": choice.kpi,
        "window_id": window,
        "start_date": days.start,
        "end_date": days.end,
        "is_first_window": index == 0,
        # a window that ended before the first extract has nothing to count, one that lacks a month nothing that it could say
        "has_source": known is not None and _sources_of(month, version) <= month.sources and not (not_before and days.end < not_before),
        "node_id": choice.outcome,
        "numerator_measure_id": measure_of(month, kpi, version.numerator),
        "denominator_measure_id": measure_of(month, kpi, version.denominator) if version.denominator else None,
        "multiply": kpi.unit.multiply,
        "divide": kpi.unit.divide,
        "scale": 10**kpi.unit.decimals,
        "tick": Decimal(1).scaleb(-kpi.unit.decimals),
        "direction_code": kpi.direction,
        "target": target.value if target and index == 0 else None,
        "baseline": baseline.value if baseline and index == 0 else None,
        "stale_since": str(spoken) if spoken != month.period else None,
        "on_track_percent": organization.on_track_percent(choice.kpi),
        "minimum_people": kpi.minimum_people,
        "is_part_of_whole": kpi.part_of_whole,
        "needs_people": kpi.needs_people,
        "ideal": kpi.ideal,
    }


def measure_of(month: Month, kpi: Kpi, measure_id: str) -> str:
    """Return what a KPI counts: of a family of measures the member of the KPI's own code."""
    return f"{measure_id}{MEMBER}{kpi.member}" if month.organization.measures[measure_id].each else measure_id


def _sources_of(month: Month, version: KpiVersion) -> set[str]:
    measures = [month.organization.measures[name] for name in (version.numerator, version.denominator) if name]
    return {source for measure in measures for source in month.facts[measure.fact].sources}


def kpi_breakdowns(month: Month) -> dict[str, set[str]]:
    """Return by KPI what it is broken down by: what the organization asks for and the facts of both its measures can tell."""
    asked: set[str] = {*month.organization.header.breakdowns}
    found = {}
    for row in kpi_windows(month):
        facts = [month.facts[month.organization.measures[name.partition(MEMBER)[0]].fact] for name in _measures_of(row)]
        found[row["kpi_id"]] = asked.intersection(*(breakdowns_of(fact) for fact in facts))
    return found


def _measures_of(row: _Row) -> list[str]:
    return [name for name in (row["numerator_measure_id"], row["denominator_measure_id"]) if name]


def _measure_windows(month: Month, windows: Sequence[_Row]) -> list[_Row]:
    """The windows of each measure as it is declared, those that end earlier because a source is late too: a family is counted in one go."""
    found = {}
    for row in windows:
        for measure in _measures_of(row):
            name = measure.partition(MEMBER)[0] if month.organization.measures[measure.partition(MEMBER)[0]].each else measure
            found[name, row["window_id"], row["start_date"], row["end_date"]] = {
                "measure_id": name,
                "window_id": row["window_id"],
                "start_date": row["start_date"],
                "end_date": row["end_date"],
                "fiscal_year": fiscal_year_of(row["end_date"]),
            }
    return [found[key] for key in sorted(found)]


def _measures(month: Month, windows: Sequence[_Row]) -> list[_Row]:
    found = {}
    for name in sorted({name for row in windows for name in _measures_of(row)}):
        measure = month.organization.measures[name.partition(MEMBER)[0]]
        has_persons = month.facts[measure.fact].person is not None
        found[name] = {"aggregate_code": measure.aggregate.kind, "has_persons": has_persons, "is_rolled_up": measure.rolls_up}
    return [{"measure_id": name, **row} for name, row in found.items()]


def _measure_breakdowns(month: Month, windows: Sequence[_Row], breakdowns: Mapping[str, set[str]]) -> list[_Row]:
    """What is asked of each measure: the whole at every level and in every tree, parts down to the level that the organization says.

    Merged units are told by parts where all units that are merged are.
    """
    asked: dict[str, set[str]] = {}
    for row in windows:
        for name in _measures_of(row):
            asked.setdefault(name, set()).update(breakdowns[row["kpi_id"]])
    depth, units = month.organization.header.breakdowns, month.organization.unit_tree
    of_merged = {version.level for version in units.versions if version.code in units.merged}
    found = []
    for name in sorted(asked):
        for tree in (AS_WAS, TODAY):
            found += [(name, tree, level, "all") for level in (*LEVELS, *([MERGED] if of_merged else []))]
        for each in sorted(asked[name]):
            told = LEVELS[: LEVELS.index(depth[each]) + 1]  # type: ignore[index]
            found += [(name, AS_WAS, level, each) for level in (*told, *([MERGED] if of_merged and of_merged <= {*told} else []))]
    names = ("measure_id", "tree_code", "unit_level", "breakdown_id")
    return [dict(zip(names, each, strict=True)) for each in found]


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


def _designation(row: Mapping[str, str]) -> _Row:
    return {
        "unit_code": row["unit_code"],
        "unit_designation_code": row["designation_code"],
        "valid_from_date": date.fromisoformat(row["valid_from_date"]),
        "valid_to_date": date.fromisoformat(row["valid_to_date"]) if row["valid_to_date"] else None,
    }


def _succession(row: Mapping[str, str]) -> _Row:
    return {
        "unit_code": row["unit_code"],
        "successor_unit_code": row["successor_unit_code"],
        "succession_date": date.fromisoformat(row["on_date"]),
    }


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

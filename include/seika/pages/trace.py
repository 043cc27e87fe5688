"""From a number to the files it came from: snapshot, definition, measures, facts, deliveries, as a picture and as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from seika.config import Organization
from seika.config.fact import Fact, load_facts
from seika.config.kpi import Kpi, KpiVersion, Measure
from seika.errors import BadData
from seika.kpi import aggregate_sql
from seika.pages.asked import owned, unit_labels
from seika.pages.auth import may_open
from seika.pages.cells import KEY, Row, cells
from seika.pages.lineage_picture import things_of
from seika.pages.picture import draw
from seika.pages.view import language_of, show, words
from seika.store import ledger, releases
from seika.store.ledger import Delivery
from seika.store.releases import Snapshot
from seika.transform.hashes import configuration_hash

router = APIRouter(dependencies=[Depends(may_open("trace"))])


@dataclass(frozen=True)
class Used:
    """A delivery that a number may have counted rows of, with its counts as they were when the snapshot was made."""

    delivery: Delivery
    accepted_count: int
    quarantined_count: int
    broken_rules: int


@dataclass(frozen=True)
class Lineage:
    """One published cell with all that it came from; ``measures`` in the order numerator, denominator, population."""

    organization: Organization
    snapshot: Snapshot
    row: Row
    kpi: Kpi
    version: KpiVersion
    measures: Mapping[str, Measure]
    facts: Mapping[str, Fact]
    used: tuple[Used, ...]

    def part(self, measure_id: str) -> str:
        """Return what a measure is in the formula: ``numerator``, ``denominator``, or the ``population`` of one of them."""
        parts = {self.version.denominator: "denominator", self.version.numerator: "numerator"}
        return parts.get(measure_id, "population")


@router.get("/trace")
def trace(request: Request, snapshot: str) -> Response:
    """Show what a published cell came from; the cell is named by the columns of its key (``kpi_id``, ``window_id``, …)."""
    asked = {name: request.query_params[name] for name in KEY if name in request.query_params}
    lineage = lineage_of(snapshot, asked)
    language = language_of(request)
    things = things_of(lineage, words(language), language, request.scope.get("root_path", ""))
    facts = load_facts()
    return show(
        request,
        "trace",
        lineage=lineage,
        organization=lineage.organization,
        snapshot=lineage.snapshot,
        manifest=json.loads(lineage.snapshot.manifest),
        picture=draw(things, words(language)["trace"]["columns"]),
        sql={name: aggregate_sql(name, lineage.organization.measures, facts, lambda each: each) for name in lineage.measures},
        unit_label=unit_labels(lineage.organization).get(lineage.row["unit_code"], lineage.row["unit_code"]),
        others=_others(lineage),
        is_as_declared=configuration_hash(lineage.organization) == lineage.snapshot.configuration_hash,
    )


def lineage_of(snapshot_id: str, asked: Mapping[str, str]) -> Lineage:
    """Return the lineage of one cell; ``BadData PAGES-02`` where the snapshot has no such cell or its KPI is not declared any more."""
    snapshot, organization = owned(snapshot_id)
    rows = cells(snapshot_id, **asked) if asked.keys() == set(KEY) else []
    kpi = organization.kpis.get(asked.get("kpi_id", ""))
    version = kpi.version_of(snapshot.period) if kpi else None
    if len(rows) != 1 or kpi is None or version is None:
        raise BadData("PAGES-02", snapshot=snapshot_id)
    measures = _measures(organization, version)
    declared = load_facts()
    facts = {measure.fact: declared[measure.fact] for measure in measures.values()}
    return Lineage(organization, snapshot, rows[0], kpi, version, measures, facts, _used(organization, snapshot, rows[0], facts))


def _measures(organization: Organization, version: KpiVersion) -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    for name in (version.numerator, version.denominator):
        while name and name not in found:
            found[name] = organization.measures[name]
            name = found[name].population
    return found


def _used(organization: Organization, snapshot: Snapshot, row: Row, facts: Mapping[str, Fact]) -> tuple[Used, ...]:
    """Return of the snapshot's deliveries those of the facts' sources that speak of the cell's window."""
    sources = {source for fact in facts.values() for source in fact.sources}
    first, last = f"{row['speaks_from']:%Y-%m}", f"{row['speaks_to']:%Y-%m}"
    found = []
    for each in releases.inputs(snapshot.snapshot_id):
        carries = organization.contracts[each["source_id"]].carries if each["source_id"] in organization.contracts else "ledger"
        if each["source_id"] in sources and (carries != "month" or first <= each["period"] <= last):
            broken = sum(not result.passed for result in ledger.check_results(each["delivery_id"]))
            found.append(Used(ledger.delivery(each["delivery_id"]), each["accepted_count"], each["quarantined_count"], broken))
    return tuple(sorted(found, key=lambda used: (used.delivery.source_id, used.delivery.period)))


def _others(lineage: Lineage) -> list[tuple[str, dict[str, Any]]]:
    """Return the same KPI and window of the other units, with their names, in the order of the tree."""
    beside = cells(lineage.snapshot.snapshot_id, **{name: lineage.row[name] for name in KEY if name != "unit_code"})
    rows = {row["unit_code"]: row for row in beside if row["unit_code"] != lineage.row["unit_code"]}
    return [(label, rows[code]) for code, label in unit_labels(lineage.organization).items() if code in rows]

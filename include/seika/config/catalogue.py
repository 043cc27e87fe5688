"""The declarations as tables of text and numbers, for whoever reads the outcomes without the files: model, definitions, units."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from seika.config.document import Cited
from seika.config.kpi import Kpi, KpiChoice
from seika.config.organization import Organization
from seika.config.unit_tree import MERGED, UnitVersion
from seika.period import Period

CatalogueRow = dict[str, str | int | Decimal | bool | date | None]


def catalogue(organization: Organization, period: Period) -> dict[str, list[CatalogueRow]]:
    """Return the four tables of a month by name: kpi_definition, logic_model_edge, logic_model_node, unit; every row says its month."""
    month: CatalogueRow = {"period": str(period)}
    return {
        "kpi_definition": kpi_definitions(organization, str(period)),
        "logic_model_edge": [row | month for row in logic_model_edges(organization)],
        "logic_model_node": [row | month for row in logic_model_nodes(organization)],
        "unit": [row | month for row in units(organization, period.last_day)],
    }


def logic_model_nodes(organization: Organization) -> list[CatalogueRow]:
    """Return one row per node as the model lists them: organization_id, node_id, label_ja, label_en, level, place, position (from 1)."""
    return [
        {"organization_id": organization.id, "node_id": node_id, "label_ja": node.label.ja, "label_en": node.label.en,
         "level": node.level, "place": node.place, "position": position}
        for position, (node_id, node) in enumerate(organization.logic_model.nodes.items(), start=1)
    ]  # fmt: skip


def units(organization: Organization, day: date) -> list[CatalogueRow]:
    """Return one row per unit that there was by ``day``, as it was then or last, in the order of ``units.csv``.

    Columns: organization_id, unit_code, label_ja, level, parent_unit_code, valid_from_date, valid_to_date, position (from 1),
    merged_unit_code (the unit of level merged that it lies in on the day).
    """
    tree = organization.unit_tree.on(day)
    newest: dict[str, UnitVersion] = {}
    for version in organization.unit_tree.versions:
        held = newest.get(version.code)
        if version.first <= day and (held is None or held.first <= version.first):
            newest[version.code] = version
    return [
        {"organization_id": organization.id, "unit_code": each.code, "label_ja": each.label, "level": each.level,
         "parent_unit_code": each.parent, "valid_from_date": each.first, "valid_to_date": each.last, "position": position,
         "merged_unit_code": above if (above := tree.parents.get(each.code)) and tree.levels[above] == MERGED else None}
        for position, each in enumerate(newest.values(), start=1)
    ]  # fmt: skip


def logic_model_edges(organization: Organization) -> list[CatalogueRow]:
    """Return one row per edge, ordered by its ends.

    Columns: organization_id, source_node_id, target_node_id, and for each end (source, target) its label_ja, label_en and level;
    provenance (stated, derived), reason, document_id, document_title, document_sha256 (NULL where the text is not at hand), place.
    """
    model = organization.logic_model
    rows = []
    for edge in sorted(model.edges, key=lambda edge: (edge.source, edge.target)):
        row: CatalogueRow = {"organization_id": organization.id, "source_node_id": edge.source, "target_node_id": edge.target}
        for end, node in (("source", model.nodes[edge.source]), ("target", model.nodes[edge.target])):
            row |= {f"{end}_label_ja": node.label.ja, f"{end}_label_en": node.label.en, f"{end}_level": node.level}
        rows.append(row | _cited(organization, edge) | {"place": edge.place or model.nodes[edge.source].place})
    return rows


def kpi_definitions(organization: Organization, period: str) -> list[CatalogueRow]:
    """Return one row per KPI that the organization follows and that holds in ``period`` (YYYY-MM), ordered by kpi_id.

    Columns: organization_id, period, kpi_id, node_id; label, description, unit_label and population each in _ja and _en; is_provisional;
    version_since, numerator_measure_id, denominator_measure_id, multiply, divide, decimals (value = numerator x multiply / (denominator x
    divide), half up once); windows (the first is judged), direction, minimum_people, on_track_percent; definition_document,
    definition_place, definition_confidence; provenance, reason, document_id, document_title, document_sha256 and place of the choice;
    baseline, baseline_period; target (what the month is judged by), target_final, target_since, target_due, target_source,
    target_moved_on; broken_on (the newest break up to the month). NULL: not declared.
    """
    rows = []
    for choice in sorted(organization.kpi_choices, key=lambda choice: choice.kpi):
        kpi = organization.kpis[choice.kpi]
        version = kpi.version_of(period)
        if version is None:
            continue
        rows.append({
            "organization_id": organization.id, "period": period, "kpi_id": choice.kpi, "node_id": choice.outcome,
            "version_since": version.since, "numerator_measure_id": version.numerator, "denominator_measure_id": version.denominator,
            "on_track_percent": organization.on_track_percent(choice.kpi),
            **_said(kpi), **_cited(organization, choice), "place": choice.place, **_aims(choice, kpi, period),
        })  # fmt: skip
    return rows


def _said(kpi: Kpi) -> CatalogueRow:
    words = {"label": kpi.label, "description": kpi.description, "unit_label": kpi.unit.label, "population": kpi.population}
    row: dict[str, Any] = {}
    for name, label in words.items():
        row |= {f"{name}_ja": label.ja if label else None, f"{name}_en": label.en if label else None}
    unit, source = kpi.unit, kpi.provenance
    return {
        **row, "is_provisional": kpi.is_provisional, "multiply": unit.multiply, "divide": unit.divide, "decimals": unit.decimals,
        "windows": ", ".join(kpi.windows), "direction": kpi.direction, "minimum_people": kpi.minimum_people,
        "definition_document": source.document, "definition_place": source.place, "definition_confidence": source.confidence,
    }  # fmt: skip


def _aims(choice: KpiChoice, kpi: Kpi, period: str) -> CatalogueRow:
    baseline, target = choice.baseline_of(period), choice.target_of(period, kpi.unit.decimals)
    final = next((each for each in choice.targets if target and each.since == target.since), None)
    broken = [each.on for each in kpi.breaks if each.on <= period]
    return {
        "baseline": baseline.value if baseline else None,
        "baseline_period": baseline.period if baseline else None,
        "target": target.value if target else None,
        "target_final": final.value if final else None,
        "target_since": target.since if target else None,
        "target_due": target.due if target else None,
        "target_source": target.source if target else None,
        "target_moved_on": target.moved.on.isoformat() if target and target.moved else None,
        "broken_on": max(broken, default=None),
    }


def _cited(organization: Organization, said: Cited) -> CatalogueRow:
    if said.provenance is None:
        return dict.fromkeys(("provenance", "reason", "document_id", "document_title", "document_sha256"))
    document_id = said.document or organization.logic_model.document
    document = organization.documents.get(document_id)
    return {
        "provenance": said.provenance,
        "reason": said.reason,
        "document_id": document_id,
        "document_title": document.title if document else None,
        "document_sha256": document.file.sha256 if document and document.file else None,
    }

"""What each step works on, and what it has read and written, as the ledger and the release database know it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from seika.config import Organization, load_organization
from seika.lineage import datasets
from seika.lineage.columns import Columns, column_lineage
from seika.lineage.datasets import Field, read, written
from seika.lineage.events import Outcome, Subject
from seika.period import Period
from seika.store import ledger, recipes, releases, tables

Asked = Mapping[str, Any]
_RESULTS = ("kpi_value", "outcome_status")
_PUBLISHED = {"kpi_value": tables.kpi_value_row, "outcome_status": tables.outcome_status_row}


def subject(verb: str, asked: Asked) -> Subject:
    """Return what a step is asked to work on."""
    if "delivery_id" in asked:
        delivery = ledger.delivery(asked["delivery_id"])
        return Subject(delivery.organization_id, delivery.source_id, delivery.period)
    if "snapshot_id" in asked:
        snapshot = releases.snapshot(asked["snapshot_id"])
        return Subject(snapshot.organization_id, None, snapshot.period)
    if "folder" in asked:
        folder = Path(asked["folder"])  # <organization>/<period> below the scratch folder
        return Subject(folder.parent.name, None, folder.name)
    period = asked.get("period")
    return Subject(asked["organization_id"], asked.get("source_id"), str(period) if period else None)


def outcome(verb: str, asked: Asked, result: Any) -> Outcome:
    """Return what a step that has returned ``result`` has read and written."""
    return _OUTCOMES[verb](asked, result)


def _received(asked: Asked, new: list[str]) -> Outcome:
    place = f"{asked['organization_id']}/{asked['source_id']}"
    deliveries = [ledger.delivery(each) for each in new]
    kept = written(f"vault/{place}", _versions(each.sha256 for each in deliveries), size=sum(each.byte_count for each in deliveries))
    return Outcome([read(f"source/{place}")], [kept] if new else [])


def _decoded(asked: Asked, result: Any) -> Outcome:
    delivery = ledger.delivery(asked["delivery_id"])
    place = f"{delivery.organization_id}/{delivery.source_id}"
    original = read(f"vault/{place}", delivery.sha256)
    if delivery.state == "rejected":
        return Outcome([original], refused=delivery.reason_code)
    organization = load_organization(delivery.organization_id)
    lake = written(
        f"lake/{place}",
        delivery.delivery_id,
        schema=datasets.lake_schema(organization, delivery.source_id),
        lineage=datasets.each_from(_headers(organization, delivery.source_id, delivery.period, f"vault/{place}")),
        rows=delivery.received_count,
    )
    return Outcome([original], [lake])


def _checked(asked: Asked, result: Any) -> Outcome:
    delivery = ledger.delivery(asked["delivery_id"])
    place = f"{delivery.organization_id}/{delivery.source_id}"
    looked_at = read(f"lake/{place}", delivery.delivery_id, ledger.check_results(delivery.delivery_id))
    if delivery.state == "rejected":
        return Outcome([looked_at], refused=delivery.reason_code)
    return Outcome([looked_at], [written(f"quarantine/{place}", delivery.delivery_id, rows=delivery.quarantined_count)])


def _transformed(asked: Asked, result: Any) -> Outcome:
    organization_id = asked["organization_id"]
    recipe = json.loads((result.folder / "recipe.json").read_bytes())
    used: dict[str, list[str]] = {}
    for extract in recipe["extracts"]:
        used.setdefault(extract["source_id"], []).append(extract["delivery_id"])
    inputs = [read(f"lake/{organization_id}/{source_id}", _versions(ids)) for source_id, ids in sorted(used.items())]
    declared = {name: tuple(column for column, _ in table["columns"]) for name, table in recipe["declared"].items()}
    inputs += [read(f"config/{organization_id}/{name}", result.configuration_hash) for name in sorted(declared)]
    lineage = _lineage(recipe["definitions"], tuple(sorted(declared.items())))
    outputs = [
        written(
            f"computed/{organization_id}/{name}",
            result.input_hash,
            schema=_schema(name, set(lineage[name].direct)),
            lineage=datasets.computed(organization_id, lineage[name]),
        )
        for name in _RESULTS
    ]
    return Outcome(inputs, outputs)


def _released(asked: Asked, result: Any) -> Outcome:
    snapshot = releases.snapshot(result.snapshot_id)
    place = snapshot.organization_id
    inputs = [read(f"computed/{place}/{name}", snapshot.input_hash) for name in _RESULTS]
    outputs = []
    for name in _RESULTS if result.is_new else ():
        schema = _schema(name, None)
        same: dict[str, Field] = {
            column: (f"computed/{place}/{name}", column, "IDENTITY", False) for column in schema if column != "snapshot_id"
        }
        outputs.append(written(f"release/{place}/{name}", snapshot.snapshot_id, schema=schema, lineage=datasets.each_from(same)))
    return Outcome(inputs, outputs)


def _reported(asked: Asked, result: Any) -> Outcome:
    snapshot = releases.snapshot(asked["snapshot_id"])
    place = snapshot.organization_id
    inputs = [read(f"release/{place}/{name}", snapshot.snapshot_id) for name in _RESULTS]
    return Outcome(inputs, [written(f"report/{place}/{kind}", snapshot.snapshot_id) for kind in ("pdf", "html", "xlsx")])


_OUTCOMES: dict[str, Callable[[Asked, Any], Outcome]] = {
    "receive": _received,
    "decode": _decoded,
    "check": _checked,
    "transform": _transformed,
    "release": _released,
    "report": _reported,
}


@lru_cache(maxsize=4)
def _lineage(definitions: str, declared: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, Columns]:
    """Read the SQL of a build once a process: the months after it run the same."""
    told = recipes.definitions(definitions)
    return column_lineage(told["models"], {"lake": told["sources"], "config": dict(declared)})


def _headers(organization: Organization, source_id: str, period: str, original: str) -> dict[str, Field]:
    """Return the columns that are read from one declared header each; what becomes a pseudonym is masked."""
    source = organization.sources[source_id].as_of(Period(period))
    return {
        name: (original, column.header, "TRANSFORMATION", name.endswith("_key"))
        for name, column in source.columns.items()
        if isinstance(column.header, str)
    }


def _schema(name: str, columns: set[str] | None) -> dict[str, str]:
    """Return the columns of a released table by their types; only ``columns`` where given."""
    return {each.name: str(each.type) for each in _PUBLISHED[name].columns if columns is None or each.name in columns}


def _versions(ids: Any) -> str:
    return " ".join(sorted(ids))

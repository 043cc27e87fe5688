"""One published number with all that it stands on: snapshot, definition, measures, rows, deliveries, checks, code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seika.errors import BadData
from seika.exact import round_half_up
from seika.store import ledger, recipes
from seika.store.ledger import Delivery
from seika.store.recipes import Recipe
from seika.store.releases import Snapshot
from seika.store.stewardship import waived_in
from seika.trace.access import Reader, note_look
from seika.trace.cell import Cell, key_of, published, snapshot_of
from seika.trace.counted import CountedRow, by_delivery, measure_of, quantity, relations, rows_of
from seika.trace.mounted import mounted


@dataclass(frozen=True)
class Part:
    """Numerator or denominator: its measure and SQL, and, for whoever may know, what its rows come to and how many of which delivery."""

    role: str
    measure_id: str
    measure: Mapping[str, Any]
    quantity: int | None
    rows_by_delivery: Mapping[str, int] | None
    rows: tuple[CountedRow, ...] | None


@dataclass(frozen=True)
class Source:
    """A delivery that the cell stands on; ``origin`` is the connector that brought it."""

    delivery: Delivery
    origin: Mapping[str, Any]
    checks: tuple[ledger.CheckResult, ...]
    waivers: tuple[str, ...]


@dataclass(frozen=True)
class Traced:
    """The answer; ``row`` is what was published, ``parts`` re-add to it, ``hidden`` says that the reader may not see its numbers."""

    key: Mapping[str, str]
    row: Mapping[str, Any]
    hidden: bool
    snapshot: Snapshot
    manifest: Mapping[str, Any]
    kpi: Mapping[str, Any]
    version: Mapping[str, Any]
    choice: Mapping[str, Any]
    unit_label: str
    parts: tuple[Part, ...]
    deliveries: tuple[Source, ...]


def trace(organization_id: str, period: str, cell: Cell, reader: Reader, snapshot_id: str | None = None, with_rows: bool = False) -> Traced:
    """Return where a published number comes from, by what its snapshot keeps; ``with_rows`` lists the very rows.

    The rows are counted again and must come to what was published: raises ``BadData TRACE-01`` where they do not. Rows and what is
    behind a withheld cell are for auditors only (``TRACE-02``), and each look is written into the ledger. ``TRACE-03`` where nothing
    was published, ``TRACE-04`` where there is no such cell, ``STORE-14`` for a snapshot without a recipe.
    """
    snapshot = snapshot_of(organization_id, period, snapshot_id)
    recipe = recipes.recipe(snapshot)
    told = recipes.definitions(recipe.definitions)
    row = published(snapshot, cell, _first_window(told, cell))
    window = _window(recipe, row)
    is_withheld = row["status"] == "suppressed"
    if with_rows or (is_withheld and reader.is_auditor):
        note_look(reader, snapshot, " ".join(key_of(row).values()))
    hidden = is_withheld and not reader.is_auditor
    parts = _parts(recipe, told, window, row, hidden, with_rows)
    if not is_withheld:
        _prove(snapshot, row, window, parts)
    kpi = told["kpis"][row["kpi_id"]]
    return Traced(
        key=key_of(row),
        row=row,
        hidden=hidden,
        snapshot=snapshot,
        manifest=json.loads(snapshot.manifest),
        kpi=kpi,
        version=max((each for each in kpi["versions"] if each["since"] <= period), key=lambda each: str(each["since"])),
        choice=told["choices"][row["kpi_id"]],
        unit_label=told["units"].get(row["unit_code"], ""),
        parts=parts,
        deliveries=_deliveries(recipe, told, parts),
    )


def _first_window(told: Mapping[str, Any], cell: Cell) -> str | None:
    kpi = told["kpis"].get(cell.kpi_id)
    return kpi["windows"][0] if kpi else None


def _window(recipe: Recipe, row: Mapping[str, Any]) -> dict[str, Any]:
    table = recipe.declared["kpi_window"]
    for values in table["rows"]:
        window = dict(zip((name for name, _ in table["columns"]), values, strict=True))
        if (window["kpi_id"], window["window_id"]) == (row["kpi_id"], row["window_id"]):
            return window
    raise AssertionError("every published cell has its window")


def _parts(
    recipe: Recipe, told: Mapping[str, Any], window: Mapping[str, Any], row: Mapping[str, Any], hidden: bool, with_rows: bool
) -> tuple[Part, ...]:
    roles = [(role, window[f"{role}_measure_id"]) for role in ("numerator", "denominator") if window[f"{role}_measure_id"]]
    of_ids = {name: measure_of(told["measures"], name) for _, name in roles}
    measures = {name: measure for name, (measure, _) in of_ids.items()}
    if hidden or not window["has_source"]:
        none: tuple[CountedRow, ...] | None = None if hidden else ()
        return tuple(Part(role, name, measures[name], None if hidden else 0, None if hidden else {}, none) for role, name in roles)
    found = []
    with mounted(recipe, set().union(*(relations(measure) for measure in measures.values()))) as connection:
        for role, name in roles:
            rows = rows_of(connection, *of_ids[name], window, row)
            listed = tuple(rows) if with_rows else None
            found.append(Part(role, name, measures[name], quantity(measures[name], rows), by_delivery(rows), listed))
    return tuple(found)


def _prove(snapshot: Snapshot, row: Mapping[str, Any], window: Mapping[str, Any], parts: tuple[Part, ...]) -> None:
    """Refuse an answer whose rows do not come to what was published."""
    again = {part.role: part.quantity for part in parts}
    numerator, denominator = again["numerator"] or 0, again.get("denominator")
    value = None
    if window["has_source"] and denominator != 0:
        decimals = len(str(window["scale"])) - 1
        divisor = (1 if denominator is None else denominator) * window["divide"]
        value = round_half_up(numerator * window["multiply"], divisor, decimals)
    if (numerator, denominator, value) != (row["numerator"], row["denominator"], row["value"]):
        raise BadData("TRACE-01", snapshot=snapshot.snapshot_id, cell=" ".join(key_of(dict(row)).values()))


def _deliveries(recipe: Recipe, told: Mapping[str, Any], parts: tuple[Part, ...]) -> tuple[Source, ...]:
    sources = {source for part in parts for source in part.measure["sources"]}
    found = []
    for used in recipe.extracts:
        if used["source_id"] in sources:
            delivery = ledger.delivery(used["delivery_id"])
            results = tuple(ledger.check_results(delivery.delivery_id))
            waivers = tuple(each.rule_id for each in waived_in(used.get("decisions")))
            found.append(Source(delivery, told["origins"].get(used["source_id"], {}), results, waivers))
    return tuple(found)

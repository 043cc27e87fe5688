"""The boxes of a lineage and what they say: number, snapshot, definition, measures, facts, files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from seika.pages.picture import Thing
from seika.pages.view import number
from seika.trace.step import Source, Traced

_FILES_DRAWN = 7  # of one source; the others stand in the list below


def things_of(found: Traced, words: Mapping[str, Any], language: str, base: str) -> list[Thing]:
    """Return the boxes of a lineage, column by column; files lead to their delivery's page, the rest to its place in the text."""
    text, row, kpi, made = words["trace"], found.row, found.kpi, found.snapshot
    files = _files(found, text, base)
    measures, facts = [], {}
    for part in found.parts:
        counted = "" if part.quantity is None else f" {number(part.quantity)}"
        fact = part.measure["fact"]
        told = part.measure["label"][language], (f"{text[part.role]}{counted}",)
        measures.append(Thing(f"measure-{part.measure_id}", 2, *told, f"#measure-{part.measure_id}", (f"fact-{fact}",)))
        behind = tuple(thing.id for source, thing in files if source in part.measure["sources"])
        facts[fact] = Thing(f"fact-{fact}", 3, fact, (text["columns_used"],), f"#fact-{fact}", behind)
    status = words["status"][row["status"]]
    value = "–" if row["value"] is None else f"{number(row['value'], kpi['unit']['decimals'])} {kpi['unit']['label'][language]}"
    said = (f"{status['shape']} {status['word']}", made.period)
    kept = (words["snapshot_status"][made.status], made.snapshot_hash[:12])
    since = (text["since"].format(since=found.version["since"]),)
    return [
        Thing("number", 0, value, said, "#number", ("snapshot", "kpi")),
        Thing("snapshot", 1, made.snapshot_id, kept, "#snapshot"),
        Thing("kpi", 1, kpi["label"][language], since, "#kpi", tuple(thing.id for thing in measures)),
        *measures,
        *facts.values(),
        *(thing for _, thing in files),
    ]


def rows_used(found: Traced, delivery_id: str) -> dict[str, int] | None:
    """Return by part how many rows of a delivery it counts; none where the reader may not know."""
    counts = {part.role: part.rows_by_delivery for part in found.parts}
    if any(each is None for each in counts.values()):
        return None
    return {role: (each or {}).get(delivery_id, 0) for role, each in counts.items()}


def _files(found: Traced, text: Mapping[str, Any], base: str) -> list[tuple[str, Thing]]:
    """Return boxes of files by source: those that rows were counted of, the newest of each source; of the others how many there are."""
    drawn: list[tuple[str, Thing]] = []
    for source_id in sorted({each.delivery.source_id for each in found.deliveries}):
        ours = [each for each in found.deliveries if each.delivery.source_id == source_id]
        ours = [each for each in ours if sum((rows_used(found, each.delivery.delivery_id) or {"": 1}).values())] or ours
        ours = sorted(ours, key=lambda each: each.delivery.period)
        drawn += [(source_id, _file(found, each, text, base)) for each in ours[-_FILES_DRAWN:]]
        if len(ours) > _FILES_DRAWN:
            more = text["more_files"].format(count=len(ours) - _FILES_DRAWN)
            drawn.append((source_id, Thing(f"more-{source_id}", 4, source_id, (more,), "#files")))
    return drawn


def _file(found: Traced, source: Source, text: Mapping[str, Any], base: str) -> Thing:
    delivery = source.delivery
    used = rows_used(found, delivery.delivery_id)
    if used is None:
        told = text["withheld_rows"]
    elif not sum(used.values()):
        told = text["looked_up"]
    else:
        told = text["rows_used"].format(rows=" / ".join(number(count) for count in used.values()))
    href = f"{base}/deliveries/{quote(delivery.delivery_id)}"
    return Thing(f"file-{delivery.delivery_id}", 4, delivery.file_name, (told, delivery.sha256[:12]), href)

"""The boxes of a lineage and what they say: number, snapshot, code, definition, measures, facts, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from seika.pages.picture import Thing
from seika.pages.view import number

if TYPE_CHECKING:
    from seika.pages.trace import Lineage, Used

_FILES_DRAWN = 7  # of one source; the others stand in the list below


def things_of(lineage: Lineage, words: Mapping[str, Any], language: str, base: str) -> list[Thing]:
    """Return the boxes of a lineage, column by column; files lead to their delivery's page, the rest to its place in the text."""
    text, row, kpi = words["trace"], lineage.row, lineage.kpi
    files = _files(lineage, text, language, base)
    of_source: dict[str, list[str]] = {}
    for source_id, thing in files:
        of_source.setdefault(source_id, []).append(thing.id)
    measures = [
        Thing(
            f"measure-{name}",
            2,
            getattr(measure.label, language),
            (text[lineage.part(name)],),
            f"#measure-{name}",
            (f"fact-{measure.fact}",),
        )
        for name, measure in lineage.measures.items()
    ]
    facts = [
        Thing(f"fact-{name}", 3, name, (text["columns_used"],), f"#fact-{name}", tuple(_in(of_source, fact.sources)))
        for name, fact in lineage.facts.items()
    ]
    parts = tuple(f"measure-{name}" for name in (lineage.version.numerator, lineage.version.denominator) if name)
    shown = words["status"][row["status"]]
    value = f"{number(row['value'], kpi.unit.decimals)} {getattr(kpi.unit.label, language)}" if row["value"] is not None else "–"
    return [
        Thing("number", 0, value, (f"{shown['shape']} {shown['word']}", f"{lineage.snapshot.period}"), "#number", ("snapshot", "kpi")),
        Thing("snapshot", 1, lineage.snapshot.snapshot_id, (_state(lineage, words), lineage.snapshot.snapshot_hash[:12]), "#snapshot"),
        Thing("kpi", 1, getattr(kpi.label, language), (text["since"].format(since=lineage.version.since),), "#kpi", parts),
        *measures,
        *facts,
        *(thing for _, thing in files),
    ]


def _in(of_source: Mapping[str, Sequence[str]], sources: Sequence[str]) -> list[str]:
    return [name for source in sources for name in of_source.get(source, ())]


def _state(lineage: Lineage, words: Mapping[str, Any]) -> str:
    return str(words["snapshot_status"][lineage.snapshot.status])


def _files(lineage: Lineage, text: Mapping[str, Any], language: str, base: str) -> list[tuple[str, Thing]]:
    found = []
    for source_id in sorted({used.delivery.source_id for used in lineage.used}):
        ours = [used for used in lineage.used if used.delivery.source_id == source_id]
        found += [(source_id, _file(used, text, base)) for used in ours[-_FILES_DRAWN:]]
        if len(ours) > _FILES_DRAWN:
            label = getattr(lineage.organization.sources[source_id].label, language)
            said = text["more_files"].format(count=len(ours) - _FILES_DRAWN)
            found.append((source_id, Thing(f"more-{source_id}", 4, label, (said,), "#files")))
    return found


def _file(used: Used, text: Mapping[str, Any], base: str) -> Thing:
    rows = text["rows"].format(accepted=number(used.accepted_count), quarantined=number(used.quarantined_count))
    href = f"{base}/deliveries/{quote(used.delivery.delivery_id)}"
    return Thing(f"file-{used.delivery.delivery_id}", 4, used.delivery.file_name, (rows, used.delivery.sha256[:12]), href)

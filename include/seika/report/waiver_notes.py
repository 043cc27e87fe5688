"""Which KPIs rest on deliveries accepted under a waiver, in one line each, from what the snapshot itself says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from seika.report.wording import Voice


@dataclass(frozen=True)
class Waiver:
    """A rule that was switched off when deliveries of the snapshot were accepted; ``rows`` of them break it."""

    rule_id: str
    owner: str
    reason: str
    since: date
    until: date
    protects: tuple[str, ...]
    rows: int


def waivers_of(manifest: Mapping[str, Any]) -> tuple[Waiver, ...]:
    """Return the waivers of a snapshot by rule and first day, the rows of all its deliveries together; empty without any."""
    found: dict[Waiver, int] = {}
    for each in manifest.get("waivers", []):
        since, until = date.fromisoformat(each["since"]), date.fromisoformat(each["until"])
        waiver = Waiver(each["rule_id"], each["owner"], each["reason"], since, until, tuple(each["protects"]), 0)
        found[waiver] = found.get(waiver, 0) + each["rows"]
    whole = [replace(waiver, rows=rows) for waiver, rows in found.items()]
    return tuple(sorted(whole, key=lambda each: (each.rule_id, each.since, each.until, each.owner, each.reason)))


def waiver_notes(waivers: Sequence[Waiver], kpi_ids: Iterable[str], voice: Voice) -> dict[str, str]:
    """Return by KPI what was waived for it, in the order of ``kpi_ids``; a KPI that no waiver touches has no note."""
    notes = {}
    for kpi_id in dict.fromkeys(kpi_ids):
        told = [_told(each, voice) for each in waivers if kpi_id in each.protects]
        if told:
            notes[kpi_id] = voice.listed(told)
    return notes


def _told(waiver: Waiver, voice: Voice) -> str:
    words = voice.words.notes
    return words["waiver"].format(
        rule=waiver.rule_id,
        rows=words["waived_rows"].format(rows=f"{waiver.rows:,}") if waiver.rows else words["waived_whole"],
        since=voice.day(waiver.since),
        until=voice.day(waiver.until),
        owner=waiver.owner,
        reason=waiver.reason,
    )

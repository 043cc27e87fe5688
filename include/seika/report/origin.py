"""Where a report's figures come from, as rows of text for the foot of every edition."""

from __future__ import annotations

from seika.report.content import Content, Edition, Line
from seika.report.wording import phrases


def origin_rows(edition: Edition, document: str) -> list[tuple[str, str]]:
    """Return ``(what, which)`` in reading order: snapshot, status, the four hashes in full, deliveries, how it was made."""
    words = phrases().made
    return [
        (words["snapshot"], edition.snapshot_id),
        (words["status"], edition.status_text),
        (words["snapshot_hash"], edition.snapshot_hash),
        (words["input_hash"], edition.input_hash),
        (words["configuration_hash"], edition.configuration_hash),
        (words["code_hash"], edition.code_hash),
        (words["deliveries"], words["deliveries_count"].format(count=len(edition.deliveries))),
        (words["document"], document),
        (words["how"], words["how_text"]),
    ]


def target_sources(content: Content) -> list[str]:
    """Return the distinct sources of targets; a line's footnote is its source's place in this list, counted from 1."""
    return list(dict.fromkeys(line.target_source or "" for line in content.targets))


def target_mark(content: Content, line: Line) -> str:
    """Return the footnote mark of a line's target; empty where it has none."""
    if line.target is None:
        return ""
    number = target_sources(content).index(line.target_source or "") + 1
    return phrases().notes["target_mark"].format(number=number)


def target_notes(content: Content) -> str:
    """Return the sources of all targets as one footnote; empty where there is no target."""
    words, sources = phrases().notes, target_sources(content)
    notes = [f"{words['target_mark'].format(number=number)} {source}" for number, source in enumerate(sources, start=1)]
    return words["targets"].format(sources=phrases().summary["separator"].join(notes)) if notes else ""

"""Where a report's figures come from: the foot of every edition, and the footnotes of targets."""

from __future__ import annotations

from seika.report.blocks import Facts, Section
from seika.report.content import Content
from seika.report.lines import Line


def made_section(content: Content) -> Section:
    """Return the foot: snapshot, status, hashes, what it is compared with, deliveries, how it was made and how any number is traced."""
    return Section("made", content.voice.words.sections["made"], (Facts(tuple(origin_rows(content))),))


def origin_rows(content: Content) -> list[tuple[str, str]]:
    """Return ``(what, which)`` in reading order."""
    words, published = content.voice.words.made, content.published
    model = content.organization.logic_model
    rows = [
        (words["snapshot"], published.snapshot_id),
        (words["status"], content.status_text + (words["reason"].format(reason=published.reason) if published.reason else "")),
        (words["snapshot_hash"], published.snapshot_hash),
        (words["input_hash"], published.input_hash),
        (words["configuration_hash"], published.configuration_hash),
        (words["code_hash"], published.code_hash),
        (words["deliveries"], words["deliveries_count"].format(count=len(published.deliveries))),
        (words["document"], content.organization.title_of(model.document)),
        (words["compared"], _compared(content)),
        (words["how"], words["how_text"]),
        (words["trace"], words["trace_text"].format(example=_example(content), snapshot=published.snapshot_id)),
        (words["units"], _units(content)),
    ]
    return [(what, which) for what, which in rows if which]


def foot(content: Content) -> str:
    """Return the line at the foot of every page."""
    words, published = content.voice.words, content.published
    return words.made["foot"].format(
        place=content.place,
        title=words.cover["title"],
        month=content.month,
        snapshot=published.snapshot_id,
        hash=published.snapshot_hash[:12],
    )


def target_sources(content: Content) -> list[str]:
    """Return the distinct sources of targets; a line's footnote is its source's place in this list, counted from 1."""
    return list(dict.fromkeys(line.target_source or "" for line in content.lines if line.target is not None))


def target_mark(content: Content, line: Line) -> str:
    """Return the footnote mark of a line's target; empty where it has none."""
    if line.target is None:
        return ""
    number = target_sources(content).index(line.target_source or "") + 1
    return content.voice.words.notes["target_mark"].format(number=number)


def target_notes(content: Content) -> str:
    """Return the sources of all targets as one footnote; empty where there is no target."""
    words, sources = content.voice.words.notes, target_sources(content)
    notes = [f"{words['target_mark'].format(number=number)} {source}" for number, source in enumerate(sources, start=1)]
    return words["targets"].format(sources=content.voice.listed(notes)) if notes else ""


def _compared(content: Content) -> str:
    snapshots, period = content.history.snapshots, content.published.period
    words = content.voice.words.made
    named = [("compared_before", snapshots.get(str(period.plus(-1)))), ("compared_year", snapshots.get(str(period.plus(-12))))]
    named.append(("compared_replaced", content.history.replaced_id))
    return content.voice.listed([words[name].format(snapshot=snapshot) for name, snapshot in named if snapshot])


def _example(content: Content) -> str:
    return next((line.number for line in content.lines if line.number), "")


def _units(content: Content) -> str:
    """Return the codes of the units shown, which an id of a number ends in."""
    named = {line.unit_code: line.unit_label for lines in content.below.values() for line in lines}
    return content.voice.listed([f"{label} {code}" for code, label in named.items()])

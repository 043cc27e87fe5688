"""The page of data quality: how complete the extracts were, what was held back, and how much could be published at each level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from seika.exact import round_half_up
from seika.report.blocks import Block, Cell, Column, Item, Items, Notes, Section, Table
from seika.report.content import Content
from seika.report.late import SourceState, source_states
from seika.report.lines import Line
from seika.report.outcomes import remarks
from seika.report.wording import number_text

_LEVELS = ("organization", "department", "section", "subsection", "merged")
_STATES = ("shown", "stale", "no_data", "suppressed")


def quality_section(content: Content) -> Section:
    """Return sources with their newest month and rows, what is said beside numbers with its reason, and shares published by level."""
    words = content.voice.words
    blocks: list[Block] = [_sources(content), _levels(content)]
    said = _remarked(content)
    if said:
        blocks.append(Items(words.quality["remarked"], tuple(said)))
    provisional = [line.label for line in content.first if line.kpi.is_provisional]
    notes = [words.quality["rows"] if content.unit_code is None else "", words.quality["late"]]
    if provisional:
        notes.append(words.quality["provisional"].format(count=len(provisional), labels=content.voice.listed(provisional)))
    return Section("quality", words.sections["quality"], (*blocks, Notes(tuple(note for note in notes if note))))


def _sources(content: Content) -> Table:
    words = content.voice.words
    # How many rows the whole organization's extracts have is not a unit's to tell.
    names = ("source", "newest", "state", "deliveries", "accepted", "quarantined", "quarantined_share")[: 3 if content.unit_code else None]
    columns = tuple(Column(words.columns[name], "left" if at < 3 else "right", float(at == 0)) for at, name in enumerate(names))
    rows = tuple(_source(content, each)[: len(names)] for each in source_states(content) if each.newest)
    never = [each.label for each in source_states(content) if each.newest is None]
    caption = words.quality["sources"].format(count=len(rows))
    return Table(columns, rows, caption + (words.quality["never"].format(count=len(never)) if never else ""))


def _source(content: Content, each: SourceState) -> tuple[Cell, ...]:
    words = content.voice.words
    received = each.accepted + each.quarantined
    share = number_text(round_half_up(each.quarantined * 100, received, 2), 2) if received else words.values["none"]
    state = "stale" if each.is_late else "on_time"
    return (
        Cell(each.label, "name"),
        Cell(content.voice.month(each.newest) if each.newest else words.values["none"]),
        Cell(words.quality[state], "state", state="stale" if each.is_late else "no_target"),
        Cell(number_text(each.deliveries), "number"),
        Cell(number_text(each.accepted), "number"),
        Cell(number_text(each.quarantined), "number"),
        Cell(share, "number"),
    )


def _levels(content: Content) -> Table:
    """Return by level of units how many numbers are shown, stale, without data and withheld."""
    words = content.voice.words
    counted = {level: _counted([line for line in (*content.lines, *content.unit_lines) if line.unit_level == level]) for level in _LEVELS}
    columns = (Column(words.columns["unit_level"], width=1.0), *(Column(words.quality[state], "right") for state in _STATES))
    rows = tuple(
        (Cell(words.unit_levels[level], "name"), *(Cell(number_text(count[state]), "number") for state in _STATES))
        for level, count in counted.items()
        if count.total()
    )
    return Table(columns, rows, words.quality["levels"])


def _counted(lines: Sequence[Line]) -> Counter[str]:
    return Counter(line.status if line.status in _STATES else "shown" for line in lines)


def _remarked(content: Content) -> list[Item]:
    """Return what is said beside numbers, each remark once with the numbers it stands beside."""
    words = content.voice.words
    found: dict[tuple[str, str], list[str]] = {}
    for line in content.printed:
        state = line.status if line.status in ("stale", "suppressed") else "stale"
        for remark in remarks(line, content):
            named = words.quality["named"].format(label=line.label, window=words.windows[line.window])
            found.setdefault((remark, state), []).append(named)
    return [Item(state, remark, content.voice.listed(named)) for (remark, state), named in found.items()]

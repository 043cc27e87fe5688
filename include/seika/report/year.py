"""The PDCA page of the year: what the documents say was planned, done, found and changed, beside what the month's figures say."""

from __future__ import annotations

from collections import Counter

from seika.config.review import Note
from seika.report.blocks import Block, Notes, Quarter, Quarters, Section
from seika.report.content import Content
from seika.report.wording import Voice

_PHASES = ("plan", "do", "check", "act")


def year_section(content: Content) -> Section | None:
    """Return the notes of the report's fiscal year, or of the newest year before it that has some; none without any notes."""
    reviews = content.organization.logic_model.reviews
    fiscal_year = content.published.period.fiscal_year
    year = max((each for each in reviews if each <= fiscal_year), default=None)
    if year is None:
        return None
    voice = content.voice
    words = voice.words.year
    boxes = []
    for phase in _PHASES:
        notes = [(note.text, _place(content, note)) for note in getattr(reviews[year], phase)]
        boxes.append(Quarter(words[phase], tuple(notes) or ((words["empty"], ""),)))
    blocks: list[Block] = [Quarters(words["caption"].format(year=voice.fiscal_year(year)), tuple(boxes))]
    if year != fiscal_year:
        blocks.insert(0, Notes((words["older"].format(year=voice.fiscal_year(fiscal_year), told=voice.fiscal_year(year)),)))
    return Section("year", voice.words.sections["year"], (*blocks, _figures(content), Notes((words["source"],))), is_new_page=True)


def _place(content: Content, note: Note) -> str:
    voice, words = content.voice, content.voice.words.year
    node = content.organization.logic_model.nodes.get(note.node or "")
    parts = [f"{note.node} {voice.said(node.label)}" if node else "", note.place, voice.words.provenance[note.provenance]]
    return words["separator"].join(part for part in parts if part) + (words["reason"].format(reason=note.reason) if note.reason else "")


def _figures(content: Content) -> Quarters:
    """Return what this month's figures add to the year: by the level of outcomes how many KPIs stand where."""
    voice = content.voice
    words, nodes = voice.words.year, content.organization.logic_model.nodes
    boxes = []
    for level, label in voice.words.levels.items():
        counted = Counter(line.status for line in content.first if nodes[line.outcome].level == level)
        if counted:
            boxes.append(
                Quarter(label, tuple((_count(voice, state, counted[state]), "") for state in voice.words.status if counted[state]))
            )
    return Quarters(words["figures"].format(month=voice.month(content.published.period)), tuple(boxes))


def _count(voice: Voice, state: str, count: int) -> str:
    return voice.words.year["count"].format(state=voice.words.status[state].text, count=count)

"""The logic model as a picture: boxes and lines in millimetres, the same for page and screen.

Columns run from activities to the final outcome, in the order of ``logic_model.yml``. A stated line that a longer way already says
(activity → issue, with a direct outcome between) is not drawn twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from seika.config.logic_model import LEVELS, Edge, Level
from seika.report.content import Box
from seika.report.wording import Voice

_POINT = 0.3528  # mm
_SHARE = {"activity": 58.0, "direct": 45.0, "intermediate": 42.0, "final": 30.0}
_WIDEST = 66.0
_BETWEEN = 7.0
_HEAD = 6.0
_PIECE = re.compile(r"[!-~]+|.")  # a Latin word stays whole


@dataclass(frozen=True)
class Shape:
    """A drawn box: where, how large, what it says line by line."""

    box: Box
    x: float
    y: float
    width: float
    height: float
    size: float
    lines: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class Stroke:
    """A line from the right side of one box to the left side of another."""

    x1: float
    y1: float
    x2: float
    y2: float
    is_derived: bool
    is_behind: bool


@dataclass(frozen=True)
class Heading:
    """The name of a column."""

    x: float
    width: float
    text: str


@dataclass(frozen=True)
class Picture:
    """The whole picture; lengths in millimetres, text sizes in points."""

    width: float
    height: float
    headings: tuple[Heading, ...]
    shapes: tuple[Shape, ...]
    strokes: tuple[Stroke, ...]
    alt: str


def draw(boxes: Sequence[Box], edges: Sequence[Edge], voice: Voice, width: float = 184.0) -> Picture:
    """Return the picture of ``boxes`` and ``edges`` at ``width`` millimetres; a level without boxes takes no column."""
    columns = {level: [box for box in boxes if box.node.level == level] for level in LEVELS}
    columns = {level: column for level, column in columns.items() if column}
    places = _places(list(columns), width)
    sized = {level: [_sized(box, places[level][1], voice) for box in column] for level, column in columns.items()}
    body = max(sum(shape.height + _gap(shape) for shape in column) for column in sized.values())
    drawn: dict[str, Shape] = {}
    lines = _reduced(edges)
    for level, column in sized.items():
        for shape in _settled(column, places[level][0], body, drawn, lines):
            drawn[shape.box.node_id] = shape
    return Picture(
        width=width,
        height=round(_HEAD + body, 2),
        headings=tuple(Heading(*places[level], voice.words.levels[level]) for level in columns),
        shapes=tuple(drawn.values()),
        strokes=tuple(_stroke(edge, drawn) for edge in lines),
        alt=_alt(columns, voice),
    )


def _places(levels: Sequence[Level], width: float) -> dict[Level, tuple[float, float]]:
    room = width - _BETWEEN * (len(levels) - 1)
    share = sum(_SHARE[level] for level in levels)
    widths = [min(_WIDEST, room * _SHARE[level] / share) for level in levels]
    between = (width - sum(widths)) / (len(levels) - 1) if len(levels) > 1 else 0.0
    return {level: (round(sum(widths[:at]) + between * at, 2), round(widths[at], 2)) for at, level in enumerate(levels)}


def _gap(shape: Shape) -> float:
    return 0.9 if shape.box.node.level == "activity" else 2.6


def _sized(box: Box, width: float, voice: Voice) -> Shape:
    is_small = box.node.level == "activity" and box.status == "no_kpi"
    size = 7.0 if box.node.level == "activity" else 8.0
    mark = voice.words.pictures["derived"] if box.node.provenance == "derived" else ""
    lines = wrapped(f"{box.node_id} {box.label}{mark}", (width - 3.0) / (size * _POINT), voice.words.pictures["no_line_start"])
    rows = len(lines) if is_small else len(lines) + 1.25
    height = rows * size * _POINT * 1.3 + (1.4 if is_small else 2.6)
    return Shape(box, 0.0, 0.0, width, round(height, 2), size, lines, "" if is_small else box.status_text)


def wrapped(text: str, ems: float, closing: str) -> tuple[str, ...]:
    """Return ``text`` in lines of at most ``ems`` full-width characters; Latin words whole, no line starts with one of ``closing``."""
    lines, line, used = [], "", 0.0
    for piece in _PIECE.findall(text):
        wide = sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.58 for character in piece)
        if line and used + wide > ems and piece not in closing:
            lines.append(line.rstrip())
            line, used = "", 0.0
        if line or piece != " ":
            line, used = line + piece, used + wide
    return (*lines, line)


def _settled(column: Sequence[Shape], x: float, body: float, drawn: dict[str, Shape], edges: Sequence[Edge]) -> list[Shape]:
    """Place a column's boxes beside what feeds them, in order, without touching and within the picture."""
    tops: list[float] = []
    for index, shape in enumerate(column):
        feeding = [drawn[edge.source] for edge in edges if edge.target == shape.box.node_id and edge.source in drawn]
        middles = [each.y + each.height / 2 for each in feeding]
        wish = sum(middles) / len(middles) - shape.height / 2 if middles else _HEAD + index * body / len(column)
        floor = tops[-1] + column[index - 1].height + _gap(shape) if tops else _HEAD
        tops.append(max(wish, floor))
    ceiling = _HEAD + body
    for index in range(len(column) - 1, -1, -1):
        tops[index] = min(tops[index], ceiling - column[index].height)
        ceiling = tops[index] - _gap(column[index])
    return [
        Shape(each.box, x, round(top, 2), each.width, each.height, each.size, each.lines, each.status)
        for each, top in zip(column, tops, strict=True)
    ]


def _reduced(edges: Sequence[Edge]) -> list[Edge]:
    after: dict[str, set[str]] = {}
    for edge in edges:
        after.setdefault(edge.source, set()).add(edge.target)

    def reaches(start: str, goal: str) -> bool:
        return goal in after.get(start, ()) or any(reaches(step, goal) for step in after.get(start, ()))

    return [e for e in edges if not any(reaches(step, e.target) for step in after[e.source] if step != e.target)]


def _stroke(edge: Edge, drawn: dict[str, Shape]) -> Stroke:
    start, end = drawn[edge.source], drawn[edge.target]
    return Stroke(
        x1=round(start.x + start.width, 2),
        y1=round(start.y + start.height / 2, 2),
        x2=end.x,
        y2=round(end.y + end.height / 2, 2),
        is_derived=edge.provenance == "derived",
        is_behind=start.box.status == "behind",
    )


def _alt(columns: dict[Level, list[Box]], voice: Voice) -> str:
    words = voice.words.pictures
    levels = [words["level"].format(level=voice.words.levels[level], count=len(column)) for level, column in columns.items()]
    return words["alt"].format(levels=voice.listed(levels))

"""The way from a number to its files as a picture: boxes in columns, lines between them; pure, in pixels of the SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from seika.report.model_picture import wrapped
from seika.report.wording import voice

_WIDTH, _BETWEEN, _HEAD, _GAP = 196.0, 44.0, 30.0, 14.0
_SIZE, _LEADING, _PADDING = 13.0, 18.0, 9.0
_LINES_OF_TITLE = 3


@dataclass(frozen=True)
class Thing:
    """One box before it has a place: its column, what it is called and says, where a click on it leads, what it comes from."""

    id: str
    column: int
    title: str
    says: tuple[str, ...]
    href: str
    comes_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Box:
    """A placed box; ``title`` and ``says`` are its lines, ``whole`` what a screen reader says."""

    thing: Thing
    x: float
    y: float
    height: float
    title: tuple[str, ...]
    says: tuple[str, ...]

    @property
    def whole(self) -> str:
        """Title and text in one line."""
        return " · ".join((self.thing.title, *self.thing.says))

    def line(self, index: int) -> float:
        """Return the baseline of a line of text."""
        return self.y + _PADDING + _SIZE + _LEADING * index - 2


@dataclass(frozen=True)
class Picture:
    """The whole picture: headings by column, boxes, and lines as SVG paths."""

    width: float
    height: float
    box_width: float
    headings: tuple[tuple[float, str], ...]
    boxes: tuple[Box, ...]
    paths: tuple[str, ...]


def draw(things: Sequence[Thing], headings: Sequence[str]) -> Picture:
    """Return the picture of ``things``, each column centred on the tallest one."""
    columns = [[_sized(thing) for thing in things if thing.column == index] for index in range(len(headings))]
    tall = max(_tall(column) for column in columns)
    boxes = {box.thing.id: box for index, column in enumerate(columns) for box in _placed(column, index, tall)}
    return Picture(
        width=len(headings) * _WIDTH + (len(headings) - 1) * _BETWEEN,
        height=_HEAD + tall,
        box_width=_WIDTH,
        headings=tuple((_x(index), text) for index, text in enumerate(headings)),
        boxes=tuple(boxes.values()),
        paths=tuple(_path(box, boxes[name]) for box in boxes.values() for name in box.thing.comes_from),
    )


def _sized(thing: Thing) -> Box:
    title = _cut(thing.title, _LINES_OF_TITLE)
    says = tuple(line for text in thing.says for line in _cut(text, 1))
    return Box(thing, 0.0, 0.0, 2 * _PADDING + _LEADING * (len(title) + len(says)) - 4, title, says)


def _cut(text: str, most: int) -> tuple[str, ...]:
    """Return a text in at most ``most`` lines of a box's width; what is left out is shown as an ellipsis."""
    ems = (_WIDTH - 2 * _PADDING) / _SIZE
    lines = [line for piece in wrapped(text, ems, voice("ja").words.pictures["no_line_start"]) for line in _halves(piece, int(ems / 0.58))]
    return tuple(lines) if len(lines) <= most else (*lines[: most - 1], f"{lines[most - 1][:-2]}…")


def _halves(line: str, most: int) -> list[str]:
    """Return a line in pieces: a file's name or an id is one long word, which nothing else would break."""
    return [line[start : start + most] for start in range(0, len(line), most)] if line.isascii() else [line]


def _tall(column: Sequence[Box]) -> float:
    return sum(box.height for box in column) + _GAP * max(len(column) - 1, 0)


def _placed(column: Sequence[Box], index: int, tall: float) -> list[Box]:
    top, found = _HEAD + (tall - _tall(column)) / 2, []
    for box in column:
        found.append(replace(box, x=_x(index), y=top))
        top += box.height + _GAP
    return found


def _x(index: int) -> float:
    return index * (_WIDTH + _BETWEEN)


def _path(box: Box, source: Box) -> str:
    """Return the line from the right side of a box to the left side of what it comes from."""
    x1, y1 = box.x + _WIDTH, box.y + box.height / 2
    x2, y2 = source.x, source.y + source.height / 2
    middle = (x1 + x2) / 2
    return f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"

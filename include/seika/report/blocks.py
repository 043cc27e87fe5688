"""What a report is set of: sections of a few kinds of blocks, whose texts are final; page and screen draw the same blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from seika.report.model_picture import Picture


@dataclass(frozen=True)
class Spark:
    """A small line: runs of points in a box of 1 by 1 (y up); the last point; the height of the target and of zero, where in sight."""

    runs: tuple[tuple[tuple[float, float], ...], ...]
    last: tuple[float, float] | None
    target: float | None
    zero: float | None
    alt: str


@dataclass(frozen=True)
class Cell:
    """One cell of a table. ``number`` is the id of what it shows, ``under`` what stands below in small, ``note`` a footnote's mark.

    ``look`` is text, name, number, value, small, state or trend.
    """

    text: str = ""
    look: str = "text"
    number: str = ""
    state: str = ""
    unit: str = ""
    note: str = ""
    marks: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    spark: Spark | None = None


@dataclass(frozen=True)
class Column:
    """A column's head, with a smaller line below it; ``width`` is a share of the page, 0 as wide as its content."""

    label: str
    align: str = "left"
    width: float = 0.0
    under: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of cells; ``caption`` stands above and, where it has one, ``state`` beside it. A name heads its row; ``anchor`` is linked to."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    state: Cell | None = None
    anchor: str = ""
    kind: str = "table"


@dataclass(frozen=True)
class Panel:
    """A unit's own small line with its value."""

    label: str
    value: Cell
    spark: Spark | None


@dataclass(frozen=True)
class Panels:
    """The same KPI for the units of a level, all on one scale that begins at zero."""

    caption: str
    under: str
    panels: tuple[Panel, ...]
    kind: str = "panels"


@dataclass(frozen=True)
class Lead:
    """The month in one box."""

    text: str
    kind: str = "lead"


@dataclass(frozen=True)
class Notes:
    """Small texts, one after the other."""

    texts: tuple[str, ...]
    kind: str = "notes"


@dataclass(frozen=True)
class Item:
    """One point of a list: a state, what it is, and more about it."""

    state: str
    head: str
    text: str


@dataclass(frozen=True)
class Items:
    """A list of points below a caption."""

    caption: str
    items: tuple[Item, ...]
    kind: str = "items"


@dataclass(frozen=True)
class Quarter:
    """One of several boxes side by side: a heading and its points, each with a smaller line."""

    heading: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Quarters:
    """Boxes side by side below a caption."""

    caption: str
    boxes: tuple[Quarter, ...]
    kind: str = "quarters"


@dataclass(frozen=True)
class Figure:
    """The logic model as a picture; a box of ``linked`` leads to the table with its id as anchor, ``notes`` stand above."""

    picture: Picture
    linked: tuple[str, ...]
    notes: tuple[str, ...]
    kind: str = "figure"


@dataclass(frozen=True)
class Facts:
    """Names with what they are, as a list of two columns."""

    rows: tuple[tuple[str, str], ...]
    kind: str = "facts"


Block = Table | Panels | Lead | Notes | Items | Quarters | Figure | Facts


@dataclass(frozen=True)
class Section:
    """A part of the report: its id, its heading, what it says; ``is_new_page`` where it begins a page."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    is_new_page: bool = False


def spark(
    values: Sequence[Decimal | None], alt: str, target: Decimal | None = None, scale: tuple[Decimal, Decimal] | None = None
) -> Spark | None:
    """Return the line of some months' values, on a ``scale`` of their own unless one is given; none without a value.

    A month without a value is a gap. The target is drawn where it lies within the scale or not further beyond it than the scale is high.
    """
    known = [value for value in values if value is not None]
    if not known:
        return None
    low, high = scale or _own_scale(known, target)
    room = high - low or Decimal(1)
    step = 1 / max(len(values) - 1, 1)

    def height(value: Decimal) -> float:
        return round(float((value - low) / room) if high != low else 0.5, 3)

    runs: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((round(index * step, 3), height(value)))
    drawn = tuple(tuple(run) for run in runs if run)
    last = drawn[-1][-1] if values[-1] is not None else None
    shown_target = None if target is None or not low <= target <= high else height(target)
    return Spark(drawn, last, shown_target, height(Decimal(0)) if low <= 0 <= high and low != high else None, alt)


def common_scale(series: Sequence[Sequence[Decimal | None]]) -> tuple[Decimal, Decimal] | None:
    """Return one scale for some series that holds zero and all their values; none without a value."""
    known = [value for values in series for value in values if value is not None]
    return (min(Decimal(0), *known), max(Decimal(0), *known)) if known else None


def _own_scale(known: Sequence[Decimal], target: Decimal | None) -> tuple[Decimal, Decimal]:
    low, high = min(known), max(known)
    if target is not None and low - (high - low) <= target <= high + (high - low):
        return min(low, target), max(high, target)
    return low, high

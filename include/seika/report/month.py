"""The month on one page: what moved and what needs a decision, each by a rule that is said beside it. No causes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from seika.report.blocks import Block, Cell, Column, Item, Items, Lead, Notes, Section, Table
from seika.report.content import Content
from seika.report.late import late_sources
from seika.report.lines import Line
from seika.report.outcomes import trend_of
from seika.report.past import Past
from seika.report.summary import summary_of

_MOST_MOVES = 8  # with the logic model they fill one page
_NAMED = 4
# From the best state to the worst, as far as they can be ordered.
_RANK = {"achieved": 0, "on_track": 1, "behind": 2}


@dataclass(frozen=True)
class Move:
    """A KPI that moved: by how much of its earlier value (at most, of the two comparisons), and against which of the two."""

    line: Line
    size: Decimal
    against: Past


def moves(lines: Sequence[Line]) -> list[Move]:
    """Return the KPIs that moved, the largest relative change first.

    A change counts above the declared tolerance, else from one in the last decimal on, against the month before or the year before.
    """
    found = []
    for line in lines:
        told = [(size, past) for past in (line.before, line.year_ago) if past and (size := _size(line, past)) is not None]
        if told:
            size, past = max(told, key=lambda each: each[0])
            found.append(Move(line, size, past))
    return sorted(found, key=lambda move: (-move.size, move.line.kpi_id))


def fell(lines: Sequence[Line]) -> list[Line]:
    """Return the KPIs whose status is worse than it was in the month before."""
    return [
        line
        for line in lines
        if line.before and line.status in _RANK and _RANK.get(line.before.status, _RANK["behind"]) < _RANK[line.status]
    ]


def month_section(content: Content) -> Section:
    """Return the page of the month: the summary, what needs a decision, what moved, and by which rules."""
    words = content.voice.words
    blocks: list[Block] = [Lead(summary_of(content.first, content.voice)), _decisions(content), *_moved(content)]
    return Section("month", words.sections["month"], tuple(blocks))


def _size(line: Line, past: Past) -> Decimal | None:
    change = line.change(past)
    if change is None or line.status == "stale":
        return None
    step = Decimal(1).scaleb(-line.kpi.unit.decimals)
    is_move = abs(change) >= step if line.tolerance is None else abs(change) > line.tolerance
    return abs(change) / max(abs(past.value or Decimal(0)), step) if is_move else None


def _moved(content: Content) -> list[Block]:
    words = content.voice.words
    found = moves(content.first)
    if not content.history.snapshots:
        return [Notes((words.moves["no_past"],))]
    if not found:
        return [Notes((words.moves["none"],))]
    names = ("label", "value", "before", "change", "year_ago", "year_change", "trend", "direction", "span")
    aligned = {"label": "left", "span": "left", "trend": "left", "direction": "left"}
    columns = tuple(Column(words.columns[name], aligned.get(name, "right"), 1.0 if name == "label" else 0.0) for name in names)
    rows = tuple(_row(move) for move in found[:_MOST_MOVES])
    rest = len(found) - len(rows)
    shown = words.moves["caption"].format(count=len(found))
    more = words.moves["more"].format(count=rest) if rest else ""
    return [Table(columns, rows, shown), Notes(tuple(text for text in (more, words.moves["rule"]) if text))]


def _row(move: Move) -> tuple[Cell, ...]:
    line, words = move.line, move.line.voice.words
    change = line.change(move.against) or Decimal(0)
    good = _is_better(line, move.against)
    turned = "neutral" if good is None else "better" if good else "worse"
    arrow = words.moves["up" if change > 0 else "down"]
    against = words.columns["before" if move.against is line.before else "year_ago"]
    return (
        Cell(line.label, "name"),
        Cell(line.value_text, "value", line.number, unit=line.unit),
        Cell(line.past_text(line.before), "number", line.past_number(line.before)),
        Cell(line.change_text(line.before), "number"),
        Cell(line.past_text(line.year_ago), "number", line.past_number(line.year_ago)),
        Cell(line.change_text(line.year_ago), "number"),
        Cell("", "trend", spark=trend_of(line)),
        Cell(words.moves[turned].format(arrow=arrow, against=against), "state"),
        Cell(_place(line), "small"),
    )


def _is_better(line: Line, past: Past) -> bool | None:
    """Return whether the value is better than it was; None where neither way is better."""
    change, ideal = line.change(past) or Decimal(0), line.kpi.ideal
    if ideal is None or line.value is None or past.value is None:
        return {"higher": change > 0, "lower": change < 0}.get(line.kpi.direction)
    now, was = abs(line.value - ideal), abs(past.value - ideal)
    return None if now == was else now < was


def _place(line: Line) -> str:
    return line.voice.words.notes["place"].format(outcome=line.outcome, window=line.voice.words.windows[line.window])


def _decisions(content: Content) -> Items:
    words, lines = content.voice.words.decisions, content.first
    items = [
        _item(content, "behind", [line for line in lines if line.status == "behind"], with_figures=True),
        _item(content, "fell", fell(lines), with_figures=True),
        _item(content, "restated", [line for line in content.printed if line.is_restated]),
        _item(content, "waived", [line for line in lines if line.kpi_id in content.waiver_notes]),
        _item(content, "stale", [line for line in lines if line.status == "stale"]),
        _late(content),
        _item(content, "suppressed", [line for line in lines if line.status == "suppressed"]),
        _item(content, "no_data", [line for line in lines if line.status == "no_data"]),
    ]
    found = tuple(item for item in items if item)
    return Items(words["caption"], found or (Item("no_target", words["none"], words["none_text"]),))


def _item(content: Content, kind: str, lines: Sequence[Line], with_figures: bool = False) -> Item | None:
    if not lines:
        return None
    words = content.voice.words.decisions
    figure = words["figure"] if with_figures else "{label}"
    texts = [figure.format(label=line.label, value=line.value_text, unit=line.unit, target=line.target_text) for line in lines]
    state = {"fell": "behind", "waived": "stale", "restated": "stale"}.get(kind, kind)
    reason = content.published.reason
    why = content.voice.words.remarks["reason"].format(reason=reason) if reason else ""
    asked = words[f"{kind}_ask"].format(reason=why)
    return Item(state, words[kind].format(count=len(lines)), words["told"].format(labels=content.voice.few(texts, _NAMED), ask=asked))


def _late(content: Content) -> Item | None:
    late = late_sources(content)
    if not late:
        return None
    words, voice = content.voice.words.decisions, content.voice
    texts = [words["late_source"].format(label=each.label, month=voice.month(each.newest)) for each in late if each.newest]
    told = words["told"].format(labels=voice.few(texts, _NAMED), ask=words["late_ask"])
    return Item("stale", words["late"].format(count=len(late)), told)

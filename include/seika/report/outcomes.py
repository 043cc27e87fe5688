"""Each outcome with its KPIs: figures, trend, status, what is to be said beside a number, and the units below on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from seika.period import Period
from seika.report.blocks import Block, Cell, Column, Notes, Panel, Panels, Section, Spark, Table, common_scale, spark
from seika.report.content import Content
from seika.report.lines import Line, unit_label
from seika.report.origin import target_mark, target_notes
from seika.report.wording import Voice, number_text

_PAGE = ("label", "value", "target", "baseline", "year_ago", "trend", "status", "people", "span")
_SCREEN = ("label", "value", "target", "baseline", "before", "year_ago", "trend", "status", "numerator", "denominator", "people", "span")
_ALIGN = {"label": "left", "status": "left", "trend": "left", "span": "left"}


def outcome_section(content: Content, is_screen: bool) -> Section:
    """Return every outcome that has KPIs, in the order of the logic model; the screen has members of families and parts of the sum, too."""
    words, blocks = content.voice.words, list[Block]()
    names = _SCREEN if is_screen else _PAGE
    for outcome, lines in groupby(content.lines if is_screen else content.printed, key=lambda line: line.outcome):
        blocks += _outcome(content, outcome, list(lines), names)
    members = len(content.lines) - len(content.printed)
    notes = [
        target_notes(content),
        words.notes["provisional"],
        words.notes["withheld"].format(withheld=words.values["withheld"]),
        words.notes["rounding"],
        words.notes["trend"],
        words.notes["panels"] if content.below else "",
        words.notes["members"].format(count=members) if members and not is_screen else "",
    ]
    return Section(
        "outcomes", words.sections["outcomes"], (*blocks, Notes(tuple(note for note in notes if note))), is_new_page=bool(content.boxes)
    )


def remarks(line: Line, content: Content) -> tuple[str, ...]:
    """Return what is to be said beside a number, each with its reason: stale, withheld, restated, waived, not comparable, no data."""
    voice, words = line.voice, line.voice.words.remarks
    said = []
    if line.stale_since:
        said.append(words["stale"].format(month=voice.month(Period(line.stale_since))))
    if line.status == "suppressed":
        said.append(words["suppressed"].format(minimum=line.kpi.minimum_people))
        said += _instead(line, content)
    if line.is_restated:
        reason = content.published.reason
        said.append(
            words["restated"].format(was=line.past_text(line.replaced), reason=words["reason"].format(reason=reason) if reason else "")
        )
    if line.kpi_id in content.waiver_notes and line.is_first_window:
        said.append(words["waived"].format(waivers=content.waiver_notes[line.kpi_id]))
    broken = [each for each in line.kpi.breaks if str(content.published.period.plus(-12)) < each.on <= str(content.published.period)]
    said += [words["break"].format(month=voice.month(Period(each.on)), reason=voice.said(each.reason)) for each in broken]
    return tuple(said)


def _instead(line: Line, content: Content) -> list[str]:
    """Return where to look in place of a withheld number; nothing where nothing near it is published."""
    found, voice = content.published.instead.get(line.number), line.voice
    if found is None:
        return []
    unit = unit_label(content.organization.units, found.unit_code, content.published.period.last_day, voice)
    return [voice.words.remarks[found.choice].format(window=voice.words.windows[found.window_id], unit=unit)]


def marks_of(line: Line, content: Content) -> tuple[str, ...]:
    """Return the short marks of a number, for where there is no room for reasons."""
    words = line.voice.words.marks
    applies = {
        "provisional": line.kpi.is_provisional,
        "waived": line.kpi_id in content.waiver_notes,
        "restated": line.is_restated,
        "stale": line.status == "stale",
    }
    return tuple(words[name] for name, does in applies.items() if does)


def trend_of(line: Line) -> Spark | None:
    """Return the line of a number's 13 months with its target, on its own scale."""
    return spark(line.trend, _alt(line), line.target)


def _outcome(content: Content, outcome: str, lines: Sequence[Line], names: Sequence[str]) -> list[Block]:
    voice = content.voice
    node = content.organization.logic_model.nodes[outcome]
    box = next((each for each in content.boxes if each.node_id == outcome), None)
    derived = voice.words.pictures["derived"] if node.provenance == "derived" else ""
    caption = f"{outcome} {voice.said(node.label)}{derived}"
    heading = voice.words.headings["outcome"].format(level=voice.words.levels[node.level], outcome=caption)
    state = Cell(box.status_text, "state", state=box.status) if box else None
    columns = tuple(Column(voice.words.columns[name], _ALIGN.get(name, "right"), 1.0 if name == "label" else 0.0) for name in names)

    def table(of: Sequence[Line], caption: str, **more: Any) -> Table:
        return Table(columns, tuple(tuple(cell_of(content, line, name) for name in names) for line in of), caption, **more)

    alone = [line for line in lines if line.kpi.member is None]
    members = [line for line in lines if line.kpi.member is not None]
    blocks: list[Block] = [table(alone, heading, state=state, anchor=outcome)]
    blocks += [panels for line in alone if (panels := _panels(content, line))]
    return [*blocks, table(members, voice.words.headings["members"].format(outcome=outcome, count=len(members)))] if members else blocks


def cell_of(content: Content, line: Line, name: str) -> Cell:
    """Return what a table's column of that name says of a number."""
    if name == "label":
        under = (f"{line.kpi_id}/{line.window}", *remarks(line, content))
        return Cell(line.label, "name", marks=marks_of(line, content), under=under)
    if name in ("before", "year_ago"):
        past = line.before if name == "before" else line.year_ago
        change = line.change_text(past)
        under = () if line.change(past) is None else (change,)
        return Cell(line.past_text(past), "number", line.past_number(past), under=under)
    if name == "trend":
        return Cell("", "trend", spark=trend_of(line))
    if name == "target":
        return Cell(line.target_text, "number", note=target_mark(content, line))
    if name == "status":
        return Cell(line.status_text, "state", state=line.status)
    if name == "span":
        return Cell(line.span, "small", under=(line.voice.words.windows[line.window],))
    looks = {"value": "value"}
    unit = line.unit if name == "value" and line.value is not None else ""
    number = line.number if name in ("value", "numerator", "denominator", "people") else ""
    shown = line.status if name == "value" and line.value is None else ""
    return Cell(getattr(line, f"{name}_text"), looks.get(name, "number"), number, shown, unit=unit)


def _panels(content: Content, line: Line) -> Panels | None:
    below = content.below.get(line.kpi_id, ()) if line.is_first_window else ()
    if not below:
        return None
    voice = content.voice
    scale = common_scale([each.trend for each in below])
    panels = (
        ()
        if scale is None
        else tuple(
            Panel(
                each.unit_label,
                Cell(each.value_text, "number", each.number, each.status, marks=marks_of(each, content)[-1:] if each.is_restated else ()),
                spark(each.trend, _alt(each), scale=scale),
            )
            for each in below
        )
    )
    levels = voice.words.unit_levels[below[0].unit_level]
    scaled = _scale_text(voice, scale, line)
    return Panels(voice.words.headings["panels"].format(label=line.label, level=levels), scaled, panels)


def _scale_text(voice: Voice, scale: tuple[object, object] | None, line: Line) -> str:
    if scale is None:
        return voice.words.notes["no_scale"]
    low, high = (number_text(each, line.kpi.unit.decimals) for each in scale)  # type: ignore[arg-type]
    return voice.words.notes["scale"].format(low=low, high=high, unit=line.unit, span=line.span)


def _alt(line: Line) -> str:
    voice, known = line.voice, [value for value in line.trend if value is not None]
    if not known:
        return ""
    low, high = (number_text(each, line.kpi.unit.decimals) for each in (min(known), max(known)))
    return voice.words.notes["trend_alt"].format(label=line.label, unit_label=line.unit_label, months=len(known), low=low, high=high)

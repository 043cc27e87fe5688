"""The whole report as sections of blocks, in the order that the organization wants; page and screen draw the same."""

from __future__ import annotations

from dataclasses import dataclass

from seika.config.unit_tree import MERGED
from seika.report.blocks import Block, Cell, Column, Figure, Notes, Section, Table
from seika.report.content import Content
from seika.report.lines import Line
from seika.report.model_picture import draw
from seika.report.month import month_section
from seika.report.origin import foot, made_section
from seika.report.outcomes import marks_of, outcome_section
from seika.report.quality import quality_section
from seika.report.training import training_section
from seika.report.year import year_section


@dataclass(frozen=True)
class Document:
    """A report ready to be drawn."""

    language: str
    heading: str
    month: str
    status: str
    simulated: str | None
    sections: tuple[Section, ...]
    foot: str
    snapshot_id: str


def document(content: Content, is_screen: bool) -> Document:
    """Return the report for the screen (all KPIs, all units) or for the page (without members of families and tables of sections)."""
    made = [_section(content, name, is_screen) for name in content.sections]
    return Document(
        language=content.voice.language,
        heading=content.heading,
        month=content.month,
        status=content.status_text,
        simulated=content.simulated,
        sections=tuple(section for section in made if section),
        foot=foot(content),
        snapshot_id=content.published.snapshot_id,
    )


def _section(content: Content, name: str, is_screen: bool) -> Section | None:
    if name == "month":
        return month_section(content)
    if name == "model":
        return _model(content, is_screen) if content.boxes else None
    if name == "outcomes":
        return outcome_section(content, is_screen)
    if name == "units":
        return _units(content) if is_screen else None
    # The turn of the year is written for the whole organization.
    if name == "year":
        return year_section(content) if content.unit_code is None else None
    if name == "training":
        return training_section(content)
    return quality_section(content) if name == "quality" else made_section(content)


def _model(content: Content, is_screen: bool) -> Section:
    words, voice = content.voice.words, content.voice
    picture = draw(content.boxes, content.organization.logic_model.edges, voice)
    blocks: list[Block] = [Figure(picture, _linked(content, is_screen), (words.notes["boxes"], words.notes["lines"]))]
    if is_screen:
        names = ("level", "node", "node_label", "status", "provenance")
        rows = []
        for box in sorted(content.boxes, key=lambda box: list(words.levels).index(box.node.level)):
            place = words.provenance[box.node.provenance]
            marks = (words.marks["derived"],) if box.node.provenance == "derived" else ()
            name = Cell(box.label, "name", marks=marks)
            reason = (box.node.reason,) if box.node.reason else ()
            rows.append(
                (
                    Cell(words.levels[box.node.level]),
                    Cell(box.node_id),
                    name,
                    Cell(box.status_text, "state", state=box.status),
                    Cell(place, "small", under=reason),
                )
            )
        blocks.append(Table(tuple(Column(words.columns[name]) for name in names), tuple(rows), words.headings["nodes"]))
    return Section("model", words.sections["model"], tuple(blocks))


def _linked(content: Content, is_screen: bool) -> tuple[str, ...]:
    lines = content.lines if is_screen else content.printed
    return tuple(dict.fromkeys(line.outcome for line in lines)) if "outcomes" in content.sections else ()


def _units(content: Content) -> Section | None:
    """Return the units two levels below (the next level is drawn with each KPI): units down, KPIs in their first window across."""
    words = content.voice.words
    drawn = {line.unit_code for lines in content.below.values() for line in lines}
    lines = [line for line in content.unit_lines if line.is_first_window and line.kpi.member is None and line.unit_code not in drawn]
    if not lines:
        return None
    cells: dict[str, dict[str, Line]] = {}
    for line in lines:
        cells.setdefault(line.unit_code, {})[line.kpi_id] = line
    order = {unit["unit_code"]: index for index, unit in enumerate(content.organization.units)}
    heads = content.first
    columns = (Column(words.columns["unit_label"]), *(Column(line.label, "right", under=f"{line.unit} {line.span}") for line in heads))
    rows = []
    for code in sorted(cells, key=lambda code: order.get(code, len(order))):
        of_unit = cells[code]
        name = Cell(next(iter(of_unit.values())).unit_label, "name", under=(code,))
        rows.append((name, *(_unit_cell(content, of_unit.get(line.kpi_id)) for line in heads)))
    level = words.unit_levels[next((line.unit_level for line in lines if line.unit_level != MERGED), MERGED)]
    title = words.sections["units"].format(level=level)
    return Section("units", title, (Table(columns, tuple(rows)), Notes((words.notes["departments"],))), is_new_page=True)


def _unit_cell(content: Content, line: Line | None) -> Cell:
    if line is None:
        return Cell(content.voice.words.values["none"], "number")
    return Cell(line.value_text, "number", line.number, line.status, marks=marks_of(line, content)[-1:] if line.is_restated else ())

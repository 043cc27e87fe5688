"""The report as PDF/A: one clean page, then the departments. No browser, no system font; a missing glyph is an error."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from seika.config import paths
from seika.errors import BadConfig
from seika.report.by_unit import Matrix, matrix
from seika.report.content import Content, Line
from seika.report.model_picture import Picture, draw
from seika.report.origin import origin_rows, target_mark, target_notes
from seika.report.wording import phrases

_TEMPLATE = Path(__file__).with_name("templates") / "report.typ"
_MOST_COLUMNS = 10  # of a table that is as wide as a page
_COLUMNS = ("label", "value", "unit", "target", "status", "denominator", "people", "span")


def pdf_bytes(content: Content) -> bytes:
    """Return the report as PDF/A-2b; the same content gives the same bytes.

    Raises ``BadConfig REPORT-02`` where the page cannot be set (a character that the fonts do not have).
    """
    import typst

    day = content.edition.period.last_day
    try:
        pages: bytes = typst.compile(
            _TEMPLATE,
            font_paths=[fonts()],
            ignore_system_fonts=True,
            sys_inputs={"content": json.dumps(_page(content), ensure_ascii=False)},
            format="pdf",
            pdf_standards="a-2b",
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise BadConfig("REPORT-02", snapshot=content.edition.snapshot_id, problem=error.message) from None
    return pages


def fonts() -> Path:
    """Return the folder of the fonts that the report is set in."""
    return paths.home() / "include" / "fonts"


def _page(content: Content) -> dict[str, Any]:
    words = phrases()
    picture = draw(content.boxes, content.edges)
    return {
        "heading": content.heading,
        "month": content.month,
        "status": content.edition.status_text,
        "simulated": words.simulated if content.is_simulated else None,
        "summary": content.summary,
        "sections": words.sections,
        "columns": [words.columns[name] for name in _COLUMNS],
        "lines": [_row(line, content) for line in content.printed],
        "waivers": [*content.waiver_notes.values()],
        "notes": _notes(content),
        "picture": _picture(picture),
        "picture_notes": [words.notes["boxes"], words.notes["lines"]],
        "origin": origin_rows(content.edition, content.document),
        "units": _units(content),
        "foot": words.made["foot"].format(
            organization=content.organization_label,
            title=words.title,
            month=content.month,
            snapshot=content.edition.snapshot_id,
            hash=content.edition.snapshot_hash[:12],
        ),
    }


def _row(line: Line, content: Content) -> dict[str, Any]:
    return {
        "label": line.label,
        "window": phrases().windows[line.window],
        "marks": _marks(line, content),
        "value": line.value_text,
        "unit": line.kpi.unit.label.ja,
        "target": line.target_text,
        "note": target_mark(content, line),
        "status": line.status,
        "status_text": line.status_text,
        "denominator": line.denominator_text,
        "people": line.people_text,
        "span": line.span,
        "is_first": line.is_first_window,
    }


def _marks(line: Line, content: Content) -> list[str]:
    marks = {"provisional": line.kpi.is_provisional, "waived": line.kpi_id in content.waiver_notes}
    return [phrases().marks[name] for name, applies in marks.items() if applies]


def _notes(content: Content) -> list[str]:
    words = phrases().notes
    members = len(content.lines) - len(content.printed)
    elsewhere = words["members"].format(count=members) if members else None
    withheld = words["withheld"].format(withheld=phrases().values["withheld"])
    return [note for note in (target_notes(content), words["provisional"], withheld, words["rounding"], elsewhere) if note]


def _picture(picture: Picture) -> dict[str, Any]:
    shapes = [
        {
            **{key: getattr(shape, key) for key in ("x", "y", "width", "height", "size", "lines", "status")},
            "state": shape.box.status,
            "level": shape.box.node.level,
        }
        for shape in picture.shapes
    ]
    return {**asdict(picture), "shapes": shapes}


def _units(content: Content) -> dict[str, Any]:
    """Return the departments' table in parts that are as wide as a page, as even as can be."""
    table = matrix(content, "department", content.printed)
    count = -(-len(table.columns) // _MOST_COLUMNS) if table.rows else 0
    width = -(-len(table.columns) // count) if count else 0
    return {
        "label": phrases().columns["unit_label"],
        "whole_label": phrases().unit_levels["organization"],
        "parts": [_part(table, slice(start, start + width)) for start in range(0, count * width, width or 1)],
        "note": phrases().notes["departments"],
    }


def _part(table: Matrix, columns: slice) -> dict[str, Any]:
    none = phrases().values["none"]
    shown = table.columns[columns]
    return {
        "columns": [{"label": line.label, "unit": line.kpi.unit.label.ja, "span": line.span} for line in shown],
        "whole": [line.value_text for line in shown],
        "rows": [{"label": row.label, "cells": [cell.value_text if cell else none for cell in row.cells[columns]]} for row in table.rows],
    }

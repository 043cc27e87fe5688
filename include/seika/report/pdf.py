"""The report as PDF/A. No browser, no system font; a missing glyph is an error."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from seika.config import paths
from seika.errors import BadConfig
from seika.report.blocks import Block, Figure
from seika.report.content import Content
from seika.report.document import document

_TEMPLATE = Path(__file__).with_name("templates") / "report.typ"


def pdf_bytes(content: Content) -> bytes:
    """Return the report as PDF/A-2b; the same content gives the same bytes. Each number is a link whose address is its id (``seika:…``).

    Raises ``BadConfig REPORT-02`` where the page cannot be set (a character that the fonts do not have).
    """
    import typst

    day = content.published.period.last_day
    try:
        pages: bytes = typst.compile(
            _TEMPLATE,
            font_paths=_loaded(fonts()),
            sys_inputs={"content": json.dumps(_page(content), ensure_ascii=False)},
            format="pdf",
            pdf_standards="a-2b",
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise BadConfig("REPORT-02", snapshot=content.published.snapshot_id, problem=error.message) from None
    return pages


def fonts() -> Path:
    """Return the folder of the fonts that the report is set in."""
    return paths.home() / "include" / "fonts"


@cache
def _loaded(folder: Path) -> Any:
    # Read once a process: with all editions of a ward it would be done thirty times.
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _page(content: Content) -> dict[str, Any]:
    page = document(content, is_screen=False)
    sections = [{**vars(section), "blocks": [_block(block) for block in section.blocks]} for section in page.sections]
    return {**vars(page), "sections": sections}


def _block(block: Block) -> dict[str, Any]:
    if not isinstance(block, Figure):
        return asdict(block)
    picture = block.picture
    shapes = [
        {
            **{key: getattr(shape, key) for key in ("x", "y", "width", "height", "size", "lines", "status")},
            "state": shape.box.status,
            "level": shape.box.node.level,
            "node": shape.box.node_id,
        }
        for shape in picture.shapes
    ]
    drawn = {"width": picture.width, "height": picture.height, "shapes": shapes}
    drawn |= {"headings": [asdict(each) for each in picture.headings], "strokes": [asdict(each) for each in picture.strokes]}
    return {"kind": block.kind, "linked": block.linked, "notes": block.notes, "picture": drawn}

"""The report as one HTML file: no outside resource, readable on a phone, by a screen reader and on paper."""

from __future__ import annotations

import base64
from functools import cache, partial
from pathlib import Path

from seika.config.logic_model import LEVELS
from seika.report.by_unit import matrix
from seika.report.content import Content
from seika.report.model_picture import draw
from seika.report.origin import origin_rows, target_mark, target_notes
from seika.report.wording import phrases

_TEMPLATE = "report.html.jinja"


def html_bytes(content: Content) -> bytes:
    """Return the report as UTF-8 HTML; the same content gives the same bytes."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = phrases()
    withheld = words.notes["withheld"].format(withheld=words.values["withheld"])
    text = environment.get_template(_TEMPLATE).render(
        content=content,
        words=words,
        picture=draw(content.boxes, content.edges),
        boxes=[box for level in LEVELS for box in content.boxes if box.node.level == level],
        tables=[matrix(content, level, content.printed) for level in ("department", "section")],
        origin=origin_rows(content.edition, content.document),
        mark=partial(target_mark, content),
        notes=[note for note in (*content.waiver_notes.values(), target_notes(content), words.notes["provisional"], withheld) if note],
        icon=_icon(),
    )
    return text.encode("utf-8")


@cache
def _icon() -> str:
    # An empty icon keeps a browser from asking the folder for one.
    return "data:image/gif;base64," + base64.b64encode(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;").decode("ascii")

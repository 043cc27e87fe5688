"""The report as one HTML file: no outside resource, readable on a phone, by a screen reader and on paper."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from seika.report.content import Content
from seika.report.document import document

if TYPE_CHECKING:
    from jinja2 import Template


def html_bytes(content: Content) -> bytes:
    """Return the report as UTF-8 HTML; the same content gives the same bytes. Each number is a ``data`` element whose value is its id."""
    return _template().render(page=document(content, is_screen=True), icon=_icon()).encode("utf-8")


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["at"] = lambda share, length: f"{share * length:.1f}"
    return environment.get_template("report.html.jinja")


@cache
def _icon() -> str:
    # An empty icon keeps a browser from asking the folder for one.
    return "data:image/gif;base64," + base64.b64encode(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;").decode("ascii")

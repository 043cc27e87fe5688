"""What people read, read back: the text and links of a PDF, the numbers of a page, the sheets of a workbook."""

from __future__ import annotations

import io
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from pypdf import PdfReader
from python_calamine import CalamineWorkbook


def pdf_text(pages: bytes) -> str:
    """Return all text of a PDF without blanks, line ends or spaces."""
    return "".join(re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(pages)).pages)


def pdf_numbers(pages: bytes) -> dict[str, list[str]]:
    """Return by id of a number the texts that stand within its links, without blanks."""
    found: dict[str, list[str]] = {}
    for page in PdfReader(io.BytesIO(pages)).pages:
        pieces = _pieces(page)
        for note in page.get("/Annots", []):
            link = note.get_object()
            address = link.get("/A", {}).get("/URI")
            if address is None:
                continue
            left, bottom, right, top = (float(edge) for edge in link["/Rect"])
            inside = [text for x, y, text in pieces if left - 0.6 <= x <= right + 0.1 and bottom - 1 <= y <= top + 1]
            found.setdefault(str(address).removeprefix("seika:"), []).append("".join(inside))
    return found


def _pieces(page: Any) -> list[tuple[float, float, str]]:
    pieces: list[tuple[float, float, str]] = []

    def visit(text: str, current: Any, matrix: Any, _font: Any, _size: Any) -> None:
        words = re.sub(r"\s", "", text)
        if words:
            # where a piece of text begins, on the page
            x = matrix[4] * current[0] + matrix[5] * current[2] + current[4]
            y = matrix[4] * current[1] + matrix[5] * current[3] + current[5]
            pieces.append((x, y, words))

    page.extract_text(visitor_text=visit)
    return pieces


class _Numbers(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.open: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "data":
            self.open = dict(attrs)["value"]
            self.found.setdefault(str(self.open), []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "data":
            self.open = None

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found[self.open][-1] += data


def html_numbers(page: bytes) -> dict[str, list[str]]:
    """Return by id of a number the texts that the page shows for it, in their order."""
    parser = _Numbers()
    parser.feed(page.decode("utf-8"))
    return parser.found


def html_text(page: bytes) -> str:
    """Return all text of a page that people read."""
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(style|head).*?</\1>", " ", page.decode("utf-8"), flags=re.S)))


def workbook(made: bytes) -> dict[str, list[list[Any]]]:
    """Return the rows of each sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def records(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """Return a sheet's rows below its head as dicts."""
    head, *rest = rows
    return [dict(zip(head, row, strict=True)) for row in rest]

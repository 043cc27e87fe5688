"""What people read, read back: the text of a PDF and of a page, the sheets of a workbook (numbers by id: ``seika.deliver.surfaces``)."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

from pypdf import PdfReader
from python_calamine import CalamineWorkbook


def pdf_text(pages: bytes) -> str:
    """Return all text of a PDF without blanks, line ends or spaces."""
    return "".join(re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(pages)).pages)


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

"""Cells of a sheet that hold an error (#N/A, #DIV/0!): the library that reads workbooks gives them as empty, which has a meaning."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ANY_ERROR = re.compile(rb"""\st=["']e["']""")
_REFERENCE = re.compile(r"([A-Z]+)\d+")


def error_cells(content: bytes, sheet: str) -> Iterator[tuple[int, int]]:
    """Yield row and column (from 0) of each cell of ``sheet`` that holds an error; none for workbooks older than XLSX."""
    if not zipfile.is_zipfile(BytesIO(content)):
        return
    with zipfile.ZipFile(BytesIO(content)) as book:
        path = _path(book, sheet)
        page = book.read(path) if path in book.namelist() else b""
    if not _ANY_ERROR.search(page):
        return
    row = column = -1
    for _, element in ElementTree.iterparse(BytesIO(page), events=("start",)):  # noqa: S314 - read before by the workbook's reader
        if element.tag == f"{_MAIN}row":
            row, column = int(element.get("r") or row + 2) - 1, -1
        elif element.tag == f"{_MAIN}c":
            named = _REFERENCE.fullmatch(element.get("r") or "")
            column = _place(named[1]) if named else column + 1
            if element.get("t") == "e":
                yield row, column


def _path(book: zipfile.ZipFile, sheet: str) -> str:
    """Return where in the workbook a sheet lies."""
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")  # noqa: S314
    relation = next((each.get(_RELATION) for each in sheets if each.get("name") == sheet), None)
    targets = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = next((each.get("Target", "") for each in targets if each.get("Id") == relation), "")
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1

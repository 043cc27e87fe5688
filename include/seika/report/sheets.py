"""The sheets of the workbook in one look: frozen heads, filters, real numbers, wrapped texts with room for them."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from seika.report.content import Content
from seika.report.wording import Voice

Value = str | int | float | None
Row = Sequence[tuple[Value, int]]  # value and decimals
LINE = 16.0  # points
_WIDTHS = {
    "label": 38, "description": 70, "document": 50, "span": 26, "hash": 68, "delivery": 44, "kpi_id": 36, "target_source": 50, "remark": 60,
    "number": 62, "population": 50, "unit_label": 24, "status": 16,
}  # fmt: skip
_WRAPPED = ("description", "remark", "population", "document", "target_source")
_OVERVIEW = 100


class Sheets:
    """A workbook's sheets, written one after the other."""

    def __init__(self, book: Any, voice: Voice) -> None:
        self.book, self.voice = book, voice
        font = {"font_name": "Yu Gothic", "font_size": 10.5} if voice.language == "ja" else {"font_name": "Calibri", "font_size": 11}
        head = {"bold": True, "bg_color": "#E5E9F0", "bottom": 2, "text_wrap": True, "valign": "vcenter", "indent": 1}
        self.head = book.add_format(font | head)
        self.bold = book.add_format(font | {"bold": True, "font_size": 14})
        self.wrap = book.add_format(font | {"text_wrap": True, "valign": "top"})
        self.text = book.add_format(font | {"indent": 1, "valign": "top"})
        self.formats = {decimals: book.add_format(font | {"num_format": number_format(decimals), "valign": "top"}) for decimals in range(5)}
        self.signed = {decimals: book.add_format(font | {"num_format": signed_format(decimals), "valign": "top"}) for decimals in range(5)}

    def overview(self, name: str, title: str, rows: Iterable[tuple[str, str]]) -> None:
        """Write a sheet of names and texts."""
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, _OVERVIEW)
        sheet.write_string(0, 0, title, self.bold)
        for place, (what, which) in enumerate(rows, start=2):
            sheet.set_row(place, max(height_of(which, _OVERVIEW), height_of(what, 30)))
            sheet.write_string(place, 0, what, self.wrap)
            sheet.write_string(place, 1, which, self.wrap)
        printed(sheet)

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Row], freeze: int = 1) -> None:
        """Write a table below a frozen head; columns named ``change`` or ``year_change`` show their sign. An empty table keeps its head."""
        sheet = self.book.add_worksheet(name)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS.get(column, 14))
            sheet.write_string(0, place, self.voice.words.columns[column], self.head)
        sheet.set_row(0, 2 * LINE)
        last = 0
        for last, row in enumerate(rows, start=1):
            sheet.set_row(last, self._height(columns, row))
            for place, (cell, decimals) in enumerate(row):
                formats = self.signed if columns[place] in ("change", "year_change") else self.formats
                self.put(sheet, last, place, cell, formats[decimals], columns[place] in _WRAPPED)
        sheet.freeze_panes(1, min(freeze, len(columns) - 1))
        sheet.autofilter(0, 0, last, len(columns) - 1)
        printed(sheet)
        sheet.repeat_rows(0)

    def put(self, sheet: Any, row: int, column: int, cell: Value, form: Any, is_wrapped: bool = False) -> None:
        """Write a text as text, never as a formula, and a number as a number; nothing for None and an empty text."""
        if cell == "":
            return
        if isinstance(cell, str):
            sheet.write_string(row, column, cell, self.wrap if is_wrapped else self.text)
        elif cell is not None:
            sheet.write_number(row, column, cell, form)

    def _height(self, columns: Sequence[str], row: Row) -> float:
        pairs = zip(columns, row, strict=True)
        return max((height_of(str(cell), _WIDTHS[column]) for column, (cell, _) in pairs if column in _WRAPPED and cell), default=LINE)


def titled(content: Content) -> str:
    """Return the title of the workbook: heading and month."""
    return f"{content.heading} {content.month}"


def printed(sheet: Any) -> None:
    """Let a sheet come out on A4 across, as wide as one page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def height_of(text: str, width: int) -> float:
    """Return the height of a row in points: not every program makes room for wrapped text by itself."""
    wide = sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
    return LINE * max(1, math.ceil(wide / width))


def number_format(decimals: int) -> str:
    """Return Excel's format of a number with thousands separators."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def signed_format(decimals: int) -> str:
    """Return Excel's format of a change: always with its sign."""
    form = number_format(decimals)
    return f"+{form};-{form};0"


def cells_by(columns: Sequence[str], cells: Mapping[str, tuple[Value, int]]) -> list[tuple[Value, int]]:
    """Return the cells of some columns in their order."""
    return [cells[column] for column in columns]

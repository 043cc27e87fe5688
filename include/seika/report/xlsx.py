"""The report as a workbook: real numbers, frozen heads, a sheet that explains every KPI, a sheet of where all comes from."""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from seika.report.content import Content, Line
from seika.report.origin import origin_rows
from seika.report.wording import phrases

Cell = str | int | float | None
_LINE = 16.0  # points
_OVERVIEW_WIDTH = 100
_LINE_COLUMNS = (
    "unit_code", "unit_level", "unit_label", "kpi_id", "label", "window", "span", "value", "unit", "target", "status",
    "numerator", "denominator", "people",
)  # fmt: skip
_WHOLE_COLUMNS = ("label", "value", "unit", "target", "status", "numerator", "denominator", "people", "span", "window", "kpi_id")
_TERM_COLUMNS = (
    "kpi_id",
    "label",
    "description",
    "unit",
    "direction",
    "minimum_people",
    "document",
    "confidence",
    "outcome",
    "target_source",
)
_ORIGIN_COLUMNS = ("source", "period", "delivery", "hash")
_WIDTHS = {"label": 38, "description": 70, "document": 50, "span": 26, "hash": 68, "delivery": 44, "kpi_id": 36, "target_source": 50}


def xlsx_bytes(content: Content) -> bytes:
    """Return the report as a workbook; the same content gives the same bytes. Text never becomes a formula."""
    import xlsxwriter

    words = phrases()
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        day = content.edition.period.last_day
        book.set_properties({"title": f"{content.heading} {content.month}", "created": datetime(day.year, day.month, day.day)})  # noqa: DTZ001 - a workbook's properties hold no zone
        sheets = _Sheets(book)
        sheets.overview(content)
        sheets.table(words.sheets["kpis"], _WHOLE_COLUMNS, (_line(line, _WHOLE_COLUMNS) for line in content.lines))
        sheets.table(words.sheets["units"], _LINE_COLUMNS, (_line(line, _LINE_COLUMNS) for line in content.unit_lines), freeze=5)
        sheets.table(words.sheets["terms"], _TERM_COLUMNS, _terms(content))
        sheets.table(words.sheets["origin"], _ORIGIN_COLUMNS, _deliveries(content))
    return target.getvalue()


class _Sheets:
    """The workbook's sheets in one look."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "bg_color": "#E5E9F0", "bottom": 2, "text_wrap": True, "valign": "vcenter", "indent": 1})
        self.bold = book.add_format({"bold": True, "font_size": 14})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.text = book.add_format({"indent": 1})
        self.formats = {decimals: book.add_format({"num_format": _number_format(decimals)}) for decimals in range(5)}

    def overview(self, content: Content) -> None:
        sheet = self.book.add_worksheet(phrases().sheets["overview"])
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, _OVERVIEW_WIDTH)
        sheet.write_string(0, 0, f"{content.heading} {content.month}", self.bold)
        rows = [*([("", phrases().simulated)] if content.is_simulated else []), (phrases().sections["summary"], content.summary)]
        rows += [*origin_rows(content.edition, content.document), *(("", note) for note in (*content.waiver_notes.values(), *_notes()))]
        for place, (what, which) in enumerate(rows, start=2):
            sheet.set_row(place, _height(which, _OVERVIEW_WIDTH))
            sheet.write_string(place, 0, what, self.wrap)
            sheet.write_string(place, 1, which, self.wrap)
        _printed(sheet)

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[tuple[Cell, int]]], freeze: int = 1) -> None:
        sheet = self.book.add_worksheet(name)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS.get(column, 14))
            sheet.write_string(0, place, phrases().columns[column], self.head)
        sheet.set_row(0, 2 * _LINE)
        last = 0
        for last, row in enumerate(rows, start=1):
            long = [str(cell) for column, (cell, _) in zip(columns, row, strict=True) if column == "description"]
            sheet.set_row(last, max((_height(text, _WIDTHS["description"]) for text in long), default=_LINE))
            for place, (cell, decimals) in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(last, place, cell, self.wrap if columns[place] == "description" else self.text)
                elif cell is not None:
                    sheet.write_number(last, place, cell, self.formats[decimals])
        sheet.freeze_panes(1, min(freeze, len(columns) - 1))
        sheet.autofilter(0, 0, last, len(columns) - 1)
        _printed(sheet)
        sheet.repeat_rows(0)


def _printed(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _height(text: str, width: int) -> float:
    """Return the height of a row in points: not every program makes room for wrapped text by itself."""
    wide = sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
    return _LINE * max(1, math.ceil(wide / width))


def _number_format(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _line(line: Line, columns: Sequence[str]) -> list[tuple[Cell, int]]:
    decimals = line.kpi.unit.decimals
    withheld = line.status == "suppressed"
    cells: dict[str, tuple[Cell, int]] = {
        "unit_code": (line.unit_code, 0),
        "unit_level": (phrases().unit_levels[line.unit_level], 0),
        "unit_label": (line.unit_label, 0),
        "kpi_id": (line.kpi_id, 0),
        "label": (line.label + (f" ({phrases().marks['provisional']})" if line.kpi.is_provisional else ""), 0),
        "window": (phrases().windows[line.window], 0),
        "span": (line.span, 0),
        "value": (line.value_text if line.value is None else float(line.value), decimals),
        "unit": (line.kpi.unit.label.ja, 0),
        "target": (None if line.target is None else float(line.target), decimals),
        "status": (line.status_text, 0),
        "numerator": (line.numerator_text if withheld else line.numerator, 0),
        "denominator": (line.denominator_text if withheld else line.denominator, 0),
        "people": (line.people_text if withheld else line.people, 0),
    }
    return [cells[column] for column in columns]


def _terms(content: Content) -> Iterable[list[tuple[Cell, int]]]:
    words = phrases()
    for line in content.lines:
        if line.is_first_window:
            kpi = line.kpi
            texts = (line.kpi_id, kpi.label.ja, kpi.description.ja, kpi.unit.label.ja, words.directions[kpi.direction])
            sources = (kpi.provenance.document, words.confidence[kpi.provenance.confidence], line.outcome, line.target_source or "")
            yield [*((text, 0) for text in texts), (kpi.minimum_people, 0), *((text, 0) for text in sources)]


def _deliveries(content: Content) -> Iterable[list[tuple[Cell, int]]]:
    for each in content.edition.deliveries:
        yield [(each.source_label, 0), (each.period, 0), (each.delivery_id, 0), (each.sha256, 0)]


def _notes() -> list[str]:
    words = phrases()
    return [words.notes["provisional"], words.notes["withheld"].format(withheld=words.values["withheld"]), words.notes["rounding"]]

"""Rows become files: headers, encodings and layouts as the source declares them."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

from seika.config import Organization
from seika.config.connector import Files
from seika.config.format import Format
from seika.config.source import Source
from seika.period import Period
from seika.simulate.defects import Cells
from seika.simulate.extracts import Row
from seika.simulate.formats import Words, written
from seika.simulate.identity import shown

CREATED = datetime(2020, 1, 1)  # noqa: DTZ001 - a workbook's properties hold no zone; fixed, so that the bytes are too


def cells_of(source: Source, rows: list[Row], organization: Organization, words: Words) -> list[Cells]:
    """Return rows by the extract's own headers, with the identifying columns that the pipeline must drop."""
    identity = shown(organization, words)
    likert = _words_of_points(source)
    made: list[Cells] = []
    for turn, row in enumerate(rows):
        cells: Cells = {}
        for name, column in source.columns.items():
            if column.header is not None:
                cells[column.header] = written(row[name], column, words, turn)
        for header in source.ignored_headers:
            cells[header] = identity.cell(header, row, turn)
        if source.answers:
            for item in organization.survey_items:
                points = row["_points"].get(item["item_id"])
                said = str(points) if item.get("scale_min") == "0" else likert.get(points)
                cells[item["header"]] = source.answers.missing[-1] if points is None else said
        made.append(cells)
    return made


def _words_of_points(source: Source) -> dict[int, str]:
    """Return the word of each step; digits stand for the steps of the scales that count from 0."""
    words = source.answers.words if source.answers else {}
    return {points: word for word, points in words.items() if not word.isdigit()}


def write(path: Path, source: Source, cells: list[Cells], words: Words, encoding: str | None = None) -> None:
    """Write one extract; ``encoding`` replaces the declared one where a sender errs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    form = table_format(source)
    if form.type == "xlsx":
        _write_workbook(path, source, form, cells, words)
        return
    text = io.StringIO()
    writer = csv.DictWriter(text, list(cells[0]), delimiter=form.delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(cells)
    if form.total_row_starts_with:
        writer.writerow({header: "" for header in cells[0]} | {next(iter(cells[0])): form.total_row_starts_with} | _sums(source, cells))
    path.write_bytes(text.getvalue().encode(encoding or form.encoding))


def _sums(source: Source, cells: list[Cells]) -> dict[str, str]:
    """Return what the total row says of the file, as a system for working hours writes it: hours and minutes."""
    sums = {}
    for name in source.control.sums if source.control else ():
        header = source.columns[name].header or ""
        if header not in cells[0]:
            continue  # a sender who leaves a column out
        clocks = [str(row[header]).split(":") for row in cells if row[header]]
        minutes = sum(int(hour) * 60 + int(minute) for hour, minute in clocks)
        sums[header] = f"{minutes // 60}:{minutes % 60:02d}"
    return sums


def table_format(source: Source) -> Format:
    """Return the format of an extract that is a table: what the simulator can write."""
    assert isinstance(source.format, Format)
    return source.format


def file_name(source: Source, period: Period, variant: str = "") -> str:
    """Return the name that the connector's pattern expects; ``variant`` stands in place of its ``*``."""
    assert isinstance(source.connector, Files)
    return source.connector.pattern.replace("{period}", str(period).replace("-", "")).replace("*", variant)


def _write_workbook(path: Path, source: Source, form: Format, cells: list[Cells], words: Words) -> None:
    import xlsxwriter

    headers = list(cells[0])
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet(form.sheet)
        head = book.add_format({"bold": True, "align": "center"})
        day = book.add_format({"num_format": "yyyy/m/d"})
        for line, title in enumerate(words["xlsx_titles"][: form.header_row - 1]):
            sheet.merge_range(line, 0, line, len(headers) - 1, title, head)
        sheet.write_row(form.header_row - 1, 0, headers, head)
        dates = {column.header for column in source.columns.values() if column.read == "date"}
        for line, row in enumerate(cells, start=form.header_row):
            for place, header in enumerate(headers):
                cell = row[header]
                if header in dates and cell:
                    sheet.write_datetime(line, place, datetime.strptime(str(cell), "%Y/%m/%d"), day)  # noqa: DTZ007
                else:
                    sheet.write_string(line, place, str(cell))

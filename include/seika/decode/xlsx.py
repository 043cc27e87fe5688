"""One sheet of a workbook: title rows above the declared header row, every cell as text."""

from __future__ import annotations

import io
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO
from xml.etree import ElementTree

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum, WorksheetNotFound, ZipError

from seika.config.format import Format
from seika.decode.encoding import holds_gaiji
from seika.decode.records import Headers, Records, keep, repeated, with_header_row
from seika.decode.xlsx_errors import error_cells
from seika.errors import BadData

_UNREADABLE = chr(0xFFFD)  # what no reader reads
_BROKEN = (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, IndexError, ValueError)


def read_xlsx(open_file: Any, form: Format, headers: Headers, file: str) -> Records:
    """Return the records of the declared sheet (else of the first visible one); raises ``BadData DECODE-02 … 05, 08 … 10``."""
    with open_file() as stream:
        rows = _rows(stream, form, file)
    form = with_header_row(form, ([_text(cell) for cell in row] for row in rows), file)
    if len(rows) < form.header_row:
        raise BadData("DECODE-10", file=file, header_row=form.header_row)
    found = [_text(cell) for cell in rows[form.header_row - 1]]
    places = headers.places(found, file)
    numbers, kept, totals = [], [], []
    for number, row in enumerate(rows[form.header_row :], start=form.header_row + 1):
        texts = [_text(cell) for cell in row]
        if not any(text.strip() for text in texts):
            continue
        if form.total_row_starts_with and texts[0].strip().startswith(form.total_row_starts_with):
            totals.append({header: texts[place] for header, place in places.items() if place < len(texts)})
            continue
        numbers.append(number)
        kept.append(texts)
    columns = {place: _column([texts[place] for texts in kept]) for place in places.values()}
    again = repeated(form, columns, found, places, len(kept))
    return Records(
        columns=keep({header: columns[place] for header, place in places.items()}, ~again),
        row_numbers=np.array(numbers, dtype=np.int64)[~again],
        misshapen=(),
        total_count=len(totals) + int(again.sum()),
        unknown_headers=headers.unknown(found),
        gaiji_count=sum(holds_gaiji("".join(texts)) for texts in kept),
        totals=tuple(totals),
    )


def _rows(stream: BinaryIO, form: Format, file: str) -> list[list[Any]]:
    content = stream.read()
    if not content:
        raise BadData("DECODE-02", file=file)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = workbook.get_sheet_by_name(form.sheet or _first_visible(workbook))
        # Rows above the first cell are kept, or the numbers would not be those that a reader of the sheet sees.
        rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
        for row, place in error_cells(content, sheet.name):
            rows[row][place] = _UNREADABLE
    except WorksheetNotFound:
        raise BadData("DECODE-09", file=file, sheet=form.sheet) from None
    except PasswordError:
        raise BadData("DECODE-08", file=file, problem="it is protected by a password") from None
    except (CalamineError, ZipError, *_BROKEN) as error:
        raise BadData("DECODE-08", file=file, problem=type(error).__name__) from None
    return rows


def _first_visible(workbook: Any) -> str:
    return next(str(sheet.name) for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible)


def _column(texts: list[str]) -> pa.DictionaryArray:
    return pa.array(texts, pa.string()).dictionary_encode()


def _text(cell: Any) -> str:
    """Return a cell as the extracts' readers know it: days in ISO form, durations as H:MM, whole numbers without a point."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        is_day = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if is_day else cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return _clock(timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second))
    if isinstance(cell, timedelta):
        return _clock(cell)
    return str(cell)


def _clock(length: timedelta) -> str:
    minutes = round(length.total_seconds() / 60)  # a fraction of a day is exact to the second only
    return f"{minutes // 60}:{minutes % 60:02d}"

"""CSV of a declared encoding, delimiter and header row; every line of the file is accounted for."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv

from seika.config.format import Format
from seika.decode.encoding import Utf8Stream
from seika.decode.records import Headers, Records, blank, equals, keep, repeated, with_header_row
from seika.errors import BadData

Open = Callable[[], BinaryIO]
_BLOCK = 4 << 20  # a sixth faster than the default for long files
_NOTHING = " \t\r\n\x1a"  # 0x1A ends files that come from old systems


@dataclass
class _Body:
    """The rows below the header as pyarrow sees them; numbers count from 1 at the first row below the header."""

    columns: dict[int, pa.DictionaryArray]
    numbers: Any
    misshapen: list[int] = field(default_factory=list)
    totals: list[list[str]] = field(default_factory=list)
    gaiji_count: int = 0
    is_every_line_a_record: bool = True


def read_csv(open_file: Open, form: Format, headers: Headers, file: str) -> Records:
    """Return the records of a CSV file; raises ``BadData DECODE-01 … 05, 07, 10, 13, 14`` naming file and row.

    The file is streamed: only the wanted columns are kept, each distinct text once.
    """
    try:
        form, found, places = _places(open_file, form, headers, file)
    except BadData as refusal:
        if refusal.code == "DECODE-01":
            raise
        raise _other_encoding(open_file, form, headers, file) or refusal from None
    wanted = set(places.values()) | ({0} if form.total_row_starts_with else set())
    body = _body(open_file, form, file, len(found), wanted)
    is_blank = blank(body.columns.values(), len(body.numbers))
    if is_blank.any() and len(wanted) < len(found):
        # Blank in what is read is not blank altogether: look at the whole of such files.
        body = _body(open_file, form, file, len(found), set(range(len(found))))
        is_blank = blank(body.columns.values(), len(body.numbers))
    if not body.is_every_line_a_record:
        _proven(open_file, form, file)
    is_total: Any = np.zeros(len(body.numbers), dtype=bool)
    if total := form.total_row_starts_with:
        is_total = equals(body.columns[0], lambda text: text.strip().startswith(total))
    totals = _totals(body, places, is_total)
    is_total |= repeated(form, body.columns, found, places, len(body.numbers))
    is_data = ~(is_blank | is_total)
    return Records(
        columns=keep({header: body.columns[place] for header, place in places.items()}, is_data),
        row_numbers=body.numbers[is_data] + form.header_row,
        misshapen=tuple(number + form.header_row for number in body.misshapen),
        total_count=int(is_total.sum()) + len(body.totals),
        unknown_headers=headers.unknown(found),
        gaiji_count=body.gaiji_count,
        totals=totals,
    )


def _totals(body: _Body, places: dict[str, int], is_total: Any) -> tuple[dict[str, str], ...]:
    """Return the total rows by header: those as wide as the header, then those of another width."""
    rows = [{header: body.columns[place][row].as_py() for header, place in places.items()} for row in np.flatnonzero(is_total).tolist()]
    return (*rows, *({header: cells[place] for header, place in places.items() if place < len(cells)} for cells in body.totals))


def _places(open_file: Open, form: Format, headers: Headers, file: str) -> tuple[Format, list[str], dict[str, int]]:
    """Return the format with its header row, the headers found there, and where the wanted ones stand."""
    if form.header_starts_with is not None:
        with _stream(open_file, form, file) as stream:
            form = with_header_row(form, _titles(stream, form, file), file)
    with _stream(open_file, form, file) as stream:
        found, _ = _header(stream, form, file)
    return form, found, headers.places(found, file)


def _titles(stream: io.BufferedReader, form: Format, file: str) -> Iterator[list[str]]:
    rows = csv.reader(_lines(stream), delimiter=form.delimiter)
    try:
        yield from rows
    except csv.Error:
        raise BadData("DECODE-07", file=file, row=rows.line_num) from None
    if rows.line_num == 0:
        raise BadData("DECODE-02", file=file)


def _other_encoding(open_file: Open, form: Format, headers: Headers, file: str) -> BadData | None:
    """Return the refusal of UTF-8 that happens to be readable as the declared CP932, so that the header is not blamed for it."""
    try:
        _places(open_file, form.model_copy(update={"encoding": "utf-8"}), headers, file)
    except BadData:
        return None
    return BadData("DECODE-01", file=file, row=form.header_row, byte=1, encoding=form.encoding)


def _stream(open_file: Open, form: Format, file: str) -> io.BufferedReader:
    return io.BufferedReader(Utf8Stream(open_file(), form.encoding, file), 1 << 20)


def _header(stream: io.BufferedReader, form: Format, file: str) -> tuple[list[str], int]:
    """Return the header and how many lines it took with all above; the stream stands at the first row below it."""
    rows = csv.reader(_lines(stream), delimiter=form.delimiter)
    row: list[str] | None = None
    try:
        for _ in range(form.header_row):
            row = next(rows, None)
    except csv.Error:
        raise BadData("DECODE-07", file=file, row=rows.line_num) from None
    if row is None:
        raise BadData("DECODE-02" if rows.line_num == 0 else "DECODE-10", file=file, header_row=form.header_row)
    return row, rows.line_num


def _lines(stream: io.BufferedReader) -> Iterator[str]:
    while line := stream.readline():
        yield line.decode()


def _body(open_file: Open, form: Format, file: str, width: int, wanted: set[int]) -> _Body:
    body = _Body({}, np.zeros(0, dtype=np.int64))
    dropped: list[int] = []
    with _stream(open_file, form, file) as stream:
        _, lines_above = _header(stream, form, file)
        if not stream.peek(1):
            raise BadData("DECODE-03", file=file)
        text: Any = stream.raw

        def sort_out(row: Any) -> str:
            dropped.append(row.number)
            _sort_out(row, form, body)
            return "skip"

        table = _parsed(stream, form, file, width, wanted, sort_out)
        lines = text.lines + text.is_open_line - lines_above
        body.gaiji_count = len(text.gaiji_lines)
    body.columns = {place: _whole(table.column(str(place))) for place in sorted(wanted)}
    count = table.num_rows + len(dropped)
    is_kept = np.ones(count, dtype=bool)
    is_kept[np.array(dropped, dtype=np.int64) - 1] = False
    body.numbers = np.flatnonzero(is_kept).astype(np.int64) + 1
    body.is_every_line_a_record = lines == count
    return body


def _sort_out(row: Any, form: Format, body: _Body) -> None:
    """Say what a row of another width is: blank, a total, or broken."""
    text = row.text.strip(_NOTHING)
    total = form.total_row_starts_with
    if total and text.lstrip('"').startswith(total):
        body.totals += csv.reader([text], delimiter=form.delimiter)
    elif text:
        body.misshapen.append(row.number)


def _parsed(stream: Any, form: Format, file: str, width: int, wanted: set[int], sort_out: Any) -> Any:
    arrow = pyarrow.csv
    names = [str(place) for place in range(width)]
    try:
        return arrow.read_csv(
            stream,
            # One thread: only then does pyarrow tell the number of a row that it cannot take.
            read_options=arrow.ReadOptions(column_names=names, use_threads=False, block_size=_BLOCK),
            parse_options=arrow.ParseOptions(
                delimiter=form.delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=sort_out
            ),
            convert_options=arrow.ConvertOptions(
                column_types={str(place): pa.dictionary(pa.int32(), pa.string()) for place in wanted},
                include_columns=[str(place) for place in sorted(wanted)],
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        raise BadData("DECODE-07", file=file, row="?") from None


def _whole(column: Any) -> pa.DictionaryArray:
    return column.unify_dictionaries().combine_chunks()


def _proven(open_file: Open, form: Format, file: str) -> None:
    """Prove, where cells hold line breaks, that quotes open and close properly: a stray quote would swallow rows unseen."""
    with _stream(open_file, form, file) as stream:
        rows = csv.reader(_lines(stream), delimiter=form.delimiter, strict=True)
        try:
            for _ in rows:
                pass
        except csv.Error:
            raise BadData("DECODE-07", file=file, row=rows.line_num) from None

"""Extracts in which somebody typed names, addresses and opinions wherever a cell would take them."""

import csv
import io
from pathlib import Path

import openpyxl

from seika.config import load_organization
from seika.config.format import Format
from seika.config.source import Source

NUMBER = "00098761"
TALES = [
    "東雲院 聖羅", "東雲院聖羅", "シノノメイン", "ｼﾉﾉﾒｲﾝ ｾｲﾗ", "品川区広町二丁目一番三十六号", "seira.shinonomein@example.lg.jp",
    "上司の言動がつらく、来月にも退職したいです。", "Seira Shinonomein",
]  # fmt: skip
_UNKNOWN = "備考欄"


def plant(path: Path, organization_id: str, source_id: str) -> int:
    """Fill ignored and one more, unknown column of an extract with tales, and one read cell of many a row; return how many of those."""
    organization = load_organization(organization_id)
    source = organization.sources[source_id]
    items = [item["header"] for item in organization.survey_items] if source.answers else []
    assert isinstance(source.format, Format)
    rows = _read(path, source.format)
    head = source.format.header_row - 1
    count = _plant(rows[head], rows[head + 1 :], source, items)
    _write(path, source.format, rows)
    return count


def _plant(header: list[str], rows: list[list[str]], source: Source, items: list[str]) -> int:
    width = len(header)
    people = {column.header for column in source.columns.values() if column.read == "staff_number"}
    read = [header.index(name) for name in [*(column.header for column in source.columns.values() if column.header), *items]]
    total = source.format.total_row_starts_with if isinstance(source.format, Format) else None
    rows = [row for row in rows if len(row) == width and not (total and row[0].startswith(total))]
    for row in rows:
        for place, name in enumerate(header):
            if name in source.ignored_headers:
                row[place] = f"{NUMBER} {' '.join(TALES)}"
        row.append(f"{' '.join(TALES)} {NUMBER}")
    header.append(_UNKNOWN)
    cells = [(place, tale) for tale in TALES for place in read]
    chosen = list(zip(rows[:-1], cells, strict=False))
    for row, (place, tale) in chosen:
        row[place] = tale
    # A number that is nobody's, where numbers belong: it becomes a pseudonym that is on no roster.
    for row, name in zip(reversed(rows), people, strict=False):
        row[header.index(name or "")] = NUMBER
    return len(chosen)


def _read(path: Path, form: Format) -> list[list[str]]:
    if form.type == "csv":
        return list(csv.reader(io.StringIO(path.read_bytes().decode(form.encoding), newline="")))
    sheet = openpyxl.load_workbook(path)[form.sheet or ""]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def _write(path: Path, form: Format, rows: list[list[str]]) -> None:
    if form.type == "csv":
        stream = io.StringIO(newline="")
        csv.writer(stream, delimiter=form.delimiter).writerows(rows)
        path.write_bytes(stream.getvalue().encode(form.encoding))
        return
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = form.sheet or ""
    for row in rows:
        sheet.append(row)
    book.save(path)

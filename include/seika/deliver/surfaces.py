"""The numbers of a snapshot as each surface shows them, read back from the very bytes that people get."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from seika.deliver.tables import csv_bytes, exported, parquet_bytes, tables
from seika.store.database import transaction
from seika.store.number_id import SCHEME
from seika.store.releases import Snapshot
from seika.store.served import served

FIGURES = ("value", "numerator", "denominator", "people", "target")
Figures = tuple[Any, ...]  # value, numerator, denominator, people, target, and the status
_FIRST_MONTH = 6  # column of the sheet of months
_NEAR = 1.0  # points by which a text may lie beside its link


def view(snapshot: Snapshot) -> dict[str, Figures]:
    """Return what BI reads of a snapshot in force, by the ids of the numbers."""
    asked = text(f"select number_id, {', '.join(FIGURES)}, status from kpi.kpi_value where snapshot_id = :id")  # noqa: S608 - our own names
    with transaction() as connection:
        return {row[0]: tuple(row[1:]) for row in connection.execute(asked, {"id": snapshot.snapshot_id})}


def csv_table(snapshot: Snapshot) -> dict[str, Figures]:
    """Return what the CSV file says."""
    content = csv_bytes("kpi_value", tables(snapshot.snapshot_id)["kpi_value"])
    label = {column.name: column.label_ja for column in exported("kpi_value")}
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return {
        row[label["number_id"]]: (*(Decimal(row[label[name]]) if row[label[name]] else None for name in FIGURES), row[label["status"]])
        for row in rows
    }


def parquet_table(snapshot: Snapshot) -> dict[str, Figures]:
    """Return what the Parquet file says."""
    content = parquet_bytes("kpi_value", tables(snapshot.snapshot_id)["kpi_value"], snapshot)
    return {row["number_id"]: _figures(row) for row in pq.read_table(io.BytesIO(content)).to_pylist()}


def api(snapshot: Snapshot) -> dict[str, Figures]:
    """Return what the pages hand out to machines."""
    numbers = served(snapshot.snapshot_id)["numbers"]
    return {number: (*(_decimal(said[name]) for name in FIGURES), said["status"]) for number, said in numbers.items()}


def workbook_rows(content: bytes, columns: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield id and cells of each row of the workbook that has an id; ``columns`` are the heads by name, of which ``number`` is the id."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        head = rows[0] if rows else []
        if columns["number"] in head:
            at = {each: head.index(label) for each, label in columns.items() if label in head}
            for row in rows[1:]:
                if row[at["number"]]:
                    yield str(row[at["number"]]), {each: row[place] for each, place in at.items()}


def trend_values(content: bytes, sheet: str) -> Iterator[tuple[str, Any]]:
    """Yield id and value of each month on the workbook's sheet of months: the snapshots stand below the months' heads."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()
    snapshots = rows[2][_FIRST_MONTH:] if len(rows) > 2 else []
    for row in rows[3:]:
        kpi_id, window_id, unit_code = row[2:5]
        for snapshot_id, value in zip(snapshots, row[_FIRST_MONTH:], strict=False):
            if snapshot_id and value != "":
                yield f"{snapshot_id}/{kpi_id}/{window_id}/{unit_code}", value


def html_numbers(content: bytes) -> dict[str, list[str]]:
    """Return by id the texts that a page shows for it."""
    parser = _Numbers()
    parser.feed(content.decode("utf-8"))
    return parser.found


def pdf_numbers(content: bytes) -> dict[str, list[str]]:
    """Return by id the texts that stand within its links, without blanks."""
    from pypdf import PdfReader

    found: dict[str, list[str]] = {}
    for page in PdfReader(io.BytesIO(content)).pages:
        links = [note.get_object() for note in page.get("/Annots", [])]
        addresses = [(str(link.get("/A", {}).get("/URI", "")), [float(edge) for edge in link["/Rect"]]) for link in links]
        ours = [(address.removeprefix(SCHEME), edges) for address, edges in addresses if address.startswith(SCHEME)]
        pieces = _pieces(page) if ours else []
        for number, (left, bottom, right, top) in ours:
            inside = [words for x, y, words in pieces if left - _NEAR <= x <= right and bottom - _NEAR <= y <= top + _NEAR]
            found.setdefault(number, []).append("".join(inside))
    return found


def _pieces(page: Any) -> list[tuple[float, float, str]]:
    pieces: list[tuple[float, float, str]] = []

    def visit(words: str, current: Any, matrix: Any, _font: Any, _size: Any) -> None:
        packed = re.sub(r"\s", "", words)
        if packed:
            x = matrix[4] * current[0] + matrix[5] * current[2] + current[4]
            y = matrix[4] * current[1] + matrix[5] * current[3] + current[5]
            pieces.append((x, y, packed))

    page.extract_text(visitor_text=visit)
    return pieces


class _Numbers(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._open: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a number."""
        if tag == "data":
            self._open = str(dict(attrs)["value"])
            self.found.setdefault(self._open, []).append("")

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        if tag == "data":
            self._open = None

    def handle_data(self, data: str) -> None:
        """Take its text."""
        if self._open:
            self.found[self._open][-1] += data


def _figures(row: Mapping[str, Any]) -> Figures:
    return (*(row[name] for name in FIGURES), row["status"])


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)

import io
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from seika.config.contract import ContractColumn
from seika.config.format import Format
from seika.config.source import Column
from seika.decode.readers import read_cells
from seika.decode.records import Headers, Records, filled_down
from seika.decode.xlsx import read_xlsx
from seika.errors import BadData

HEADERS = Headers(("番号", "値"), ())
FIXTURES = Path(__file__).parents[1] / "fixtures" / "evaluation"


def workbook(rows: list[list[Any]], sheet: str = "一覧") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "表紙"
    page = book.create_sheet(sheet)
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row, start=1):
            page.cell(line, place, cell)
            if isinstance(cell, timedelta):
                page.cell(line, place).number_format = "[h]:mm"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def read(content: bytes, **form: Any) -> Records:
    declared = Format.model_validate({"type": "xlsx", "sheet": "一覧", **form})
    return read_xlsx(lambda: io.BytesIO(content), declared, HEADERS, "extract.xlsx")


def refused(content: bytes, **form: Any) -> str:
    with pytest.raises(BadData) as refusal:
        read(content, **form)
    return refusal.value.code


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (2025, "2025"),
        (2025.5, "2025.5"),
        (date(2026, 3, 31), "2026-03-31"),
        (datetime(2026, 3, 31, 9, 5), "2026-03-31 09:05:00"),
        (time(8, 30), "8:30"),
        (timedelta(hours=25, minutes=30), "25:30"),
        ("00012345", "00012345"),
        (None, ""),
    ],
)
def test_a_cell_becomes_the_text_that_the_readers_know(cell: object, text: str) -> None:
    assert read(workbook([["番号", "値"], ["1", cell]])).columns["値"].to_pylist() == [text]


def test_a_header_is_found_below_titles_and_dropped_where_it_is_printed_again() -> None:
    records = read(
        workbook([["題"], [], ["番号", "値"], ["1", "a"], ["番号", "値"], ["2", "b"]]), header_starts_with="番号", repeated_header="drop"
    )
    assert (records.row_numbers.tolist(), records.columns["値"].to_pylist(), records.total_count) == ([4, 6], ["a", "b"], 1)


def test_titles_and_blank_rows_count_for_row_numbers_and_are_no_data() -> None:
    rows = [["表題"], [], [], ["番号", "値"], ["1", "a"], [], ["2", "b"], ["合計", "9"]]
    records = read(workbook(rows), header_row=4, total_row_starts_with="合計")
    assert (records.row_numbers.tolist(), records.columns["値"].to_pylist(), records.total_count) == ([5, 7], ["a", "b"], 1)


def test_merged_titles_of_a_real_looking_workbook_are_above_its_header() -> None:
    content = (FIXTURES / "merged_titles_dates_and_numbers.xlsx").read_bytes()
    headers = Headers(("職員番号", "確定日", "期限"), ())
    form = Format.model_validate({"type": "xlsx", "sheet": "評価一覧", "header_row": 4})
    records = read_xlsx(lambda: io.BytesIO(content), form, headers, "hyoka.xlsx")
    assert records.columns["職員番号"].to_pylist() == ["00012345", "12346", "00000777"]
    assert records.columns["確定日"].to_pylist() == ["2025-04-10", "", ""]
    assert records.row_numbers.tolist() == [5, 6, 8]
    assert "氏名" in records.unknown_headers


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "DECODE-02"),
        (b"PK\x03\x04 not a workbook", "DECODE-08"),
        ("番号,値".encode(), "DECODE-08"),
        (b"PK" + b"\0" * 300, "DECODE-08"),
    ],
)
def test_bytes_that_are_no_workbook_are_refused(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_a_workbook_cut_off_on_the_way_is_refused() -> None:
    whole = workbook([["番号", "値"], ["1", "a"]])
    assert {refused(whole[:size]) for size in range(50, len(whole) - 1, 400)} == {"DECODE-08"}


def test_a_missing_sheet_and_a_missing_header_row_are_told_apart() -> None:
    assert refused(workbook([["番号", "値"]], sheet="別の名")) == "DECODE-09"
    assert refused(workbook([["表題"]]), header_row=4) == "DECODE-10"
    assert refused(workbook([["番号"], ["1"]])) == "DECODE-04"


def book_of(*sheets: tuple[str, str]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, visible in sheets:
        page = book.create_sheet(name)
        page.sheet_state = visible
        page.append(["番号", "値"])
        page.append(["0123", name])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_the_first_sheet_that_is_shown_is_read_where_none_is_declared_and_a_number_that_is_text_keeps_its_zeros() -> None:
    records = read(book_of(("作業用", "hidden"), ("旧", "veryHidden"), ("本表", "visible"), ("控え", "visible")), sheet=None)
    assert {header: column.to_pylist() for header, column in records.columns.items()} == {"番号": ["0123"], "値": ["本表"]}


def test_an_error_in_a_cell_is_unreadable_and_not_empty() -> None:
    records = read(workbook([["題"], ["番号", "値"], ["1", "#N/A"], ["2", ""], ["3", "4"], ["#DIV/0!"]]), header_row=2)
    faulty = Column(header="値", read="int", empty_value=0)
    into = ContractColumn.model_validate({"type": "int", "label": {"ja": "値", "en": "x"}})
    found = read_cells(records.columns["値"], faulty, into)
    assert (found.values.to_pylist(), found.unreadable.tolist()) == ([None, 0, 4, 0], [True, False, False, False])
    numbers = read_cells(records.columns["番号"], Column(header="番号", read="staff_number"), into, hash)
    assert numbers.unreadable.tolist() == [False, False, False, True]


def test_a_blank_cell_below_a_merged_one_has_its_value_where_that_is_declared() -> None:
    records = read(workbook([["番号", "値"], ["", "0"], ["A", "1"], ["", "2"], [], ["", "3"], ["B", "4"]]))
    assert filled_down(records.columns["番号"]).to_pylist() == ["", "A", "A", "A", "B"]
    assert filled_down(records.columns["番号"].slice(0, 0)).to_pylist() == []

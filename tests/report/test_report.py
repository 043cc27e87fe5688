"""The three editions say the same numbers, hold their look in hard cases, and come out byte for byte again."""

import io
import re
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from months import content, kpi_rows, organization
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from seika.report.content import Content
from seika.report.html import html_bytes
from seika.report.pdf import pdf_bytes
from seika.report.waiver_notes import waivers_of
from seika.report.wording import phrases
from seika.report.xlsx import xlsx_bytes


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return content(organization("setagaya", tmp_path_factory.mktemp("ward")))


def pdf_text(pages: bytes) -> str:
    return "".join(re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(pages)).pages)


def html_cells(page: bytes) -> dict[tuple[str, str], list[str]]:
    rows = re.findall(r'<tr data-kpi="(\w+)" data-window="(\w+)">(.*?)</tr>', page.decode("utf-8"), flags=re.S)
    return {
        (kpi, window): [
            unescape(re.sub(r"<sup>.*?</sup>|<[^>]+>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.S)
        ]
        for kpi, window, row in rows
    }


def workbook(made: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_every_edition_shows_every_number_of_the_whole_ward(ward: Content) -> None:
    page, cells, sheets = pdf_text(pdf_bytes(ward)), html_cells(html_bytes(ward)), workbook(xlsx_bytes(ward))
    head, *rows = sheets["指標(全体)"]
    found = {(row[head.index("指標ID")], row[head.index("期間の種類")]): row for row in rows}
    assert len(ward.lines) == len(rows) == len(cells) > len(ward.printed) > 27
    for line in ward.lines:
        shown = cells[line.kpi_id, line.window]
        row = found[line.kpi_id, phrases().windows[line.window]]
        assert shown[0] == line.value_text and shown[3] == line.status_text
        assert line not in ward.printed or line.value_text.replace(" ", "") in page
        assert Decimal(str(row[head.index("値")])) == line.value
        assert row[head.index("人数")] == line.people


def test_departments_and_sections_are_in_the_workbook_with_their_own_numbers(ward: Content) -> None:
    head, *rows = workbook(xlsx_bytes(ward))["指標(部・課)"]
    assert len(rows) == len(ward.unit_lines) == len(ward.lines) * 32
    values = {
        (row[head.index("所属コード")], row[head.index("指標ID")], row[head.index("期間の種類")]): row[head.index("値")] for row in rows
    }
    for line in ward.unit_lines:
        got = values[line.unit_code, line.kpi_id, phrases().windows[line.window]]
        assert got == line.value_text if line.value is None else Decimal(str(got)) == line.value


def test_the_same_month_gives_the_same_bytes(ward: Content) -> None:
    for make in (pdf_bytes, html_bytes, xlsx_bytes):
        assert make(ward) == make(ward)


def test_a_withheld_cell_shows_no_figure_in_any_edition(tmp_path: Path) -> None:
    body = organization("shinagawa", tmp_path, departments=[])
    empty = dict.fromkeys(("numerator", "denominator", "value", "people"))
    rows = [row | empty | {"status": "suppressed"} for row in kpi_rows(body)]
    hidden = content(body, rows)
    assert {cell for cells in html_cells(html_bytes(hidden)).values() for cell in (cells[0], *cells[4:7])} == {phrases().values["withheld"]}
    head, *lines = workbook(xlsx_bytes(hidden))["指標(全体)"]
    assert {line[head.index(name)] for line in lines for name in ("値", "分子", "分母", "人数")} == {phrases().values["withheld"]}
    assert "108.3" not in pdf_text(pdf_bytes(hidden))


def test_the_page_is_one_page_without_departments_and_names_its_snapshot(tmp_path: Path) -> None:
    small = content(organization("handbook", tmp_path, departments=[]))
    pages = PdfReader(io.BytesIO(pdf_bytes(small))).pages
    assert len(pages) == 1
    assert small.edition.snapshot_id in pdf_text(pdf_bytes(small)) and small.edition.snapshot_hash in pdf_text(pdf_bytes(small))


def test_long_unit_names_stay_on_the_page(tmp_path: Path) -> None:
    name = "子ども・若者支援および地域包括ケア推進担当部(併任を含む全ての分室と出張所)"
    assert "出張所)" in pdf_text(pdf_bytes(content(organization("setagaya", tmp_path, departments=[name] * 3))))


def test_the_page_asks_nothing_of_the_net_and_text_is_no_markup(tmp_path: Path) -> None:
    body = organization("setagaya", tmp_path, departments=["<script>alert(1)</script>", "=cmd|' /C calc'!A0"])
    page = html_bytes(content(body)).decode("utf-8")
    assert not re.findall(r"(?:src|href)=\"(?!data:)", page) and "@import" not in page and "url(" not in page
    assert "<script>" not in page
    formulas = [
        cell for rows in workbook(xlsx_bytes(content(body))).values() for row in rows for cell in row if str(cell).startswith("=cmd")
    ]
    assert formulas and all(isinstance(cell, str) for cell in formulas)


def test_a_character_that_the_fonts_lack_stops_the_report(tmp_path: Path) -> None:
    from seika.errors import BadConfig

    with pytest.raises(BadConfig, match="REPORT-02"):
        pdf_bytes(content(organization("setagaya", tmp_path, departments=["\U0002ebf0部"])))


def test_a_provisional_definition_and_a_derived_name_carry_their_mark(ward: Content) -> None:
    page = html_bytes(ward).decode("utf-8")
    assert page.count('<span class="mark">仮</span>') == sum(line.kpi.is_provisional for line in ward.lines)
    assert page.count('<span class="mark">仮称</span>') == sum(box.node.provenance == "derived" for box in ward.boxes)


def test_a_waived_rule_is_said_beside_each_kpi_it_touches_and_nowhere_else(tmp_path: Path) -> None:
    told = {
        "rule_id": "attendance.overtime_minutes.plausible", "owner": "人事課", "reason": "災害対応のため", "rows": 3,
        "since": "2025-04-01", "until": "2025-05-31", "protects": ["overtime_hours_per_capita_month"],
    }  # fmt: skip
    (waiver,) = waivers_of({"waivers": [told]})
    made = content(organization("setagaya", tmp_path), waivers=(waiver,))
    page, text = html_bytes(made).decode("utf-8"), pdf_text(pdf_bytes(made))
    marked = re.findall(
        r'<tr data-kpi="(\w+)"[^>]*>\s*<th scope="row">[^<]*(?:<span class="mark">仮</span>)? ?<span class="mark">免除</span>', page
    )
    assert set(marked) == {"overtime_hours_per_capita_month"}
    for surface in (page, text, str(workbook(xlsx_bytes(made)))):
        assert "災害対応のため" in surface and "該当3行" in surface

"""Every surface says the same, and one digit that is otherwise on any of them stops the delivery with its name."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text

from seika.config import load_organization
from seika.deliver import surfaces
from seika.deliver.same_number import _is_figure, check_same_numbers
from seika.errors import BadData
from seika.report import files_of
from seika.report.pdf import pdf_bytes
from seika.report.step import _contents, _editions
from seika.store import releases
from seika.store.database import transaction
from seika.store.releases import Snapshot

Change = Callable[[Path, bytes], None]


@pytest.fixture
def snapshot(reported: str) -> Snapshot:
    return releases.snapshot(reported)


def differs(snapshot: Snapshot) -> tuple[str, str]:
    with pytest.raises(BadData) as refused:
        check_same_numbers(snapshot)
    assert refused.value.code == "DELIVER-01"
    return refused.value.where["surface"], refused.value.where["number"]


def test_all_surfaces_of_all_editions_are_compared(snapshot: Snapshot) -> None:
    rows = len(releases.kpi_rows(snapshot.snapshot_id))
    shown = [files_of(snapshot), *files_of(snapshot).others]
    assert len(shown) == 3
    count = check_same_numbers(snapshot)
    # four tables of all rows; each edition shows at least the cells of its units on screen, page and workbook
    assert count > 4 * rows + 3 * rows
    for each in shown:
        assert surfaces.pdf_numbers(each.pdf.read_bytes()) and surfaces.html_numbers(each.html.read_bytes())


@pytest.mark.parametrize("edition", [0, 1, 2])
def test_a_digit_that_is_otherwise_on_the_page_of_an_edition_is_found(snapshot: Snapshot, changed: Change, edition: int) -> None:
    path = [files_of(snapshot), *files_of(snapshot).others][edition].html
    page = path.read_text(encoding="utf-8")
    number = next(number for number, texts in surfaces.html_numbers(page.encode()).items() if "31.5" in texts)
    changed(path, page.replace(f'<data value="{number}">31.5</data>', f'<data value="{number}">31.6</data>').encode())
    assert differs(snapshot) == (path.name, number)


def test_a_head_count_that_is_otherwise_is_found_although_the_value_is_right(snapshot: Snapshot, changed: Change) -> None:
    path = files_of(snapshot).html
    page = path.read_text(encoding="utf-8")
    assert ">1,120</data>" in page
    changed(path, page.replace(">1,120</data>", ">1,121</data>", 1).encode())
    assert differs(snapshot)[0] == path.name


def test_a_figure_where_one_is_withheld_is_found(snapshot: Snapshot, changed: Change) -> None:
    path = files_of(snapshot).html
    numbers = surfaces.html_numbers(path.read_bytes())
    hidden = [row for row in releases.kpi_rows(snapshot.snapshot_id) if row["status"] == "suppressed"]
    number = next(each for each in numbers if any(f"/{row['unit_code']}" in each for row in hidden) and snapshot.snapshot_id in each)
    word = numbers[number][0]
    changed(path, path.read_bytes().replace(f'value="{number}">{word}<'.encode(), f'value="{number}">33.3<'.encode()))
    assert differs(snapshot) == (path.name, number)


def test_a_digit_that_is_otherwise_in_the_workbook_is_found(snapshot: Snapshot, changed: Change) -> None:
    path = files_of(snapshot).xlsx
    book = openpyxl.load_workbook(path)
    cell = next(cell for sheet in book for line in sheet.iter_rows(min_row=2) for cell in line if cell.value == 1120)
    cell.value = 1121
    buffer = io.BytesIO()
    book.save(buffer)
    changed(path, buffer.getvalue())
    assert differs(snapshot)[0] == path.name


def test_a_digit_that_is_otherwise_in_the_pdf_is_found(snapshot: Snapshot, changed: Change) -> None:
    organization = load_organization(snapshot.organization_id)
    (content, *_) = list(_contents(organization, snapshot, _editions(organization, snapshot)[:1]))
    lines = tuple(replace(each, value=each.value + Decimal("0.1")) if each.value is not None else each for each in content.lines)
    path = files_of(snapshot).pdf
    changed(path, pdf_bytes(replace(content, lines=lines)))
    assert differs(snapshot)[0] == path.name


@pytest.mark.parametrize("surface", ["csv_table", "parquet_table", "api", "view"])
def test_a_digit_that_is_otherwise_in_a_table_is_found(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, surface: str) -> None:
    honest = getattr(surfaces, surface)

    def otherwise(snapshot: Snapshot) -> dict[str, Any]:
        told = honest(snapshot)
        first = next(number for number, figures in told.items() if figures[0] is not None)
        return told | {first: (told[first][0] + Decimal("0.1"), *told[first][1:])}

    monkeypatch.setattr(surfaces, surface, otherwise)
    assert differs(snapshot)[0] == surface.removesuffix("_table")


def test_a_row_that_was_changed_in_the_database_is_found(snapshot: Snapshot) -> None:
    def set_people(change: str) -> None:
        with transaction() as connection:
            connection.execute(text("set local session_replication_role = replica"))
            where = "snapshot_id = :id and unit_code = '0000000'"
            connection.execute(text(f"update kpi.kpi_value_row set people = people {change} where {where}"), {"id": snapshot.snapshot_id})

    set_people("+ 1")
    try:
        assert differs(snapshot)[0] == "snapshot"
    finally:
        set_people("- 1")
    assert check_same_numbers(snapshot)


def test_a_number_that_is_missing_or_of_nobody_is_found(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    told = surfaces.api(snapshot)
    first = next(iter(told))
    monkeypatch.setattr(surfaces, "api", lambda _snapshot: {number: each for number, each in told.items() if number != first})
    assert differs(snapshot) == ("api", first)
    monkeypatch.setattr(surfaces, "api", lambda _snapshot: told | {f"{first}/today": told[first]})
    assert differs(snapshot) == ("api", f"{first}/today")


@pytest.mark.parametrize(
    ("shown", "figure", "is_same"),
    [
        ("1,120", 1120, True), ("31.50", Decimal("31.5000"), True), (31.5, Decimal("31.5000"), True), ("-2.5", Decimal("-2.5"), True),
        ("–\u00a0(withheld)", None, True), ("", None, True), ("0", None, False), ("–(withheld)", 3, False),
        ("31.6", Decimal("31.5"), False),
        ("", 0, False), ("85.0", Decimal("85.0000"), True), ("NaN", Decimal(1), False),
    ],
)  # fmt: skip
def test_a_figure_is_told_by_its_number_and_none_by_its_word(shown: Any, figure: Any, is_same: bool) -> None:
    assert _is_figure(shown, figure, frozenset({"–(withheld)", ""})) is is_same

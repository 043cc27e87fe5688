"""All numbers that any edition shows are the snapshot's, each under its own id, and all that must be shown are there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pytest
from editions import pdf_text, records, workbook
from hard_month import Make
from months import PERIOD
from months import content as made

from seika.config import Organization
from seika.config.editions import Language
from seika.deliver.surfaces import html_numbers, pdf_numbers
from seika.report.content import Content, units_below
from seika.report.html import html_bytes
from seika.report.pdf import pdf_bytes
from seika.report.wording import voice
from seika.report.xlsx import xlsx_bytes
from seika.store.number_id import number_id, read_number_id

LANGUAGES: tuple[Language, ...] = ("ja", "en")


def words_of(language: Language) -> dict[str, str]:
    return voice(language).words.values


def told(row: Mapping[str, Any], body: Organization, language: Language) -> set[str]:
    """Return what may be shown of a row, written here from the row alone."""
    if row["status"] == "suppressed":
        return {words_of(language)["withheld"]}
    decimals = body.kpis[row["kpi_id"]].unit.decimals
    value = words_of(language)["no_data"] if row["value"] is None else f"{row['value']:,.{decimals}f}"
    parts = (row[name] for name in ("numerator", "denominator", "people"))
    return {value, *(words_of(language)["none"] if part is None else f"{part:,}" for part in parts)}


def packed(texts: Iterable[str]) -> set[str]:
    return {re.sub(r"\s", "", text) for text in texts}


def checked(shown: Mapping[str, list[str]], content: Content, rows: list[dict[str, Any]], language: Language) -> set[tuple[str, str, str]]:
    """Assert that each number shown is its row's or, of an earlier month, the history's; return the cells of this month that are shown."""
    body = content.organization
    by_id = {number_id(content.published.snapshot_id, row): row for row in rows}
    seen = set()
    for number, texts in shown.items():
        named = read_number_id(number)
        key = (named.kpi_id, named.window_id, named.unit_code)
        if named.snapshot_id == content.published.snapshot_id:
            assert packed(texts) <= packed(told(by_id[number], body, language)), number
            seen.add(key)
        else:
            months = {snapshot: month for month, snapshot in content.history.snapshots.items()}
            past = content.history.cells[key][months[named.snapshot_id]]
            was = words_of(language)["withheld"] if past.value is None else f"{past.value:,.{body.kpis[named.kpi_id].unit.decimals}f}"
            assert packed(texts) == packed([was]), number
    return seen


def cells(lines: Iterable[Any]) -> set[tuple[str, str, str]]:
    return {line.key for line in lines if line.number}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_page_and_screen_is_the_snapshots_under_its_own_id(
    hard: Make, body: Organization, rows: list[dict[str, Any]], language: Language
) -> None:
    content = hard(language)
    below = [line for lines in content.below.values() for line in lines]
    shown_below = [line for line in below if any(value is not None for other in content.below[line.kpi_id] for value in other.trend)]
    page = checked(pdf_numbers(pdf_bytes(content)), content, rows, language)
    assert page == cells(content.printed) | cells(line for line in shown_below if line.kpi.member is None) | _page_points(content)
    screen = checked(html_numbers(html_bytes(content)), content, rows, language)
    sections = [line for line in content.unit_lines if line.is_first_window and line.kpi.member is None]
    hidden = cells(below) - cells(shown_below)
    assert screen == cells(content.lines) | cells(sections) - hidden


def _page_points(content: Content) -> set[tuple[str, str, str]]:
    """Members of families are on paper in one place only: the table of points by rank."""
    return cells(line for line in content.lines if line.kpi_id.startswith("competency_score_mean__") and line.is_first_window)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_workbook_is_the_snapshots(
    hard: Make, body: Organization, rows: list[dict[str, Any]], language: Language
) -> None:
    content = hard(language)
    sheets, words = workbook(xlsx_bytes(content)), content.voice.words
    by_id = {number_id(content.published.snapshot_id, row): row for row in rows}
    found = [*records(sheets[words.sheets["kpis"]]), *records(sheets[words.sheets["units"]])]
    assert len(found) == len(by_id) == len({each[words.columns["number"]] for each in found})
    for each in found:
        row = by_id[each[words.columns["number"]]]
        for name in ("value", "numerator", "denominator", "people"):
            shown = each[words.columns[name]]
            if row["status"] == "suppressed":
                assert shown == words.values["withheld"]
            elif row[name] is None:
                assert shown in ("", words.values["no_data"])
            else:
                assert Decimal(str(shown)) == row[name]
    trend = sheets[words.sheets["trend"]]
    months, lines = trend[1][6:19], trend[3:]
    assert len([month for month in months if month]) == 13 and len(lines) == len(content.lines)
    for line, shown in zip(content.lines, lines, strict=True):
        assert [None if each == "" else Decimal(str(each)) for each in shown[6:19]] == [
            None if each is None else each.normalize() for each in line.trend
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_departments_edition_has_its_own_numbers_and_those_below_and_no_others(
    hard: Make, rows: list[dict[str, Any]], language: Language
) -> None:
    own = {"01", *units_below(hard("ja").organization, "01", PERIOD)}
    assert own == {"01", "0101"}
    content = hard(language).of_unit("01", own - {"01"})
    shown = [pdf_numbers(pdf_bytes(content)), html_numbers(html_bytes(content))]
    words = content.voice.words
    sheets = workbook(xlsx_bytes(content))
    names = [words.sheets["kpis_unit"], words.sheets["units"]]
    shown.append({each[words.columns["number"]]: [] for name in names for each in records(sheets[name])})
    for numbers in shown:
        assert {read_number_id(number).unit_code for number in numbers} == own
        checked(numbers, content, rows, language)
    for text in (pdf_text(pdf_bytes(content)), html_bytes(content).decode("utf-8"), str(sheets)):
        assert not any(other in text for other in ("財務部", "区全体"))
    withheld = number_id(content.published.snapshot_id, {"kpi_id": "headcount", "window_id": "month_end", "unit_code": "01"})
    assert shown[0][withheld] and packed(shown[0][withheld]) == packed([words.values["withheld"]])


def test_a_withheld_number_is_withheld_in_every_edition(body: Organization, rows: list[dict[str, Any]]) -> None:
    empty = dict.fromkeys(("numerator", "denominator", "value", "people"))
    hidden = made(body, [row | empty | {"status": "suppressed"} for row in rows])
    withheld = voice("ja").words.values["withheld"]
    for numbers in (pdf_numbers(pdf_bytes(hidden)), html_numbers(html_bytes(hidden))):
        assert {text for texts in numbers.values() for text in texts} == {withheld}
    head, *lines = workbook(xlsx_bytes(hidden))["指標(全体)"]
    assert {line[head.index(name)] for line in lines for name in ("値", "分子", "分母", "人数")} == {withheld}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", [None, "01"])
def test_the_same_month_gives_the_same_bytes_in_every_edition(hard: Make, language: Language, unit: str | None) -> None:
    content = hard(language) if unit is None else hard(language).of_unit(unit, {"0101"})
    for make in (pdf_bytes, html_bytes, xlsx_bytes):
        assert make(content) == make(content)

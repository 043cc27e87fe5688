"""The step itself over real releases: all editions, what they compare with, and that history does not grow the work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from editions import html_text
from shelf_of_months import own_body, publish
from sqlalchemy import event

from seika.config import Organization
from seika.deliver.surfaces import html_numbers, pdf_numbers
from seika.report import files_of, is_reported, report
from seika.store import database, history, releases
from seika.store.number_id import number_id, read_number_id
from seika.transform.hashes import configuration_hash

EDITIONS = """
- languages: [ja, en]
- {unit: "01", to: [bucho@example.lg.jp]}
- each: department
"""
CELL = {"kpi_id": "overtime_hours_per_capita_month", "window_id": "month", "unit_code": "0"}


@pytest.fixture
def body(state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Organization:
    return own_body(monkeypatch, tmp_path, 2, 1, editions=EDITIONS)


def test_all_declared_editions_are_written_and_written_again_byte_for_byte(body: Organization) -> None:
    snapshot = publish(body, "2026-09")
    assert not is_reported(snapshot)
    done = report(snapshot.snapshot_id)
    assert done == files_of(snapshot) and is_reported(snapshot)
    names = {each.pdf.name for each in (done, *done.others)}
    assert names == {f"setagaya-2026-09-r1{end}.pdf" for end in ("", ".en", "-01", "-02")}
    assert {each.unit_code: each.to for each in done.others if each.unit_code} == {"01": ("bucho@example.lg.jp",), "02": ()}
    written = {path: path.read_bytes() for path in done.folder.iterdir()}
    assert len(written) == 12
    report(snapshot.snapshot_id)
    assert {path: path.read_bytes() for path in done.folder.iterdir()} == written
    next(path for path in written if "-02" in path.name).unlink()
    assert not is_reported(snapshot)


def test_by_option_every_edition_comes_in_english(body: Organization) -> None:
    done = report(publish(body, "2026-09").snapshot_id, "en")
    assert [each.pdf.name for each in (done, *done.others)] == [f"setagaya-2026-09-r1{end}.en.pdf" for end in ("", "-01", "-02")]
    assert "What needs a decision" in html_text(done.others[0].html.read_bytes())


def test_a_departments_files_hold_no_number_of_another_unit(body: Organization) -> None:
    publish(body, "2026-08", "1.0")
    done = report(publish(body, "2026-09").snapshot_id)
    for each in done.others:
        for numbers in (pdf_numbers(each.pdf.read_bytes()), html_numbers(each.html.read_bytes())):
            units = {read_number_id(number).unit_code for number in numbers}
            assert units == (
                {"0", "01", "02"} | ({"0101", "0201"} & units) if each.unit_code is None else {each.unit_code, f"{each.unit_code}01"}
            )


def test_a_month_is_compared_with_what_was_published_before_it_however_that_is_revised_later(body: Organization) -> None:
    publish(body, "2025-09", "4.0")
    publish(body, "2026-08", "1.0")
    publish(body, "2026-08", "2.0")
    snapshot = publish(body, "2026-09")
    shown = html_numbers(report(snapshot.snapshot_id).html.read_bytes())
    assert shown[number_id("setagaya-2026-08-r2", CELL)] == ["13.5", "13.5"]  # 11.5 + 2.0: the page of the month, the outcome
    assert shown[number_id("setagaya-2025-09-r1", CELL)] == ["15.5", "15.5"]
    before = report(snapshot.snapshot_id).pdf.read_bytes()
    publish(body, "2026-08", "3.0")
    assert report(snapshot.snapshot_id).pdf.read_bytes() == before


def test_a_month_that_was_rolled_back_counts_as_it_is_in_force(body: Organization) -> None:
    first = publish(body, "2026-08", "1.0")
    publish(body, "2026-08", "2.0")
    snapshot = publish(body, "2026-09")
    assert history.months_before(snapshot, "2025-09") == {"2026-08": "setagaya-2026-08-r2"}
    releases.roll_back(first.snapshot_id, "an error")
    assert history.months_before(snapshot, "2025-09") == {"2026-08": "setagaya-2026-08-r1"}


def test_a_revision_says_beside_each_number_what_the_one_before_said(body: Organization) -> None:
    publish(body, "2026-09", status="final")
    again = publish(body, "2026-09", "0.4", status="restated", reason="届出の遅れ")
    text = html_text(report(again.snapshot_id).html.read_bytes())
    assert "前の版では 11.5 でした。理由: 届出の遅れ" in text and "訂正 第2版 (理由: 届出の遅れ)" in text


def test_what_is_read_does_not_grow_with_history(body: Organization) -> None:
    rows = [row for row in _rows(body) if row["kpi_id"] in ("headcount", "overtime_hours_per_capita_month")]
    months = [f"{year}-{month:02d}" for year in (2023, 2024, 2025, 2026) for month in range(1, 13)][: 3 * 12 + 9]
    for period in months:
        snapshot = publish(body, period, rows=rows)
    asked, known = history.months_before(snapshot, "2025-09"), len(rows)
    assert len(asked) == 12 and min(asked) == "2025-09"
    assert sum(1 for _ in history.cells_of(asked.values())) == 12 * known
    queries: list[str] = []
    event.listen(database.engine(), "before_cursor_execute", lambda *args: queries.append(args[2]))
    report(snapshot.snapshot_id)
    assert sum("kpi_value_row" in query for query in queries) == 2  # the month, and the twelve before it


def test_how_a_report_looks_and_who_gets_it_changes_no_configuration_hash(body: Organization) -> None:
    before = configuration_hash(body)
    (body.folder / "editions.yml").write_text("- each: section\n", encoding="utf-8")
    (body.folder / "report.yml").write_text("sections: [made]\n", encoding="utf-8")
    assert configuration_hash(body) == before
    (body.folder / "units.csv").write_text((body.folder / "units.csv").read_text(encoding="utf-8") + "03,x,department,0,2000-04-01,\n")
    assert configuration_hash(body) != before


def _rows(body: Organization) -> list[dict[str, Any]]:
    from months import kpi_rows

    return kpi_rows(body)

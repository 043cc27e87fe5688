"""``seika kpi`` as somebody uses it who asks where a number comes from, or writes a new KPI."""

import re
from pathlib import Path

import pytest
from door import GOOD, KEY, lay
from typer.testing import CliRunner
from whole_way import take_in

from seika.cli import app
from seika.store import ledger

TELEWORK = {
    "telework_days.yml": """\
label: {ja: 在宅勤務の日数, en: Days of telework}
fact: fct_attendance_day
where: is_telework
aggregate: {count: rows}
when: {event: work_date}
""",
    "telework_days_per_capita_month.yml": """\
label: {ja: 一人当たり在宅勤務日数, en: Telework days per person and month}
description: {ja: 試行, en: a trial}
versions:
  - {since: "2020-04", numerator: telework_days, denominator: roster_staff}
windows: [month]
unit: {name: days, label: {ja: 日, en: days}, decimals: 2}
direction: neutral
minimum_people: 5
provenance: {document: 試行, confidence: C}
""",
}


@pytest.fixture
def ward(state: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    monkeypatch.setenv("SEIKA_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "200")
    for name, fixture in GOOD.items():
        lay(name, fixture)
    take_in("shinagawa")
    return state


def said(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["kpi", *arguments])
    assert done.exit_code == 0, done.output
    return re.sub(r"\s+", " ", done.output)


def test_a_kpi_is_shown_with_its_formula_its_source_and_who_follows_it() -> None:
    shown = said("show", "overtime_hours_per_capita_month")
    assert "numerator: overtime_minutes" in shown and "sum of overtime_minutes in fct_attendance_day" in shown
    assert "shinagawa: outcome IO1" in shown and "confidence A" in shown


def test_a_number_is_explained_by_the_rows_of_each_delivery_and_nothing_is_left_behind(ward: Path) -> None:
    explained = said("explain", "overtime_hours_per_capita_month", "-o", "shinagawa", "-p", "2025-04")
    # 8:15 and 0:45 of overtime; the second row belongs to a fiscal-year appointment, who does not count. Two regular staff, one a manager.
    assert "value 8.3 = 495 / (1 * 60), 1 people" in explained
    assert re.search(r"shinagawa-attendance-2025-04-\w{8} │ 1 ", explained)
    assert "from fct_attendance_day" in explained
    assert not list((ward / "scratch").glob("explain-*"))


def test_the_quality_of_a_kpi_is_told_from_the_ledger_in_both_languages(ward: Path) -> None:
    told = said("quality", "overtime_hours_per_capita_month", "-o", "shinagawa", "-p", "2025-04")
    (sent,) = ledger.deliveries("shinagawa", "attendance")
    counts = f"{sent.received_count} rows received, {sent.accepted_count} accepted, {sent.quarantined_count} held back"
    assert f"Attendance: newest {sent.delivery_id} (for 2025-04: {counts}); 1 months accepted" in told
    assert (
        "attendance.overtime_minutes" in told
        and re.search(r"\d+ cases worked by hand", told)
        and "is compared for every month and unit" in told
    )
    assert "its extracts are simulated" in told and "fewer than 10 people" in told
    before = said("quality", "overtime_hours_per_capita_month", "-o", "shinagawa", "-p", "2025-03")
    assert "Attendance: no extract was accepted yet" in before
    assert "もとになる抽出" in said("quality", "overtime_hours_per_capita_month", "-o", "shinagawa", "-l", "ja")
    unknown = CliRunner().invoke(app, ["kpi", "quality", "moon_phase", "-o", "shinagawa"])
    assert unknown.exit_code == 1 and "CONFIG-59" in unknown.output


def test_a_kpi_in_writing_is_tried_on_real_rows_without_a_file_changed(ward: Path, tmp_path: Path) -> None:
    for name, text in TELEWORK.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    kpi, measure = tmp_path / "telework_days_per_capita_month.yml", tmp_path / "telework_days.yml"
    tried = said("try", str(kpi), "-m", str(measure), "-o", "shinagawa", "-p", "2025-04")
    assert "value 0.33 = 1 / 3" in tried
    missing = CliRunner().invoke(app, ["kpi", "try", str(kpi), "-o", "shinagawa", "-p", "2025-04"])
    assert missing.exit_code == 1 and "CONFIG-07" in missing.output


def test_a_kpi_that_nobody_follows_is_refused_with_what_to_do(ward: Path) -> None:
    done = CliRunner().invoke(app, ["kpi", "explain", "moon_phase", "-o", "shinagawa", "-p", "2025-04"])
    assert done.exit_code == 1 and "seika kpi list" in done.output

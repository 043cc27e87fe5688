"""What is declared of a KPI is what the command line shows of it."""

import re
from pathlib import Path

import pytest
from shelf import CHOICES, declare
from typer.testing import CliRunner

from seika.cli import app

MOVED = CHOICES.replace("headcount", "female_manager_rate") + """\
  overlay: {minimum_people: 20, breaks: [{on: "2026-04", reason: {ja: 職制の改正, en: New ranks}, overlap: female_supervisor_rate}]}
  baselines: [{period: "2025-03", value: 20, provenance: stated, place: p4}]
  targets:
    - {since: "2025-04", due: "2027-03", value: 30, source: 計画, path: linear, provenance: stated, place: p5}
    - {since: "2026-04", value: 25, source: 改定, moved: {on: 2026-03-01, from: 30, reason: 議会で改めた}, provenance: stated, place: p6}
"""  # fmt: skip


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(tmp_path))
    monkeypatch.setenv("SEIKA_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def said(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["kpi", *arguments])
    assert done.exit_code == 0, done.output
    return re.sub(r"\s+", " ", done.output)


def test_a_kpi_is_shown_with_what_is_otherwise_here_its_baseline_its_way_and_the_moved_goalpost(shelf: Path) -> None:
    declare(shelf, kpis=MOVED)
    shown = said("show", "female_manager_rate")
    assert "trial: outcome O1, stated, 計画 p2 otherwise here: breaks, minimum_people" in shown
    assert "baseline 2025-03: 20 (p4)" in shown
    assert "target 30 since 2025-04, due 2027-03, path linear (計画)" in shown
    assert "moved: 30 -> 25 from 2026-04, decided 2026-03-01: 議会で改めた" in shown
    assert "disclosure: not below 10 people" in shown  # the shared declaration


def test_a_break_is_shown_with_the_other_series(shelf: Path) -> None:
    declare(shelf)
    assert "break from 2023-04:" in said("show", "age_51plus_share")
    declare(shelf, kpis=MOVED)
    assert re.search(r"female_manager_rate +\S.*!/ +\(", said("list", "-o", "trial"))


def test_the_log_of_moved_goalposts_gives_the_status_under_both(shelf: Path) -> None:
    declare(shelf, kpis=MOVED)
    told = said("targets", "-o", "trial", "-p", "2026-06", "--value", "25.5")
    # the old way stood at 20 + 10 * 15 / 24 = 26.25 in June 2026
    assert "25.5 in 2026-06 under the old target 26.3: on_track; under the new target 25: achieved" in told
    assert "2026-06 is judged by 25" in told and "2025-06 is judged by 21.3" in said(
        "targets", "-o", "trial", "-p", "2025-06", "--value", "1"
    )


def test_without_a_value_the_published_one_is_judged_and_where_none_is_published_it_says_so(
    state: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(shelf))  # state starts without one
    declare(shelf, kpis=MOVED)
    assert "no value in 2026-06 under the old target 26.3: no_data" in said("targets", "-o", "trial", "-p", "2026-06")


def test_a_value_that_is_no_number_is_refused(shelf: Path) -> None:
    declare(shelf)
    done = CliRunner().invoke(app, ["kpi", "targets", "--value", "many"])
    assert done.exit_code == 2 and "many is no number" in done.output


@pytest.mark.parametrize("command", [("kpi", "list"), ("policy", "check")])
def test_a_wrong_line_is_refused_with_its_file_and_its_line(shelf: Path, command: tuple[str, ...]) -> None:
    declare(shelf, kpis=MOVED.replace('since: "2025-04", due', "due"))
    done = CliRunner().invoke(app, [*command, "-o", "trial"])
    line = next(number for number, text in enumerate((shelf / "trial/kpis.yml").read_text().splitlines(), 1) if "path: linear" in text)
    assert done.exit_code == 1
    assert f"[file={shelf}/trial/kpis.yml, line={line}, key=0.targets.0.since" in done.output.replace("\n", "")

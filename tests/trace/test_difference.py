"""What moved between two snapshots has causes that add up to it exactly, and what turned round is said."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from door import KEY
from typer.testing import CliRunner

from seika.canonical import canonical_json
from seika.cli import app
from seika.config import paths
from seika.errors import BadData
from seika.period import Period
from seika.release import release
from seika.release.moved import moved, plain
from seika.store import releases
from seika.store.approvals import Candidate
from seika.store.recipes import recipe_hash
from seika.store.releases import CELL_KEY
from seika.trace.difference import Change, Difference, diff, diff_of
from seika.transform import transform

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial"
CITY, MONTH = "hoshimi", "2026-06"
FIRST, CORRECTED, RECONFIGURED = (f"{CITY}-{MONTH}-r{number}" for number in (1, 2, 3))


def workbook(fewer: int) -> bytes:
    """Return the tutorial's workbook without its first respondents: so many that a revision may show what they make out."""
    book = openpyxl.load_workbook(TUTORIAL / "staff_survey_2026-06.xlsx")
    book["Responses"].delete_rows(4, fewer)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def published(content: bytes) -> None:
    path = paths.inbox() / CITY / "staff_survey_2026-06.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (0, 0))
    assert CliRunner().invoke(app, ["ingest", "-o", CITY]).exit_code == 0
    assert release(transform(CITY, Period(MONTH)).folder).is_new


@pytest.fixture(scope="module")
def city(own_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The city of the tutorial: published, corrected, and published with another file and other decimals at once."""
    shelf = tmp_path_factory.mktemp("organizations")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"ORGANIZATIONS": shelf, "PERSON_KEY": KEY, "LANGUAGE": "en"}.items():
            patch.setenv(f"SEIKA_{name}", str(value))
        shutil.copytree(TUTORIAL / CITY, shelf / CITY)
        published((TUTORIAL / "staff_survey_2026-06.xlsx").read_bytes())
        published(workbook(35))
        kpis = shelf / CITY / "kpis.yml"
        overlay = "- kpi: engagement_score_mean\n  overlay: {unit: {decimals: 1}}\n"
        kpis.write_text(kpis.read_text(encoding="utf-8").replace("- kpi: engagement_score_mean\n", overlay), encoding="utf-8")
        published(workbook(70))
        yield shelf


def place_of(change: Change) -> tuple[str, str]:
    key = dict(zip(CELL_KEY, change.cell.key, strict=True))
    return key["kpi_id"], key["unit_code"]


def prove(found: Difference) -> None:
    published_rows = [releases.kpi_rows(each.snapshot_id) for each in (found.before, found.after)]
    assert [change.cell for change in found.changes] == moved(*published_rows) != []
    for change in found.changes:
        cell = change.cell
        if not change.causes:
            assert cell.before is None or cell.after is None or "suppressed" in (cell.before["status"], cell.after["status"]) or not cell.by
            continue
        assert cell.before and cell.after
        assert sum(cause.numerator or 0 for cause in change.causes) == cell.after["numerator"] - cell.before["numerator"]
        assert sum((cause.value or Decimal(0) for cause in change.causes), Decimal(0)) == cell.by


def test_a_correction_is_put_down_to_the_delivery_that_brought_it(city: Path) -> None:
    found = diff(FIRST, CORRECTED)
    prove(found)
    assert any(change.causes for change in found.changes)
    causes = {(cause.what, cause.name) for change in found.changes for cause in change.causes}
    ((what, name),) = causes
    assert what == "delivery" and "hoshimi-survey-2026-06-" in name and " → " in name
    assert (found.configuration, found.code) == ((), ())


def test_what_changed_at_once_is_told_apart_and_adds_up(city: Path) -> None:
    found = diff(CORRECTED, RECONFIGURED)
    prove(found)
    whole = next(change for change in found.changes if place_of(change) == ("engagement_score_mean", "0"))
    assert [cause.what for cause in whole.causes] == ["delivery", "configuration"]
    assert whole.causes[0].numerator and whole.causes[1].numerator == 0 and whole.causes[1].value
    assert found.configuration == ("include/organizations/hoshimi/kpis.yml:2 +   overlay: {unit: {decimals: 1}}",)


def test_what_waits_for_approval_is_explained_as_what_is_published(city: Path) -> None:
    now, wished = releases.current(CITY, MONTH), releases.snapshot(CORRECTED)
    assert now and now.snapshot_id == RECONFIGURED
    cells = canonical_json(plain(moved(releases.kpi_rows(now.snapshot_id), releases.kpi_rows(CORRECTED)))).decode()
    waits = Candidate("1" * 64, f"{CITY}-{MONTH}-r4", CITY, MONTH, "provisional", None, "Sato", "[]", cells, "2" * 64, recipe_hash(wished))
    found, published_so = diff_of(waits), diff(RECONFIGURED, CORRECTED)
    assert found and found.changes == published_so.changes and any(change.causes for change in found.changes)
    assert found.configuration == published_so.configuration != ()
    with pytest.raises(BadData, match="TRACE-01"):
        diff_of(replace(waits, recipe_hash=recipe_hash(releases.snapshot(FIRST))))
    assert diff_of(replace(waits, recipe_hash=None)) is None


def test_ranks_that_turn_round_are_flagged(city: Path) -> None:
    found = diff(FIRST, CORRECTED)
    kpi = "engagement_score_mean"
    old, new = ({row["unit_code"]: row["value"] for row in releases.kpi_rows(each) if row["kpi_id"] == kpi} for each in (FIRST, CORRECTED))
    units = [unit for unit in old if unit != "0" and old[unit] is not None and new[unit] is not None]
    turned = {unit for unit in units if sum(old[each] > old[unit] for each in units) != sum(new[each] > new[unit] for each in units)}
    flagged = {place_of(change)[1] for change in found.changes if place_of(change)[0] == kpi and "rank" in change.flips}
    assert flagged == turned


def test_a_number_that_was_not_published_so_stops_the_answer(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = releases.kpi_rows

    def forged(snapshot_id: str) -> list[dict[str, object]]:
        return [row | {"numerator": (row["numerator"] or 0) + 1} if snapshot_id == FIRST else row for row in real(snapshot_id)]

    monkeypatch.setattr(releases, "kpi_rows", forged)
    with pytest.raises(BadData) as refused:
        diff(FIRST, CORRECTED)
    assert refused.value.code == "TRACE-01"


def test_the_command_says_it_in_lines_or_as_one_object(city: Path) -> None:
    done = CliRunner().invoke(app, ["diff", FIRST, CORRECTED])
    assert done.exit_code == 0 and "cells moved" in done.output and "delivery hoshimi-survey-2026-06-" in done.output
    told = json.loads(CliRunner().invoke(app, ["diff", FIRST, CORRECTED, "--json"]).output)
    assert len(told["changes"]) == len(diff(FIRST, CORRECTED).changes)
    assert CliRunner().invoke(app, ["diff", FIRST, "no-such"]).exit_code == 1
    assert replace(diff(FIRST, FIRST), changes=()) == diff(FIRST, FIRST)

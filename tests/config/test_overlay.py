"""An organization says only what it has otherwise than the shared declaration."""

import shutil
from pathlib import Path

import pytest
from shelf import CHOICES, HEADER, declare, line_with

from seika.config import load_organization
from seika.config.kpi import Kpi
from seika.config.load import load_yaml
from seika.config.organization import shared_path
from seika.errors import BadConfig

DAYS = CHOICES.replace("headcount", "annual_leave_days_avg")


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(tmp_path))
    return tmp_path


def test_an_overlay_is_merged_field_by_field_and_leaves_the_rest_shared(shelf: Path) -> None:
    overlay = """\
  overlay:
    label: {ja: 年休}
    unit: {decimals: 2}
    windows: [calendar_year_to_date, fiscal_year_to_date]
    minimum_people: 20
"""
    declare(shelf, kpis=DAYS + overlay)
    own, shared = load_organization("trial").kpis["annual_leave_days_avg"], load_yaml(shared_path("kpis", "annual_leave_days_avg"), Kpi)
    assert (own.label.ja, own.label.en) == ("年休", shared.label.en)
    assert (own.unit.decimals, own.unit.divide) == (2, shared.unit.divide)
    assert own.windows == ("calendar_year_to_date", "fiscal_year_to_date") != shared.windows
    assert own.minimum_people == 20
    assert (own.versions, own.provenance) == (shared.versions, shared.provenance)


@pytest.mark.parametrize(
    ("overlay", "code", "at"),
    [
        ("    minimum_people: 10\n", "CONFIG-55", "minimum_people"),
        ("    unit:\n      decimals: 1\n", "CONFIG-55", "decimals"),
        ("    label: {ja: 年休, en: Annual leave taken}\n", "CONFIG-55", "label"),
        ("    windows: [month]\n", "CONFIG-56", "windows"),
        ("    versions: []\n", "CONFIG-02", "versions"),
        ("    breaks:\n      - {on: 2026-04, reason: {ja: 制度, en: rule}, overlap: moon_phase}\n", "CONFIG-57", "moon_phase"),
    ],
)
def test_what_is_repeated_unknown_or_not_to_be_changed_is_refused_with_its_line(shelf: Path, overlay: str, code: str, at: str) -> None:
    shared = load_yaml(shared_path("kpis", "annual_leave_days_avg"), Kpi)
    overlay = overlay.replace("Annual leave taken", shared.label.en).replace("on: 2026-04", 'on: "2026-04"')
    file = declare(shelf, kpis=f"{DAYS}  overlay:\n{overlay}") / "kpis.yml"
    with pytest.raises(BadConfig) as refused:
        load_organization("trial")
    assert (refused.value.code, refused.value.where["file"]) == (code, str(file))
    assert refused.value.where["line"] == str(line_with(file, at))


def test_an_overlay_of_an_unknown_kpi_is_refused_with_its_line(shelf: Path) -> None:
    declare(shelf, kpis=CHOICES.replace("headcount", "moon_phase") + "  overlay: {minimum_people: 3}\n")
    with pytest.raises(BadConfig, match="CONFIG-07") as refused:
        load_organization("trial")
    assert refused.value.where["line"] == "1"


def test_a_kpi_may_be_on_track_nearer_to_its_target_than_the_organizations_others(shelf: Path) -> None:
    declare(shelf, header=HEADER + "on_track_percent: 80\n")
    assert load_organization("trial").on_track_percent("headcount") == 80
    declare(shelf, header=HEADER + "on_track_percent: 80\n", kpis=CHOICES + "  overlay: {on_track_percent: 98}\n")
    assert load_organization("trial").on_track_percent("headcount") == 98


def test_a_break_in_the_shared_pack_names_a_series_that_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left_out = shutil.ignore_patterns("seika", "fonts", "organizations")
    shutil.copytree(Path(__file__).parents[2] / "include", tmp_path / "include", ignore=left_out)
    declare(tmp_path)
    monkeypatch.setenv("SEIKA_HOME", str(tmp_path))
    kpi = tmp_path / "include" / "kpis" / "headcount.yml"
    text = kpi.read_text(encoding="utf-8")
    said = '\nbreaks:\n  - {on: "2026-04", reason: {ja: 数え方, en: another count}, overlap: moon_phase}\n'
    text = text[: text.index("\nbreaks:")] if "\nbreaks:" in text else text.rstrip("\n")
    kpi.write_text(text + said, encoding="utf-8")
    with pytest.raises(BadConfig, match="CONFIG-57") as refused:
        load_organization("trial")
    assert (refused.value.where["file"], refused.value.where["line"]) == (str(kpi), str(line_with(kpi, "moon_phase")))
    kpi.write_text(text + said.replace("moon_phase", "age_under40_share"), encoding="utf-8")
    assert load_organization("trial").kpis["headcount"].breaks[0].overlap == "age_under40_share"

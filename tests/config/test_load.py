"""A wrong configuration file is refused with its path and line, and with what is wrong."""

import shutil
from pathlib import Path

import pytest

from seika.config.kpi import Kpi, KpiChoice, Measure
from seika.config.load import Label, load_yaml, load_yaml_list
from seika.config.organization import load_organization, organization_ids
from seika.config.table import read_table
from seika.errors import BadConfig


def refused(tmp_path: Path, text: str, model: type) -> dict[str, str]:
    file = tmp_path / "wrong.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadConfig) as refusal:
        (load_yaml_list if model is KpiChoice else load_yaml)(file, model)
    assert refusal.value.where["file"] == str(file)
    return refusal.value.where


def test_an_unknown_key_is_refused_with_its_line(tmp_path: Path) -> None:
    text = "label: {ja: 件数, en: Count}\nfact: leave\naggregate: {count: rows}\nwhen: {event: from_date}\nfilter: x\n"
    where = refused(tmp_path, text, Measure)
    assert where["line"] == "5"
    assert where["key"] == "filter"


def test_a_target_without_a_month_is_refused_with_its_line(tmp_path: Path) -> None:
    text = "- {kpi: headcount, outcome: FO1}\n- kpi: headcount\n  outcome: FO1\n  targets:\n    - {value: 1.0, source: policy}\n"
    where = refused(tmp_path, text, KpiChoice)
    assert where["line"] == "5"
    assert "since" in where["key"]


def test_an_aggregate_that_both_sums_and_counts_is_refused(tmp_path: Path) -> None:
    text = "label: {ja: 件数, en: Count}\nfact: leave\naggregate: {count: rows, sum: days}\nwhen: {event: from_date}\n"
    assert refused(tmp_path, text, Measure)["line"] == "3"


def test_broken_yaml_and_another_encoding_are_refused_with_a_line(tmp_path: Path) -> None:
    assert refused(tmp_path, "label: {ja: 一\nfact: leave\n", Kpi)["line"] in {"2", "3"}
    (tmp_path / "wrong.yml").write_bytes("label: 日本".encode("cp932"))
    with pytest.raises(BadConfig, match="UTF-8"):
        load_yaml(tmp_path / "wrong.yml", Kpi)


def test_words_that_older_yaml_took_for_truth_values_are_words(tmp_path: Path) -> None:
    (tmp_path / "words.yml").write_text("{ja: on, en: no}\n", encoding="utf-8")
    assert load_yaml(tmp_path / "words.yml", Label) == Label(ja="on", en="no")
    (tmp_path / "words.yml").write_text("{ja: true, en: x}\n", encoding="utf-8")
    with pytest.raises(BadConfig, match="valid string"):
        load_yaml(tmp_path / "words.yml", Label)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"none\.yml"):
        load_yaml(tmp_path / "none.yml", Kpi)


def test_a_table_row_of_another_width_is_refused_with_its_line(tmp_path: Path) -> None:
    table = tmp_path / "units.csv"
    table.write_text("unit_code,label\n01,総務部\n02\n", encoding="utf-8")
    with pytest.raises(BadConfig) as refusal:
        read_table(table)
    assert refusal.value.where["line"] == "3"


def test_every_organization_of_the_project_can_be_read() -> None:
    ids = organization_ids()
    assert ids == ["handbook", "setagaya", "shinagawa"]
    for organization_id in ids:
        organization = load_organization(organization_id)
        assert organization.kpis
        assert {choice.outcome for choice in organization.kpi_choices} <= set(organization.logic_model.nodes)


def test_a_kpi_that_names_an_unknown_measure_is_refused_with_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Path(__file__).parents[2]
    shutil.copytree(project / "include", tmp_path / "include", ignore=shutil.ignore_patterns("seika", "fonts"))
    monkeypatch.setenv("SEIKA_HOME", str(tmp_path))
    kpi = tmp_path / "include" / "kpis" / "headcount.yml"
    kpi.write_text(kpi.read_text(encoding="utf-8").replace("numerator: ", "numerator: no_such_"), encoding="utf-8")
    with pytest.raises(BadConfig, match="CONFIG-07") as refusal:
        load_organization("shinagawa")
    assert refusal.value.where["file"] == str(kpi)
    assert "no_such_" in kpi.read_text(encoding="utf-8").splitlines()[int(refusal.value.where["line"]) - 1]

"""The YAML that the cookbook prints is read by the same models that read the project's own."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from seika.config import load_organization
from seika.config.catalogue import kpi_definitions
from seika.config.kpi import Kpi, KpiChoice, Measure
from seika.config.policy import findings
from seika.kpi import compile_measure

COOKBOOK = Path(__file__).parents[2] / "docs" / "cookbook"


def blocks(page: str) -> list[str]:
    text = (COOKBOOK / page).read_text(encoding="utf-8")
    return [re.sub(r"^ {3}", "", block, flags=re.M) for block in re.findall(r"```yaml\n(.*?)```", text, flags=re.S)]


def test_the_worked_kpi_of_the_cookbook_compiles() -> None:
    measure, kpi, choice = (yaml.safe_load(block) for block in blocks("kpi.md"))
    assert "telework_days" in compile_measure("telework_days", Measure.model_validate(measure))
    version = Kpi.model_validate(kpi).versions[0]
    assert version.numerator == "telework_days"
    assert (COOKBOOK.parents[1] / "include" / "measures" / f"{version.denominator}.yml").exists()
    assert KpiChoice.model_validate(choice[0]).outcome == "DO02"


def test_the_worked_kpi_is_followed_by_a_ward_after_three_files_and_no_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = COOKBOOK.parents[1]
    left_out = shutil.ignore_patterns("seika", "fonts", "postgres")
    shutil.copytree(project / "include", tmp_path / "include", ignore=left_out)
    (tmp_path / "dbt" / "models").mkdir(parents=True)
    shutil.copytree(project / "dbt" / "models" / "facts", tmp_path / "dbt" / "models" / "facts")
    monkeypatch.setenv("SEIKA_HOME", str(tmp_path))
    measure, kpi, choice = blocks("kpi.md")
    for folder, name, text in (("measures", "telework_days", measure), ("kpis", "telework_days_avg", kpi)):
        (tmp_path / "include" / folder / f"{name}.yml").write_text(text, encoding="utf-8")
    with (tmp_path / "include" / "organizations" / "shinagawa" / "kpis.yml").open("a", encoding="utf-8") as stream:
        stream.write(choice)
    ward = load_organization("shinagawa")
    assert ward.kpis["telework_days_avg"].unit.decimals == 2 and "telework_days" in ward.measures
    (row,) = [row for row in kpi_definitions(ward, "2026-04") if row["kpi_id"] == "telework_days_avg"]
    assert (row["numerator_measure_id"], row["node_id"], row["provenance"]) == ("telework_days", "DO02", "derived")
    # the example names no document of its own, and the check says so
    assert [(each.problem, each.citation.name) for each in findings(ward, {})] == [("unknown_document", "telework_days_avg")]


def test_the_reference_names_every_kpi() -> None:
    page = (COOKBOOK.parent / "reference" / "kpis.md").read_text(encoding="utf-8")
    kpis = [path.stem for path in (COOKBOOK.parents[1] / "include" / "kpis").glob("*.yml")]
    assert kpis and [kpi for kpi in kpis if f"`{kpi}`" not in page] == []

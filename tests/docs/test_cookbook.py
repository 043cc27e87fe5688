"""The YAML that the cookbook prints is read by the same models that read the project's own."""

import re
from pathlib import Path

import yaml

from seika.config.kpi import Kpi, KpiChoice, Measure
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


def test_the_reference_names_every_kpi() -> None:
    page = (COOKBOOK.parent / "reference" / "kpis.md").read_text(encoding="utf-8")
    kpis = [path.stem for path in (COOKBOOK.parents[1] / "include" / "kpis").glob("*.yml")]
    assert kpis and [kpi for kpi in kpis if f"`{kpi}`" not in page] == []

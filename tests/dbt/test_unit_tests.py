"""dbt's own unit tests: every rule of a fact or outcome that can be got wrong, in the YAML beside its model."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from small_lake import MEASURES, body, extracts

from seika.config import paths
from seika.config.fact import load_facts
from seika.errors import BadData
from seika.period import Period
from seika.transform.build import Project, build, write_project_of
from seika.transform.declared import Month
from seika.transform.mount import mount

MODELS = paths.home() / "dbt" / "models"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = write_project_of(tmp_path / "project", MEASURES)
    organization = body(tmp_path / "body", ["0,all,organization,,2000-04-01,"])
    given = extracts(tmp_path / "lake", "2025-09", {"roster": [{"person_key": "a", "unit_code": "0"}]})
    mount(made.database, Month(organization, Period("2025-09"), given, load_facts()))
    return made


def test_every_unit_test_of_the_models_holds(project: Project) -> None:
    build(project, exclude=())


def test_a_broken_model_fails_its_unit_test(project: Project) -> None:
    model = project.folder / "models" / "facts" / "fct_leave_record.sql"
    model.write_text(model.read_text(encoding="utf-8").replace("then 8 *", "then 7 *"), encoding="utf-8")
    with pytest.raises(BadData) as refusal:
        build(Project(project.folder, project.measure_ids, "broken"), exclude=())
    assert refusal.value.code == "TRANSFORM-04"
    assert "eight_hours" in refusal.value.where["test"]


def test_every_fact_and_outcome_has_a_unit_test() -> None:
    files = [path.with_suffix(".yml") for path in (*MODELS.glob("facts/fct_*.sql"), *MODELS.glob("outcomes/*.sql"))]
    assert len(files) >= 10
    lacking = [path.stem for path in files if not yaml.safe_load(path.read_text(encoding="utf-8")).get("unit_tests")]
    assert lacking == []

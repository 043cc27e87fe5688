"""What an editor is told of a file is what the program takes: every YAML of the project fits its JSON schema."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from seika.config.load import load_raw

ROOT = Path(__file__).parents[2]
KINDS = {
    "include/kpis/*.yml": "kpi",
    "include/measures/*.yml": "measure",
    "include/contracts/*.yml": "contract",
    "include/documents.yml": "documents",
    "include/operation.yml": "operation",
    "include/organizations/*/operation.yml": "operation",
    "include/organizations/*/documents.yml": "documents",
    "include/organizations/*/editions.yml": "editions",
    "include/organizations/*/kpis.yml": "kpis",
    "include/organizations/*/logic_model.yml": "logic_model",
    "include/organizations/*/organization.yml": "organization",
    "include/organizations/*/sources/*.yml": "source",
    "docs/tutorial/hoshimi/documents.yml": "documents",
    "docs/tutorial/hoshimi/kpis.yml": "kpis",
    "docs/tutorial/hoshimi/logic_model.yml": "logic_model",
    "expectations/*.yml": "expectations",
}


def plain(value: Any) -> Any:
    """Return YAML as JSON has it: keys are texts, and so are days."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize(("pattern", "kind"), KINDS.items(), ids=str)
def test_every_file_fits_the_schema_that_editors_complete_it_by(pattern: str, kind: str) -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / f"{kind}.json").read_text(encoding="utf-8"))
    files = list(ROOT.glob(pattern))
    assert files
    for file in files:
        found = list(jsonschema.Draft202012Validator(schema).iter_errors(plain(load_raw(file))))
        assert [(file.name, each.json_path, each.message) for each in found] == []


def test_the_reference_names_every_schema() -> None:
    page = (ROOT / "docs" / "reference" / "declarations.md").read_text(encoding="utf-8")
    schemas = [path.stem for path in (ROOT / "docs" / "schemas").glob("*.json")]
    assert schemas and [name for name in schemas if f"`{name}`" not in page] == []


def test_a_key_that_is_written_wrongly_is_marked() -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "kpis.json").read_text(encoding="utf-8"))
    wrong = [{"kpi": "headcount", "outcome": "O1", "targets": [{"value": 1, "source": "s", "untill": "2026-04"}]}]
    assert len(list(jsonschema.Draft202012Validator(schema).iter_errors(wrong))) == 2  # since is missing, untill is unknown

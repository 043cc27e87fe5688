"""The commented skeleton of a new organization: complete enough to be loaded, with TODO where only its people know."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from seika.config import paths
from seika.config.contract import Contract, ContractColumn
from seika.config.fact import load_facts
from seika.config.identity import PERSON, STAFF_NUMBER
from seika.config.kpi import Kpi
from seika.config.load import load_yaml
from seika.config.organization import measures_of
from seika.errors import BadConfig
from seika.period import Period

_ID = re.compile(r"[a-z][a-z0-9_]{1,30}")
_READERS = {"string": "code", "int": "int", "date": "date", "timestamp": "datetime", "boolean": "flag"}


def contract_ids() -> list[str]:
    """Return the ids of all sources that there are contracts for, sorted."""
    return sorted(path.stem for path in (paths.home() / "include" / "contracts").glob("*.yml"))


def write_skeleton(organization_id: str, sources: Sequence[str], first_period: Period) -> list[Path]:
    """Write the folder of a new organization with ``sources`` and return its files.

    Raises ``BadConfig``: ``CONFIG-40`` for an id that is none, ``CONFIG-41`` where the folder is there already, ``CONFIG-42`` for a
    source without a contract.
    """
    folder = paths.organizations() / organization_id
    if not _ID.fullmatch(organization_id):
        raise BadConfig("CONFIG-40", organization=organization_id)
    if folder.exists():
        raise BadConfig("CONFIG-41", organization=organization_id, folder=folder)
    for source in sources:
        if source not in contract_ids():
            raise BadConfig("CONFIG-42", source=source, known=", ".join(contract_ids()))
    texts = _texts(organization_id, sorted(set(sources)), first_period, folder)
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def _texts(organization_id: str, sources: list[str], first_period: Period, folder: Path) -> dict[str, str]:
    words = {"id": organization_id, "sources": sources, "first_period": first_period, "kpis": _kpis_of(set(sources))}
    needs = {
        "organization.yml": True,
        "units.csv": True,
        "ranks.csv": "roster" in sources,
        "grades.csv": "evaluation" in sources,
        "trainings.csv": "training" in sources,
        "survey_items.csv": "survey" in sources and "survey_items" not in sources,
        "documents.yml": True,
        "logic_model.yml": True,
        "kpis.yml": True,
    }
    required = ["roster"] if "roster" in sources else sources
    texts = {name: _filled(name, folder / name, words | {"required": required}) for name, needed in needs.items() if needed}
    for source in sources:
        contract = load_yaml(paths.home() / "include" / "contracts" / f"{source}.yml", Contract)
        columns = {
            name: column for name, column in contract.columns.items() if source != "survey" or name not in ("item_id", "points_count")
        }
        of_source = {"source": source, "contract": contract, "columns": columns, "after": _after(source, contract, sources)}
        name = f"sources/{source}.yml"
        texts[name] = _filled("source.yml", folder / name, {**words, **of_source, "reader": partial(_reader, source)})
    return texts


def _filled(template: str, path: Path, words: Mapping[str, Any]) -> str:
    from jinja2 import Environment, StrictUndefined

    # no HTML: configuration files are written
    made = Environment(trim_blocks=True, keep_trailing_newline=True, undefined=StrictUndefined)  # noqa: S701
    text = (Path(__file__).with_name("skeleton") / f"{template}.jinja").read_text(encoding="utf-8")
    return made.from_string(text).render(words, schema=partial(_schema, path))


def _schema(path: Path, kind: str) -> str:
    """Return the comment by which editors complete and check a file."""
    schema = paths.home() / "docs" / "schemas" / f"{kind}.json"
    return f"# yaml-language-server: $schema={Path(os.path.relpath(schema, path.parent)).as_posix()}\n"


def _kpis_of(sources: set[str]) -> list[str]:
    """Return the KPIs that nothing but ``sources`` is needed for: no families, whose members are a table that the body has to write."""
    facts, found = load_facts(), []
    for path in sorted((paths.home() / "include" / "kpis").glob("*.yml")):
        kpi = load_yaml(path, Kpi)
        measures = measures_of(path.stem, kpi, path).values()
        if kpi.each is None and {source for measure in measures for source in facts[measure.fact].sources} <= sources:
            found.append(path.stem)
    return found


def _after(source: str, contract: Contract, sources: list[str]) -> list[str]:
    """Return the sources that the rows of one are compared with."""
    names_people = PERSON in contract.columns
    compared = {"roster": names_people and source not in ("roster", STAFF_NUMBER), STAFF_NUMBER: names_people and source != STAFF_NUMBER}
    compared["survey_items"] = source == "survey"
    return [other for other, is_compared in compared.items() if is_compared and other in sources]


def _reader(source: str, name: str, column: ContractColumn) -> str:
    declared: dict[str, Any] = {"header": column.label.ja, "read": _READERS[column.type]}
    words = _words(source, name)
    if source == STAFF_NUMBER or name == PERSON:
        declared["read"] = "staff_number" if name.endswith("_key") else declared["read"]
    elif words:
        declared |= {"read": "word", "words": words}
    elif column.type == "boolean":
        declared |= {"true_words": ["1"], "false_words": ["0", ""]}
    return str(yaml.safe_dump(declared, allow_unicode=True, default_flow_style=True, sort_keys=False, width=1000)).strip()


def _words(source: str, name: str) -> dict[str, str]:
    """Return the words of the first organization here that reads the column by words: its codes are those that the KPIs know."""
    for path in sorted((paths.home() / "include" / "organizations").glob(f"*/sources/{source}.yml")):
        column = yaml.safe_load(path.read_text(encoding="utf-8"))["columns"].get(name, {})
        if "words" in column and name != "rank_code":
            return dict(column["words"])
    return {}

"""What a month was computed with, kept in the vault: enough to ask any old number where it comes from, and to compute it again.

``recipe.json`` names the extracts with the hash of what was held back of them, holds the configuration as the models saw it, and names
three objects of the vault by their hashes: the definitions with all SQL that ran, the files of the configuration, those of the code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from seika.canonical import canonical_json, hash_stream
from seika.config import paths
from seika.config.kpi import Measure
from seika.kpi import aggregate_sql
from seika.kpi.records import counted_sql
from seika.store import files, vault
from seika.transform.choose import Extract
from seika.transform.compiled import Model, relation
from seika.transform.declared import Month, tables
from seika.transform.hashes import code_archive, configuration_archive
from seika.transform.mount import contracts, types_of

RECIPE = "recipe.json"


def recipe_of(month: Month, models: Sequence[Model]) -> bytes:
    """Keep what ``month`` was computed with in the vault and return the recipe that names it, as canonical JSON."""
    organization = month.organization
    return canonical_json(
        {
            "organization_id": organization.id,
            "period": str(month.period),
            "extracts": [_extract(each) for each in sorted(month.extracts, key=lambda each: each.delivery_id)],
            "declared": {name: _plain_table(table) for name, table in tables(month).items()},
            "definitions": vault.put_bytes(canonical_json(_definitions(month, models))),
            "configuration": vault.put_bytes(configuration_archive(organization)),
            "code": vault.put_bytes(_code()),
        }
    )


@cache
def _code() -> bytes:
    # The code of a process does not change while it runs; where the vault lies may.
    return code_archive()


def _extract(extract: Extract) -> dict[str, Any]:
    told = {name: value for name, value in asdict(extract).items() if name not in {"rows", "quarantine"} and value is not None}
    if extract.quarantine:
        with files.opened(extract.quarantine) as stream:
            told["held_back"] = hash_stream(stream)
    return told


def _plain_table(table: Any) -> dict[str, Any]:
    columns = [[field.name, _duckdb_type(str(field.type))] for field in table.schema]  # in their order, which JSON keeps for lists only
    return {"columns": columns, "rows": [[_plain(value) for value in row.values()] for row in table.to_pylist()]}


def _duckdb_type(name: str) -> str:
    return {"string": "varchar", "date32[day]": "date", "int64": "bigint", "bool": "boolean"}.get(
        name, name.replace("decimal128", "decimal")
    )


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _definitions(month: Month, models: Sequence[Model]) -> dict[str, Any]:
    organization = month.organization
    return {
        "kpis": {name: kpi.model_dump(mode="json") for name, kpi in sorted(organization.kpis.items())},
        "choices": {choice.kpi: choice.model_dump(mode="json") for choice in organization.kpi_choices},
        "measures": {name: _measure(name, measure, month) for name, measure in sorted(organization.measures.items())},
        "models": [asdict(model) for model in models],
        "sources": {name: types_of(contract) for name, contract in contracts(paths.home() / "include" / "contracts").items()},
        "origins": {name: source.connector.model_dump(mode="json") for name, source in sorted(organization.sources.items())},
        "units": {row["unit_code"]: row["label"] for row in organization.units},
    }


def _measure(measure_id: str, measure: Measure, month: Month) -> dict[str, Any]:
    measures, facts = month.organization.measures, month.facts
    return {
        **measure.model_dump(mode="json"),
        "sources": facts[measure.fact].sources,
        "has_persons": facts[measure.fact].person is not None,
        "aggregate_sql": aggregate_sql(measure_id, measures, facts, relation=lambda name: name),
        "counted_sql": counted_sql(measure_id, measures, facts, relation),
    }

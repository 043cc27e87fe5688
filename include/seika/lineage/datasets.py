"""Datasets by names that never change with where things lie: ``lake/<organization>/<source>`` in the namespace ``seika``.

What is in them is told by names of columns, counts and hashes. Never by a file's name, a literal or a value: those may be somebody's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openlineage.client.event_v2 import InputDataset, OutputDataset
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    data_quality_assertions_dataset,
    dataset_version_dataset,
    output_statistics_output_dataset,
    schema_dataset,
)

from seika.config import Organization
from seika.lineage.columns import Columns
from seika.lineage.events import NAMESPACE
from seika.store.ledger import CheckResult

Field = tuple[str, str, str, bool]  # dataset, column, DIRECT's subtype, whether what it holds is made unreadable


def read(name: str, version: str | None = None, checks: Sequence[CheckResult] = ()) -> InputDataset:
    """Return a dataset that was read; ``checks`` are what rules found in it."""
    facet = data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(
        [data_quality_assertions_dataset.Assertion(each.rule_id, each.passed, severity=_severity(each)) for each in checks]
    )
    return InputDataset(NAMESPACE, name, {"dataQualityAssertions": facet} if checks else {}, facets=_version(version))


def written(
    name: str,
    version: str | None = None,
    *,
    schema: Mapping[str, str] | None = None,
    lineage: Any = None,
    rows: int | None = None,
    size: int | None = None,
) -> OutputDataset:
    """Return a dataset that was written; ``schema`` are its columns by their types, ``lineage`` is a facet of this module."""
    facets: dict[str, Any] = _version(version)
    if schema:
        fields = [schema_dataset.SchemaDatasetFacetFields(column, kind) for column, kind in schema.items()]
        facets["schema"] = schema_dataset.SchemaDatasetFacet(fields)
    if lineage:
        facets["columnLineage"] = lineage
    counts = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(rows, size)
    return OutputDataset(NAMESPACE, name, {"outputStatistics": counts} if (rows, size) != (None, None) else {}, facets=facets)


def each_from(columns: Mapping[str, Field]) -> column_lineage_dataset.ColumnLineageDatasetFacet:
    """Return the lineage of columns that have one column each behind them."""
    return column_lineage_dataset.ColumnLineageDatasetFacet(
        {
            name: column_lineage_dataset.Fields([_field(dataset, column, "DIRECT", subtype, masking)])
            for name, (dataset, column, subtype, masking) in columns.items()
        }
    )


def computed(organization_id: str, columns: Columns) -> column_lineage_dataset.ColumnLineageDatasetFacet:
    """Return the lineage of a computed table's columns to the lake and the configuration."""
    return column_lineage_dataset.ColumnLineageDatasetFacet(
        {
            name: column_lineage_dataset.Fields(
                [
                    _field(f"{each.schema}/{organization_id}/{each.table}", each.column, "DIRECT", "TRANSFORMATION")
                    for each in sorted(sources)
                ]
            )
            for name, sources in columns.direct.items()
        },
        [_field(f"{each.schema}/{organization_id}/{each.table}", each.column, "INDIRECT") for each in sorted(columns.indirect)],
    )


def lake_schema(organization: Organization, source_id: str) -> dict[str, str]:
    """Return the columns of a lake table by their types."""
    declared = organization.contracts[source_id].columns
    types: dict[str, str] = {name: column.type for name, column in declared.items()}
    return types | {"delivery_id": "string", "row_number": "int"}


def _field(dataset: str, column: str, kind: str, subtype: str | None = None, masking: bool = False) -> column_lineage_dataset.InputField:
    how = column_lineage_dataset.Transformation(kind, subtype, masking=masking)
    return column_lineage_dataset.InputField(NAMESPACE, dataset, column, [how])


def _version(version: str | None) -> dict[str, Any]:
    return {"version": dataset_version_dataset.DatasetVersionDatasetFacet(version)} if version else {}


def _severity(result: CheckResult) -> str:
    return "warn" if result.action in ("warn", "waived") else "error"

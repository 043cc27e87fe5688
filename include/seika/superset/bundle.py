"""The assets in the whole form of Superset's YAML import and export: UUIDs made of names, layouts and filters spelled out."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml

from seika.superset.assets import Assets, Chart, Dashboard, Dataset

ROOT = "seika"
DATABASE_FILE = "databases/seika.yaml"
MARK = "Seika"  # certified by: what the next import may take away
_VERSION = "1.0.0"
_TYPES = {"text": "STRING", "date": "DATE", "bigint": "BIGINT", "integer": "INTEGER", "boolean": "BOOLEAN", "timestamptz": "DATETIME"}


def uuid_of(kind: str, name: str) -> UUID:
    """Return the UUID of an asset: of its kind and name, so that another import finds what this one made."""
    return uuid5(NAMESPACE_URL, f"seika:superset/{kind}/{name}")


def documents(assets: Assets, database_url: str) -> dict[str, dict[str, Any]]:
    """Return every file of the bundle by its path; ``database_url`` is that of a reader, its password masked."""
    found: dict[str, dict[str, Any]] = {"metadata.yaml": dict(assets.metadata)}
    database = uuid_of("databases", "seika")
    found[DATABASE_FILE] = {**assets.database, "sqlalchemy_uri": database_url, "uuid": str(database), "version": _VERSION}
    for name, dataset in assets.datasets.items():
        found[f"datasets/seika/{name}.yaml"] = _dataset(name, dataset, database)
    for name, chart in assets.charts.items():
        found[f"charts/{name}.yaml"] = _chart(name, chart)
    for name, dashboard in assets.dashboards.items():
        found[f"dashboards/{name}.yaml"] = _dashboard(name, dashboard, assets)
    return found


def bundle(files: dict[str, dict[str, Any]]) -> bytes:
    """Return the zip that Superset imports; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{ROOT}/{path}", (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, yaml.safe_dump(files[path], allow_unicode=True, sort_keys=False))
    return buffer.getvalue()


def _dataset(name: str, dataset: Dataset, database: UUID) -> dict[str, Any]:
    columns = [
        {
            "column_name": each.name,
            "verbose_name": each.label_ja,
            "description": each.says_ja,
            "type": _TYPES.get(each.type, "NUMERIC"),
            "expression": each.expression,
            "is_dttm": each.type in ("date", "timestamptz"),
            "is_active": True,
            "groupby": True,
            "filterable": True,
        }
        for each in dataset.all_columns
    ]
    return {
        "table_name": dataset.table_name,
        "schema": "kpi",
        "description": dataset.description,
        "sql": dataset.sql,
        "main_dttm_col": dataset.main_dttm_col,
        "columns": columns,
        "metrics": [each.model_dump() for each in dataset.metrics],
        "extra": {"certification": {"certified_by": MARK}},
        "uuid": str(uuid_of("datasets", name)),
        "database_uuid": str(database),
        "version": _VERSION,
    }


def _chart(name: str, chart: Chart) -> dict[str, Any]:
    where = [{"expressionType": "SQL", "clause": "WHERE", "sqlExpression": chart.where}] if chart.where else []
    params = {"viz_type": chart.viz_type, "adhoc_filters": where, "time_range": "No filter", **chart.params}
    return {
        "slice_name": chart.slice_name,
        "description": chart.description,
        "certified_by": MARK,
        "viz_type": chart.viz_type,
        "params": params,
        "uuid": str(uuid_of("charts", name)),
        "dataset_uuid": str(uuid_of("datasets", chart.dataset)),
        "version": _VERSION,
    }


def _dashboard(name: str, dashboard: Dashboard, assets: Assets) -> dict[str, Any]:
    # Superset puts its own numbers in place of these, by the UUID beside each.
    number = {chart: index for index, chart in enumerate(assets.charts, start=1)}
    metadata = {
        "native_filter_configuration": [_filter(each, dashboard, assets, number) for each in dashboard.filters],
        "label_colors": dict(assets.colours),
        "shared_label_colors": [],
        "cross_filters_enabled": True,
    }
    return {
        "dashboard_title": dashboard.dashboard_title,
        "description": dashboard.description,
        "slug": dashboard.slug,
        "certified_by": MARK,
        "published": True,
        "uuid": str(uuid_of("dashboards", name)),
        "position": _position(dashboard, assets, number),
        "metadata": metadata,
        "version": _VERSION,
    }


def _position(dashboard: Dashboard, assets: Assets, number: dict[str, int]) -> dict[str, Any]:
    rows = [f"ROW-{index}" for index, _ in enumerate(dashboard.rows)]
    found: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": rows, "parents": ["ROOT_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": dashboard.dashboard_title}},
    }
    for row_id, row in zip(rows, dashboard.rows, strict=True):
        above = ["ROOT_ID", "GRID_ID"]
        children = [f"CHART-{place.chart}" for place in row]
        meta = {"background": "BACKGROUND_TRANSPARENT"}
        found[row_id] = {"type": "ROW", "id": row_id, "children": children, "parents": above, "meta": meta}
        for place in row:
            shown = {
                "chartId": number[place.chart],
                "uuid": str(uuid_of("charts", place.chart)),
                "sliceName": assets.charts[place.chart].slice_name,
                "width": place.width,
                "height": place.height,
            }
            key = f"CHART-{place.chart}"
            found[key] = {"type": "CHART", "id": key, "children": [], "parents": [*above, row_id], "meta": shown}
    return found


def _filter(name: str, dashboard: Dashboard, assets: Assets, number: dict[str, int]) -> dict[str, Any]:
    each = assets.filters[name]
    return {
        "id": f"NATIVE_FILTER-{name}",
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "name": each.name,
        "description": "",
        "targets": [{"column": {"name": each.column}, "datasetUuid": str(uuid_of("datasets", each.dataset))}],
        "controlValues": {
            "defaultToFirstItem": True,
            "enableEmptyFilter": True,
            "multiSelect": False,
            "searchAllOptions": True,
            "inverseSelection": False,
            "sortAscending": not each.newest_first,
        },
        "requiredFirst": True,  # charts wait for the first value instead of showing all months at once
        "defaultDataMask": {"extraFormData": {}, "filterState": {}},
        "cascadeParentIds": [f"NATIVE_FILTER-{each.below}"] if each.below in dashboard.filters else [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": [number[chart] for chart in dashboard.unfiltered.get(name, ())]},
    }

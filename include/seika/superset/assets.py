"""The files of ``include/superset`` as models; a wrong one is refused with its path and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from seika.config import paths
from seika.config.load import Strict, load_raw, load_yaml, load_yaml_mapping
from seika.errors import BadConfig
from seika.release.columns import relations


class Metric(Strict):
    """An aggregate of a dataset."""

    metric_name: str
    verbose_name: str
    expression: str
    d3format: str


class DatasetColumn(Strict):
    """A column of a dataset beside those of ``columns.yml``; ``type`` is that of the database, ``expression`` what it is computed by."""

    name: str
    label_ja: str
    says_ja: str | None = None
    type: str
    expression: str | None = None


class Dataset(Strict):
    """A view of schema ``kpi``, with the columns of ``columns.yml``, or a query (``sql``) over such views; ``columns`` are further ones."""

    table_name: str
    description: str
    main_dttm_col: str
    metrics: tuple[Metric, ...]
    sql: str | None = None
    columns: tuple[DatasetColumn, ...] = ()

    @property
    def all_columns(self) -> tuple[DatasetColumn, ...]:
        """Its columns, whoever declares them."""
        published = relations()[self.table_name].columns if self.sql is None else ()
        return (*(DatasetColumn(**column.model_dump()) for column in published), *self.columns)


class Chart(Strict):
    """A chart over one dataset; ``where`` is a condition in SQL, ``params`` are Superset's."""

    slice_name: str
    description: str | None = None
    viz_type: str
    dataset: str
    where: str | None = None
    params: dict[str, Any]


class Place(Strict):
    """Where a chart stands in its row: ``width`` of twelve columns, ``height`` in Superset's grid units."""

    chart: str
    width: int = Field(ge=1, le=12)
    height: int = Field(ge=10)


class Filter(Strict):
    """A filter over a column; ``below`` names the filter that narrows what there is to choose."""

    name: str
    dataset: str
    column: str
    newest_first: bool = False
    below: str | None = None


class Dashboard(Strict):
    """Charts in rows; ``filters`` by name, ``unfiltered`` are the charts that one of them leaves alone."""

    dashboard_title: str
    slug: str
    description: str
    rows: tuple[tuple[Place, ...], ...]
    filters: tuple[str, ...] = ()
    unfiltered: dict[str, tuple[str, ...]] = Field(default_factory=dict)


@dataclass(frozen=True)
class Assets:
    """All that is imported, by the names of the files; ``database`` and ``metadata`` are Superset's own form, ``colours`` by word."""

    metadata: Mapping[str, Any]
    database: Mapping[str, Any]
    datasets: Mapping[str, Dataset]
    charts: Mapping[str, Chart]
    dashboards: Mapping[str, Dashboard]
    filters: Mapping[str, Filter]
    colours: Mapping[str, str]


def load_assets(folder: Path | None = None) -> Assets:
    """Return what lies in ``folder`` (``include/superset``); raises ``BadConfig SUPERSET-04`` for a name that nothing has."""
    place = folder or paths.home() / "include" / "superset"
    found = Assets(
        metadata=load_raw(place / "metadata.yaml"),
        database=load_raw(place / "databases" / "seika.yaml"),
        datasets={path.stem: load_yaml(path, Dataset) for path in sorted((place / "datasets").glob("*.yaml"))},
        charts={path.stem: load_yaml(path, Chart) for path in sorted((place / "charts").glob("*.yaml"))},
        dashboards={path.stem: load_yaml(path, Dashboard) for path in sorted((place / "dashboards").glob("*.yaml"))},
        filters=load_yaml_mapping(place / "filters.yaml", Filter),
        colours=load_raw(place / "colours.yaml"),
    )
    for chart_id, chart in found.charts.items():
        _known(place / "charts" / f"{chart_id}.yaml", "dataset", [chart.dataset], found.datasets)
    for filter_id, each in found.filters.items():
        _known(place / "filters.yaml", f"dataset of {filter_id}", [each.dataset], found.datasets)
    for dashboard_id, dashboard in found.dashboards.items():
        path = place / "dashboards" / f"{dashboard_id}.yaml"
        _known(path, "chart", [each.chart for row in dashboard.rows for each in row], found.charts)
        _known(path, "chart", [name for names in dashboard.unfiltered.values() for name in names], found.charts)
        _known(path, "filter", [*dashboard.filters, *dashboard.unfiltered], found.filters)
    return found


def _known(path: Path, kind: str, names: list[str], known: Mapping[str, object]) -> None:
    for name in names:
        if name not in known:
            raise BadConfig("SUPERSET-04", file=path, kind=kind, name=name, known=", ".join(sorted(known)))

"""The files of include/superset hang together, and become the same bundle every time; no server is needed to see that."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from seika.errors import BadConfig
from seika.superset.assets import load_assets
from seika.superset.step import whole_bundle

OURS = Path(__file__).parents[2] / "include" / "superset"
ASSETS = load_assets()
READER = "postgresql+psycopg://bi_reader:a%20secret@db/seika"


def files() -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(whole_bundle(READER))) as archive:
        return {name: yaml.safe_load(archive.read(name)) for name in archive.namelist()}


@pytest.mark.parametrize("chart_id", ASSETS.charts)
def test_a_chart_asks_for_columns_and_metrics_that_its_dataset_has(chart_id: str) -> None:
    chart = ASSETS.charts[chart_id]
    dataset = ASSETS.datasets[chart.dataset]
    columns = {column.name for column in dataset.all_columns}
    params = chart.params
    asked = [*params.get("all_columns", []), *params.get("groupby", []), *([params["x_axis"]] if "x_axis" in params else [])]
    asked += [json.loads(order)[0] for order in params.get("order_by_cols", [])]
    assert asked or "metric" in params
    assert [name for name in asked if isinstance(name, str) and name not in columns] == []
    metrics = {metric.metric_name for metric in dataset.metrics}
    assert [name for name in params.get("metrics", []) if name not in metrics] == []


def test_every_chart_stands_on_a_dashboard_and_every_name_is_used_once() -> None:
    placed = [place.chart for dashboard in ASSETS.dashboards.values() for row in dashboard.rows for place in row]
    assert sorted(placed) == sorted(ASSETS.charts)
    assert all(sum(place.width for place in row) == 12 for dashboard in ASSETS.dashboards.values() for row in dashboard.rows)
    names = [chart.slice_name for chart in ASSETS.charts.values()]
    assert len(set(names)) == len(names) == 18


def test_charts_over_cells_choose_tree_and_breakdown_so_that_nothing_is_counted_twice() -> None:
    cells = [chart for chart in ASSETS.charts.values() if chart.dataset == "kpi_board"]
    assert cells
    assert all(chart.where and "tree_code = 'as_was' and breakdown_id = 'all'" in chart.where for chart in cells)


def test_the_bundle_is_the_same_every_time_and_holds_no_password() -> None:
    assert whole_bundle(READER) == whole_bundle(READER)
    told = files()
    assert "secret" not in json.dumps(told) and told["seika/databases/seika.yaml"]["sqlalchemy_uri"].startswith(
        "postgresql+psycopg2://bi_reader:XXX"
    )
    uuids = [each["uuid"] for each in told.values() if "uuid" in each]
    assert len(set(uuids)) == len(uuids) == 1 + 5 + 18 + 5


def test_columns_of_a_dataset_are_those_of_the_view_with_their_japanese_names() -> None:
    told = files()["seika/datasets/seika/kpi_board.yaml"]
    assert {column["column_name"]: column["verbose_name"] for column in told["columns"]}["number_id"] == "数値番号"
    assert next(column for column in told["columns"] if column["column_name"] == "month_date")["is_dttm"] is True


def test_a_name_that_nothing_has_is_refused_with_its_file(tmp_path: Path) -> None:
    shutil.copytree(OURS, tmp_path / "superset")
    (tmp_path / "superset" / "charts" / "unit_bar.yaml").unlink()
    with pytest.raises(BadConfig) as refused:
        load_assets(tmp_path / "superset")
    assert refused.value.code == "SUPERSET-04" and refused.value.where["file"].endswith("units.yaml")


@pytest.mark.parametrize("url", ["", "sqlite:///x.db", "no url at all://"])
def test_another_database_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadConfig) as refused:
        whole_bundle(url)
    assert refused.value.code == "SUPERSET-05" and refused.value.where == {}

"""The dashboards in a real Superset on a real release database: imported, drawn, compared with the view, imported again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from browser import chromium
from computed_month import month, row
from logins import login
from playwright.sync_api import Page
from sqlalchemy import make_url, text
from superset_pages import Seen, look_at, sign_in
from superset_server import PASSWORD, superset

from seika.canonical import canonical_json
from seika.config import load_organization, paths
from seika.config.catalogue import catalogue
from seika.errors import BadConfig, Outage
from seika.period import Period
from seika.release import release
from seika.store import semantics
from seika.store.database import transaction
from seika.superset import bring
from seika.superset.assets import load_assets
from seika.superset.client import signed_in

pytestmark = pytest.mark.service
OURS = Path(__file__).parents[2] / "include" / "superset"
UNITS: dict[str, str | None] = {
    "0000000": None, "0100000": "0000000", "0200000": "0000000", "0101000": "0100000", "0102000": "0100000", "0201000": "0200000",
    "0202000": "0200000",
}  # fmt: skip
PEOPLE = {"0000000": 120, "0100000": 70, "0200000": 50, "0101000": 40, "0102000": 30, "0201000": 20, "0202000": 30}
LEVELS = {7: "section", 6: "department"}


def cells(value: Decimal) -> list[dict[str, Any]]:
    """Return a month of one KPI over a whole, two departments and four sections."""
    found = []
    for code, people in PEOPLE.items():
        level = "organization" if code == "0000000" else "department" if code.endswith("00000") else "section"
        only_whole = {} if level == "organization" else {"target": None, "status": "no_target"}
        found.append(row(code, people, unit_level=level, value=value, **only_whole))
    return found


@pytest.fixture(scope="module")
def served(own_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The addresses of a Superset and of the database as a reader reaches it, with three published months."""
    for number, period in enumerate(("2025-04", "2025-05", "2025-06")):
        folder = month(tmp_path_factory.mktemp("month"), cells(Decimal("30.0") + number), period=period, units=UNITS)
        said = catalogue(load_organization("shinagawa"), Period(period))
        (folder / "semantics.json").write_bytes(canonical_json(semantics.as_text(said)))
        release(folder)
    ours = make_url(paths.database_url() or "")
    beside = {"host": ours.query["host"], "port": ours.query["port"], "user": ours.username, "dbname": "postgres"}
    with psycopg.connect(**beside, autocommit=True) as connection:
        connection.execute("create database superset_of_test")
    reader = login(ours.render_as_string(hide_password=False), "seika_reader", "bi_reader")
    metadata = ours.set(drivername="postgresql+psycopg2", database="superset_of_test").render_as_string(hide_password=False)
    with superset(tmp_path_factory.mktemp("superset"), metadata) as url:
        bring(url, "admin", PASSWORD, reader)
        yield url, reader
    with psycopg.connect(**beside, autocommit=True) as connection:
        connection.execute("drop database superset_of_test with (force)")


@pytest.fixture(scope="module")
def page(served: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield sign_in(browser, served[0], PASSWORD)


def by_name(url: str, seen: Seen) -> dict[str, list[dict[str, Any]]]:
    with signed_in(url, "admin", PASSWORD) as client:
        names = {each["id"]: each["slice_name"] for each in client.all_of("chart")}
    return {names[number]: rows for number, rows in seen.rows.items()}


@pytest.mark.parametrize("dashboard_id", load_assets().dashboards)
def test_every_chart_of_a_dashboard_is_answered_and_drawn(served: tuple[str, str], page: Page, dashboard_id: str, tmp_path: Path) -> None:
    dashboard = load_assets().dashboards[dashboard_id]
    placed = [place.chart for each in dashboard.rows for place in each]
    seen = look_at(page, served[0], dashboard.slug, len(placed), tmp_path / f"{dashboard_id}.png")
    assert seen.faults == []
    answered = by_name(served[0], seen)
    assert set(answered) == {load_assets().charts[chart].slice_name for chart in placed}
    assert [name for name, rows in answered.items() if not rows] == []
    assert dashboard.dashboard_title in page.inner_text("body")
    assert (tmp_path / f"{dashboard_id}.png").stat().st_size > 20_000


def test_the_board_shows_the_newest_months_numbers_of_the_release_database(served: tuple[str, str], page: Page, tmp_path: Path) -> None:
    answered = by_name(served[0], look_at(page, served[0], "seika-board", 6, tmp_path / "board.png"))
    asked = "select * from kpi.kpi_board where period = '2025-06' and unit_level = 'organization' and is_judged"
    with transaction() as connection:
        published = [dict(each._mapping) for each in connection.execute(text(asked))]
    table = answered["指標の一覧(団体全体)"]
    assert [each["number_id"] for each in table] == [each["number_id"] for each in published] and table
    for shown, each in zip(table, published, strict=True):
        assert Decimal(str(shown["value"])) == each["value"] == Decimal("32.0") and shown["status_label"] == each["status_label"]
    assert [list(each.values()) for each in answered["指標数(遅れ)"]] == [[1]] and [*answered["指標数(達成)"][0].values()] == [0]
    words = page.inner_text("body")
    assert "品川区" in words and published[0]["kpi_label"] in words and "遅れ" in words


def test_what_is_no_longer_declared_goes_and_what_people_made_stays(served: tuple[str, str], tmp_path: Path) -> None:
    url, reader = served
    shutil.copytree(OURS, tmp_path / "superset")
    for name in ("charts/trend_line.yaml", "charts/trend_table.yaml", "dashboards/trend.yaml"):
        (tmp_path / "superset" / name).unlink()
    with signed_in(url, "admin", PASSWORD) as client:
        dataset = next(each["id"] for each in client.all_of("dataset") if each["table_name"] == "kpi_board")
        made = {"slice_name": "課の表", "viz_type": "table", "datasource_id": dataset, "datasource_type": "table", "params": "{}"}
        client._asked("POST", "/api/v1/chart/", json=made)
    gone = bring(url, "admin", PASSWORD, reader, tmp_path / "superset")
    assert gone.brought == {"dashboard": 4, "chart": 16, "dataset": 5}
    assert set(gone.removed) == {"指標の推移", "値と目標の推移(団体全体)", "月ごとの値(団体全体)"}
    with signed_in(url, "admin", PASSWORD) as client:
        left = {each["slice_name"] for each in client.all_of("chart")}
        assert len(left) == 17 and "課の表" in left and len(list(client.all_of("dashboard"))) == 4
    again = bring(url, "admin", PASSWORD, reader)
    assert (again.brought["chart"], again.removed) == (18, ())


def test_who_may_not_and_what_does_not_answer_is_said_without_the_password(served: tuple[str, str]) -> None:
    url, reader = served
    with pytest.raises(BadConfig, match="SUPERSET-02") as refused:
        bring(url, "admin", "another password", reader)
    with pytest.raises(Outage, match="SUPERSET-01"):
        bring("http://127.0.0.1:9", "admin", PASSWORD, reader)
    assert "another password" not in str(refused.value) and "tests" not in str(refused.value)

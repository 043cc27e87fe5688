"""Both wards, month by month, on DuckDB and on a Spark cluster: the same files and the same snapshot hashes."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest
from spark_cluster import Cluster
from sqlalchemy import make_url
from whole_way import drop, take_in

from seika.canonical import hash_file
from seika.errors import BadConfig, Outage
from seika.period import Period
from seika.release import release
from seika.simulate import simulate
from seika.store import database, releases
from seika.transform import ready, transform

# How many of the newest months are compared. By hand for all 18: SEIKA_ENGINE_MONTHS=18 make test-spark
MONTHS = int(os.environ.get("SEIKA_ENGINE_MONTHS") or 1)
STAFF = int(os.environ.get("SEIKA_ENGINE_STAFF") or 40)
WARDS = ("setagaya", "shinagawa")
Published = dict[tuple[str, str], tuple[str, dict[str, str]]]


@pytest.fixture(scope="module")
def deliveries(own_state: Path) -> Path:
    made = simulate([*WARDS], own_state / "simulated", staff=STAFF, months=max(MONTHS, 3))
    for ward in WARDS:
        for number in (1, 2):
            if (made.folder / f"round-{number}" / ward).is_dir():
                drop(made.folder / f"round-{number}", ward)
                take_in(ward)
    return own_state


@pytest.mark.spark
@pytest.mark.service
def test_both_wards_have_the_same_snapshots_on_both_engines(deliveries: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    other = copied_database("both_engines")
    on_duckdb = published("duckdb")
    monkeypatch.setenv("SEIKA_DATABASE_URL", other)
    database.close()
    on_spark = published("spark")
    database.close()
    assert len(on_duckdb) == MONTHS * len(WARDS)
    assert {name for _, files in on_duckdb.values() for name in files} >= {"kpi_value.parquet", "outcome_status.parquet", "recipe.json"}
    assert on_spark == on_duckdb
    assert [path for path in cluster.warehouse.rglob("*") if path.is_file()] == []  # what was built is gone
    assert not Path("metastore_db").exists() and not Path("derby.log").exists()
    (application,) = cluster.told()["activeapps"]
    assert application["cores"] == 2 and [worker["coresused"] for worker in cluster.told()["workers"]] == [1, 1]


@pytest.mark.spark
@pytest.mark.service
def test_a_spark_that_does_not_answer_is_an_outage_and_names_no_place(deliveries: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_SPARK_THRIFT", "127.0.0.1:9")
    with pytest.raises(Outage, match="TRANSFORM-08"):
        transform("setagaya", Period("2025-04"), engine="spark")


def test_spark_without_its_packages_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seika.transform.engine.find_spec", lambda name: None)
    with pytest.raises(BadConfig) as refused:
        transform("setagaya", Period("2025-04"), engine="spark")
    assert refused.value.code == "TRANSFORM-07" and "--extra spark" in refused.value.message("en")


def test_an_unknown_engine_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadConfig) as refused:
        transform("setagaya", Period("2025-04"), engine="sqlite")
    assert refused.value.code == "TRANSFORM-09" and refused.value.where["known"] == "duckdb, spark"


def published(engine: str) -> Published:
    """Compute and publish every month that is ready; return its snapshot hash and the hash of each file that was computed."""
    found: Published = {}
    for ward in WARDS:
        for month in ready(ward)[-MONTHS:]:
            folder = transform(ward, month, engine=engine).folder
            files = {path.name: hash_file(path) for path in folder.iterdir()}
            release(folder)
            snapshot = releases.current(ward, str(month))
            assert snapshot
            found[ward, str(month)] = (snapshot.snapshot_hash, files)
    return found


def copied_database(name: str) -> str:
    """Return the address of a copy of the test's database as it is now."""
    database.close()
    ours = make_url(os.environ["SEIKA_DATABASE_URL"])
    beside = {"host": ours.query["host"], "port": ours.query["port"], "user": ours.username, "dbname": "postgres"}
    with psycopg.connect(**beside, autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute(f"create database {name} template {ours.database}")
    return ours.set(database=name).render_as_string(hide_password=False)

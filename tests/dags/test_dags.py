"""The DAG files, read as Airflow reads them, twice, in processes whose hashes differ."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
VERBS = ("release", "approve", "report", "verify", "alert", "restate", "backfill")
KNOWN_ROOMS = {"config", "errors", "exact", "log", "orchestrate", "period"}


@pytest.fixture(scope="module")
def readings() -> list[dict[str, Any]]:
    command = [sys.executable, str(HERE / "read_dags.py")]
    running = [
        subprocess.Popen(command, env=os.environ | {"PYTHONHASHSEED": seed}, stdout=subprocess.PIPE, text=True) for seed in ("1", "2")
    ]
    found = [json.loads(process.communicate(timeout=120)[0]) for process in running]
    assert found[0]["dags"], "no DAG was found: nothing below would test anything"
    return found


@pytest.fixture
def dags(readings: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {dag_id: serialised["dag"] for dag_id, serialised in readings[0]["dags"].items()}


def test_every_dag_file_is_read_without_error(readings: list[dict[str, Any]]) -> None:
    assert readings[0]["errors"] == {}


def test_there_is_one_ingest_for_each_source_and_one_dag_of_each_other_verb_for_each_organization(
    dags: dict[str, Any],
) -> None:
    folder = ROOT / "include" / "organizations"
    sources = {f"ingest__{path.parents[1].name}__{path.stem}" for path in folder.glob("*/sources/*.yml")}
    bodies = [path.parent.name for path in folder.glob("*/organization.yml")]
    assert set(dags) == sources | {f"{verb}__{body}" for body in bodies for verb in VERBS}


def test_ids_names_tags_schedules_and_tasks_are_those_of_the_committed_table(readings: list[dict[str, Any]]) -> None:
    """After a wanted change: python tests/dags/read_dags.py table > tests/dags/dags.txt"""
    specification = importlib.util.spec_from_file_location("read_dags", HERE / "read_dags.py")
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    assert module.table(readings[0]["dags"]).split("\n\n") == (HERE / "dags.txt").read_text(encoding="utf-8").split("\n\n")


def test_two_readings_give_the_same_dags(readings: list[dict[str, Any]]) -> None:
    first, second = (reading["dags"] for reading in readings)
    assert [dag_id for dag_id in first if first[dag_id] != second[dag_id]] == []


def test_reading_dag_files_imports_no_heavy_module_and_no_step(readings: list[dict[str, Any]]) -> None:
    assert readings[0]["heavy"] == []
    assert set(readings[0]["rooms"]) <= KNOWN_ROOMS


def test_every_dag_says_what_when_and_what_to_do_if_it_fails(dags: dict[str, Any]) -> None:
    for dag_id, dag in dags.items():
        missing = [title for title in ("## What", "## When", "## If it fails") if title not in dag["doc_md"]]
        assert missing == [], dag_id


def test_no_dag_catches_up_or_runs_beside_itself(dags: dict[str, Any]) -> None:
    assert {(dag["catchup"], dag["max_active_runs"]) for dag in dags.values()} == {(False, 1)}


def test_every_task_has_the_retry_policy_and_an_owner(dags: dict[str, Any]) -> None:
    tasks = [task["__var"] for dag in dags.values() for task in dag["tasks"]]
    assert {(task.get("has_retry_policy"), task["owner"], task["retries"]) for task in tasks} == {(True, "seika", 4)}


def test_tasks_come_from_the_sdk_and_never_touch_airflows_metadata() -> None:
    files = [*(ROOT / "dags").glob("*.py"), *(ROOT / "plugins").glob("*.py")]
    assert files
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert [module for module in modules if module.startswith("airflow") and not module.startswith("airflow.sdk")] == [], file

"""Reads dags/ as Airflow does and prints what came of it as JSON; run by the tests in processes of their own.

``python tests/dags/read_dags.py table`` prints the table of ``dags.txt``.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

HEAVY = ("pandas", "great_expectations", "dbt", "duckdb", "pyarrow", "sqlalchemy", "psycopg", "openpyxl", "typst", "xlsxwriter")
DAGS = Path(__file__).parents[2] / "dags"


def read() -> dict[str, object]:
    """Return serialised DAGs, import errors, and which heavy modules and rooms of seika reading the files imported."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.serialization.serialized_objects import DagSerialization

    before = set(sys.modules)
    bag = DagBag(str(DAGS), bundle_path=DAGS, bundle_name="dags-folder")
    added = set(sys.modules) - before
    heavy = sorted({module.split(".")[0] for module in added} & set(HEAVY))
    rooms = sorted({module.split(".")[1] for module in added if module.startswith("seika.")})
    dags = {dag_id: DagSerialization.to_dict(dag) for dag_id, dag in sorted(bag.dags.items())}
    return {"dags": dags, "errors": {str(file): text for file, text in bag.import_errors.items()}, "heavy": heavy, "rooms": rooms}


def table(dags: dict[str, dict]) -> str:
    """Return one paragraph a DAG: id, display name, tags, schedule, tasks with rule and outlets."""
    lines = []
    for dag_id, serialised in dags.items():
        dag = serialised["dag"]
        lines += [dag_id, f"  name      {dag['dag_display_name']}", f"  tags      {' '.join(sorted(dag['tags']))}"]
        lines += [f"  schedule  {line}" for line in _schedule(dag["timetable"])]
        for each in dag["tasks"]:
            task = each["__var"]
            outlets = " ".join(outlet["__var"]["name"] for outlet in task.get("outlets", []))
            lines.append(f"  task      {task['task_id']} ({task['_task_display_name']}) {task.get('trigger_rule', '')} {outlets}".rstrip())
        lines.append("")
    return "\n".join(lines)


def _schedule(timetable: dict) -> list[str]:
    told = timetable["__var"]
    if "asset_condition" not in told:
        return [f"{told['expression']} {told['timezone']}" if "expression" in told else "by hand"]
    return [*_schedule(told["timetable"]), *(f"or {name}" for name in _names(told["asset_condition"]))]


def _names(condition: dict) -> list[str]:
    if "objects" in condition:
        return [name for part in condition["objects"] for name in _names(part)]
    return [condition["name"]]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"AIRFLOW_HOME": home, "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS), "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR"}
        found = read()
        sys.stdout.write(table(found["dags"]) if "table" in sys.argv else json.dumps(found))

"""In a task of Airflow: the steps' runs name the task's run as their parent, and go where Airflow's section ``[openlineage]`` says.

The ids are those that Airflow's own OpenLineage provider computes, so that its events and ours meet where it is installed.
"""

from __future__ import annotations

import os
from typing import Any

from airflow.listeners import hookimpl
from airflow.sdk.configuration import conf

_SECTION = "openlineage"
_OPTIONS = ("transport", "config_path", "disabled")


@hookimpl  # type: ignore[untyped-decorator]
def on_task_instance_running(previous_state: Any, task_instance: Any) -> None:
    """Hand the task's run on to the steps in its process, by the environment; nothing where nobody listens."""
    from seika.lineage.transport import listener

    for option in _OPTIONS:
        if value := conf.get(_SECTION, option, fallback=""):
            os.environ[f"AIRFLOW__OPENLINEAGE__{option.upper()}"] = value
    if listener() is None:
        return
    run = task_instance.get_template_context()["dag_run"]
    os.environ |= parents(task_instance, run.logical_date or run.run_after, getattr(run, "clear_number", 0))


def parents(task: Any, date: Any, clear_number: int) -> dict[str, str]:
    """Return the two variables that name a task's run and its DAG's run, each as ``<namespace>/<job>/<run>``."""
    from openlineage.client.uuid import generate_static_uuid

    space = conf.get(_SECTION, "namespace", fallback="") or os.environ.get("OPENLINEAGE_NAMESPACE", "default")
    of_task = f"{space}.{task.dag_id}.{task.task_id}.{task.try_number}.{task.map_index}"
    of_dag = f"{space}.{task.dag_id}.{clear_number}"
    return {
        "OPENLINEAGE_PARENT_ID": f"{space}/{task.dag_id}.{task.task_id}/{generate_static_uuid(date, of_task.encode())}",
        "OPENLINEAGE_ROOT_PARENT_ID": f"{space}/{task.dag_id}/{generate_static_uuid(date, of_dag.encode())}",
    }

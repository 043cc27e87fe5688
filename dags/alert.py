"""## What

Looks what waits for whom in one organization (late extracts, refused deliveries, rows held back, months that wait for approval,
a missed promise, failed tasks, a broken chain) and tells it by mail and webhook, as `operation.yml` declares. Each is told once
until it changes.

## When

Three times each working day (Asia/Tokyo); a task that fails for good is told at once, by the same function.

## If it fails

A channel could not be reached, or refuses us: its log says which connection and what to do. Nothing is lost: the next run tells
what was not told. `seika alert --list` shows all that is open.
"""

from __future__ import annotations

from airflow.sdk import DAG, get_parsing_context, task

from seika.orchestrate import labels, notifier, retries, schedules
from seika.orchestrate.bodies import Body, bodies


@task(task_display_name=labels.task_name("alert"))
def alert(organization_id: str) -> None:
    """Tell what waits and was not told."""
    notifier.alert(organization_id)


def alerting(body: Body) -> DAG:
    """Return the DAG that tells people of one organization what waits for them."""
    with DAG(
        dag_id=f"alert__{body.id}",
        dag_display_name=labels.shown("alert", body.label),
        doc_md=__doc__,
        schedule=schedules.alert(),
        catchup=False,
        max_active_runs=1,
        default_args=retries.defaults() | {"on_failure_callback": None},  # who cannot be told cannot be told of that either
        tags=[body.id],
    ) as dag:
        alert(body.id)
    return dag


for each in bodies(get_parsing_context().dag_id):
    alerting(each)

"""## What

Compares all that was kept of one organization with its hashes: published snapshots and the chain over them, what the ledger says of each
delivery, the originals in the vault, the tables in the lake. Nothing is changed.

## When

Every night (Asia/Tokyo).

## If it fails

Something was changed past the program, or storage has lost bytes. The log names the first thing that differs and what to do; `seika verify`
names all of them. Do not publish until it is explained.
"""

from __future__ import annotations

from airflow.sdk import DAG, get_parsing_context, task

from seika.orchestrate import labels, retries, schedules, steps
from seika.orchestrate.bodies import Body, bodies


@task(task_display_name=labels.task_name("verify"))
def verify(organization_id: str) -> None:
    """Turn red where anything is not as it was written."""
    steps.verify(organization_id)


def verifying(body: Body) -> DAG:
    """Return the DAG that looks after what was kept of one organization."""
    with DAG(
        dag_id=f"verify__{body.id}",
        dag_display_name=labels.shown("verify", body.label),
        doc_md=__doc__,
        schedule=schedules.verify(),
        catchup=False,
        max_active_runs=1,
        default_args=retries.defaults(),
        tags=[body.id],
    ) as dag:
        verify(body.id)
    return dag


for each in bodies(get_parsing_context().dag_id):
    verifying(each)

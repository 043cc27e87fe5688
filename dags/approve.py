"""## What

Asks a person about each month that moved more than its tolerance, carries warnings or restates a final one, where the organization has
declared so (*Required Actions* in Airflow), and publishes what was approved. A run of its own: other months do not wait with it.

## When

As soon as a month begins to wait, and each working morning (Asia/Tokyo). `seika approve` and `seika reject` do the same from a terminal.

## If it fails

No answer means not published; the next morning asks again. **approve is red**: its log says why; what was said stays said, and the next
run publishes what was approved.
"""

from __future__ import annotations

from airflow.sdk import DAG, get_parsing_context, task

from seika.orchestrate import answers, approval, assets, labels, retries, schedules, steps, tasks
from seika.orchestrate.bodies import Body, bodies


@task(task_display_name=labels.task_name("question"))
def question(snapshot_ids: list[str]) -> str:
    """Say what is asked: why it waits, what would move, and the hash to be signed."""
    return answers.question(snapshot_ids)


@task(task_display_name=labels.task_name("approve"))
def approve(organization_id: str, snapshot_ids: list[str], asked: str, said: dict, *, outlet_events) -> list[str]:
    """Write the answer into the ledger and publish what was approved."""
    new = answers.decide(organization_id, snapshot_ids, asked, *approval.answer_of(said)) or steps.skip("nothing was approved")
    assets.announce(outlet_events, organization_id, assets.SNAPSHOT, steps.snapshot_periods(new))
    return new


def approving(body: Body) -> DAG:
    """Return the DAG that asks a person about what waits."""
    with DAG(
        dag_id=f"approve__{body.id}",
        dag_display_name=labels.shown("approve", body.label),
        doc_md=__doc__,
        schedule=schedules.approve(body),
        catchup=False,
        max_active_runs=1,
        default_args=retries.defaults(),
        tags=[body.id],
    ) as dag:
        snapshot_ids = tasks.waiting(body.id)
        asked = question(snapshot_ids)
        ask = approval.asking("ask", body="{{ ti.xcom_pull(task_ids='question') }}")
        asked >> ask
        approve.override(outlets=assets.outlets(body.id, assets.SNAPSHOT))(body.id, snapshot_ids, asked, ask.output)
    return dag


for each in bodies(get_parsing_context().dag_id):
    approving(each)

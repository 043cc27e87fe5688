"""## What

Asks all systems for the months of a range, takes in what waits, and publishes what can be computed and is new, oldest first, each month
at most once. Closed months stay as they are (`restate__<organization>` is for those).

## When

When somebody triggers it: the form asks for the first and the last month.

## If it fails

Trigger it again with the same months: what is published stays, only what is left is done. **verdict is red**: its log says which month was
refused and what to do. A month that waits for approval is no failure.
"""

from __future__ import annotations

from airflow.sdk import DAG, get_parsing_context, task

from seika.orchestrate import assets, labels, ranges, retries, schedules, tasks
from seika.orchestrate.bodies import Body, bodies


@task(task_display_name=labels.task_name("ingest"))
def take_in(organization_id: str, *, params) -> int:
    """Ask all systems for the months; decode and check."""
    return ranges.take_in(organization_id, params["first"], params["last"])


@task(task_display_name=labels.task_name("publish"))
def publish(organization_id: str, *, params, dag_run, outlet_events) -> list[dict[str, str]]:
    """Publish the months that are new, in order; tell once which they are."""
    done = ranges.backfill(organization_id, params["first"], params["last"], dag_run.triggering_user_name)
    return tasks.announce(organization_id, done, outlet_events)


def backfilling(body: Body) -> DAG:
    """Return the DAG that fills in a range of months of one organization."""
    with DAG(
        dag_id=f"backfill__{body.id}",
        dag_display_name=labels.shown("backfill", body.label),
        doc_md=__doc__,
        schedule=None,
        catchup=False,
        max_active_runs=1,
        default_args=retries.defaults(),
        params=schedules.range_params(with_reason=False),
        tags=[body.id],
    ) as dag:
        done = publish.override(outlets=assets.outlets(body.id, assets.SNAPSHOT))(body.id)
        take_in(body.id) >> done
        tasks.verdict(done)
        done >> tasks.waiting.override(outlets=[assets.signal(body.id, assets.CANDIDATE)])(body.id)
    return dag


for each in bodies(get_parsing_context().dag_id):
    backfilling(each)

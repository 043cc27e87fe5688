"""## What

Publishes a range of published months again in one run, each at most once, oldest first, where deliveries, configuration or code are
others by now: closed ones as restated, with the reason; provisional ones as a revision.

## When

When somebody triggers it: the form asks for the first and the last month and for the reason. Whoever triggers it is who asks for it;
where a person has to approve, it is another one (`approve__<organization>`).

## If it fails

Trigger it again with the same months: what is published stays, only what is left is done. **verdict is red**: its log says which month was
refused and what to do. A month that waits for approval is no failure.
"""

from __future__ import annotations

from airflow.sdk import DAG, get_parsing_context, task

from seika.orchestrate import assets, labels, ranges, retries, schedules, tasks
from seika.orchestrate.bodies import Body, bodies


@task(task_display_name=labels.task_name("restate"))
def restate(organization_id: str, *, params, dag_run, outlet_events) -> list[dict[str, str]]:
    """Publish the months again, in order; tell once which are new."""
    done = ranges.restate(organization_id, params["first"], params["last"], params["reason"], dag_run.triggering_user_name)
    return tasks.announce(organization_id, done, outlet_events)


def restating(body: Body) -> DAG:
    """Return the DAG that restates a range of months of one organization."""
    with DAG(
        dag_id=f"restate__{body.id}",
        dag_display_name=labels.shown("restate", body.label),
        doc_md=__doc__,
        schedule=None,
        catchup=False,
        max_active_runs=1,
        default_args=retries.defaults(),
        params=schedules.range_params(with_reason=True),
        tags=[body.id],
    ) as dag:
        done = restate.override(outlets=assets.outlets(body.id, assets.SNAPSHOT))(body.id)
        tasks.verdict(done)
        done >> tasks.waiting.override(outlets=[assets.signal(body.id, assets.CANDIDATE)])(body.id)
    return dag


for each in bodies(get_parsing_context().dag_id):
    restating(each)

"""## What

A range of months in one run, each published at most once, oldest first. `restate__<organization>` publishes the published months of
the range again where deliveries, configuration or code are others by now: closed ones as restated, with the reason.
`backfill__<organization>` asks all systems for the months of the range, takes in what waits and publishes what can be computed;
closed months stay as they are.

## When

When somebody triggers it: the form asks for the first and the last month and, of a restatement, for the reason. Whoever triggers a
restatement is who asks for it; where a person has to approve, it is another one (`approve__<organization>`).

## If it fails

Trigger it again with the same months: what is published stays, only what is left is done. **verdict is red**: its log says which month was
refused and what to do. A month that waits for approval is no failure.
"""

from __future__ import annotations

from airflow.sdk import DAG, get_parsing_context, task

from seika.orchestrate import assets, labels, ranges, retries, schedules, steps
from seika.orchestrate.bodies import Body, bodies


@task(task_display_name=labels.task_name("restate"))
def restate(organization_id: str, *, params, dag_run, outlet_events) -> list[dict[str, str]]:
    """Publish the months again, in order; tell once which are new."""
    done = ranges.restate(organization_id, params["first"], params["last"], params["reason"], dag_run.triggering_user_name)
    assets.announce(outlet_events, organization_id, assets.SNAPSHOT, ranges.published(done))
    return done


@task(task_display_name=labels.task_name("ingest"))
def take_in(organization_id: str, *, params) -> int:
    """Ask all systems for the months; decode and check."""
    return ranges.take_in(organization_id, params["first"], params["last"])


@task(task_display_name=labels.task_name("publish"))
def publish(organization_id: str, *, params, dag_run, outlet_events) -> list[dict[str, str]]:
    """Publish the months that are new, in order; tell once which they are."""
    done = ranges.backfill(organization_id, params["first"], params["last"], dag_run.triggering_user_name)
    assets.announce(outlet_events, organization_id, assets.SNAPSHOT, ranges.published(done))
    return done


@task(task_display_name=labels.task_name("verdict"))
def verdict(done: list[dict[str, str]]) -> None:
    """Turn red where a month was refused."""
    ranges.verdict(done)


@task(task_display_name=labels.task_name("waiting"))
def waiting(organization_id: str) -> list[str]:
    """Skip where nothing waits for a person."""
    return steps.waiting(organization_id) or steps.skip("nothing waits for approval")


def over_a_range(verb: str, body: Body) -> DAG:
    """Return the DAG that restates or backfills a range of months of one organization."""
    with DAG(
        dag_id=f"{verb}__{body.id}",
        dag_display_name=labels.shown(verb, body.label),
        doc_md=__doc__,
        schedule=None,
        catchup=False,
        max_active_runs=1,
        default_args=retries.defaults(),
        params=schedules.range_params(with_reason=verb == "restate"),
        tags=[body.id],
    ) as dag:
        outlets = assets.outlets(body.id, assets.SNAPSHOT)
        if verb == "restate":
            done = restate.override(outlets=outlets)(body.id)
        else:
            done = publish.override(outlets=outlets)(body.id)
            take_in(body.id) >> done
        verdict(done)
        done >> waiting.override(outlets=[assets.signal(body.id, assets.CANDIDATE)])(body.id)
    return dag


for each in bodies(get_parsing_context().dag_id):
    over_a_range("restate", each)
    over_a_range("backfill", each)

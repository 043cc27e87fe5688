"""## What

Computes and publishes the months of one organization for which all required extracts are in: *ready* asks the ledger, *transform*
runs one dbt build a month in a scratch database, *release* appends one snapshot a month. The same inputs again change nothing.
*verdict* turns the run red where a month was refused; the other months are published all the same.

## When

As soon as a source has news, and each working morning (Asia/Tokyo). It waits (skipped) while another extract of the
organization is still at the door, and where no month is complete. The parameter `period` takes one month only.

A month that has to be approved first (`approval`, `tolerance`) is not published: `approve__<organization>` asks a person.

## If it fails

Nothing is published half: a snapshot is one transaction. The log of the red task says what to do; then trigger the DAG again,
it takes up every month that is still to be computed.
"""

from __future__ import annotations

from airflow.sdk import DAG, get_parsing_context, task

from seika.orchestrate import assets, labels, retries, schedules, steps, tasks
from seika.orchestrate.bodies import Body, bodies


@task(task_display_name=labels.task_name("ready"))
def ready(organization_id: str, *, params) -> list[str]:
    """Skip the run where no month can be computed."""
    return steps.ready(organization_id, params["period"]) or steps.skip("no month is to be computed, or an extract still waits")


@task(task_display_name=labels.task_name("transform"))
def transform(organization_id: str, months: list[str]) -> list[str]:
    """Compute the months, oldest first."""
    return steps.transform(organization_id, months) or steps.skip("no month could be computed")


@task(task_display_name=labels.task_name("release"))
def release(organization_id: str, months: list[str], *, outlet_events) -> list[str]:
    """Publish them and tell which are new."""
    new = steps.release(organization_id, months) or steps.skip("the same inputs are published already, or wait for approval")
    assets.announce(outlet_events, organization_id, assets.SNAPSHOT, steps.snapshot_periods(new))
    return new


@task(task_display_name=labels.task_name("verdict"), trigger_rule="none_failed_min_one_success")
def verdict(organization_id: str, months: list[str], released) -> None:
    """Turn red where a month could not be published."""
    steps.unpublished(organization_id, months)


def releasing(body: Body) -> DAG:
    """Return the DAG that computes and publishes one organization."""
    with DAG(
        dag_id=f"release__{body.id}",
        dag_display_name=labels.shown("release", body.label),
        doc_md=__doc__,
        schedule=schedules.release(body),
        catchup=False,
        max_active_runs=1,
        default_args=retries.defaults(),
        params={"period": schedules.period_param()},
        tags=[body.id],
    ) as dag:
        months = ready(body.id)
        released = release.override(outlets=assets.outlets(body.id, assets.SNAPSHOT))(body.id, transform(body.id, months))
        verdict(body.id, months, released)
        released >> tasks.waiting.override(outlets=[assets.signal(body.id, assets.CANDIDATE)])(body.id)
    return dag


for each in bodies(get_parsing_context().dag_id):
    releasing(each)

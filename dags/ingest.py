"""## What

Takes the extracts of one source of one organization, from a drop folder, a file server or a system: *receive* keeps their bytes in the
vault, *decode* makes typed rows of them, *check* sends single rows to quarantine or refuses a whole delivery, *verdict* turns
the run red where a delivery was refused. All deliveries that wait are taken in one run, oldest first.

## When

Each working morning (Asia/Tokyo). Systems are asked for the last finished months; the parameter `period` asks for one month.
Sources that are checked against the roster run again when a roster is accepted.

## If it fails

* **verdict is red**: its log says which file was refused, why and what to do. The last good delivery stays in force. Ask for
  a corrected extract and drop it; there is nothing to clear or to run again.
* **another task is red**: an outage that did not end after several tries, or a fault of the configuration (`seika doctor`).
  Mend it and trigger the DAG: it takes up what was left.
"""

from __future__ import annotations

from airflow.sdk import DAG, get_parsing_context, task

from seika.orchestrate import assets, labels, retries, schedules, steps
from seika.orchestrate.bodies import Body, Channel, bodies


@task(task_display_name=labels.task_name("receive"))
def receive(organization_id: str, source_id: str, *, params) -> list[str]:
    """Skip the run where nothing waits."""
    return steps.receive(organization_id, source_id, params["period"]) or steps.skip("nothing waits")


@task(task_display_name=labels.task_name("decode"))
def decode(delivery_ids: list[str]) -> list[str]:
    """Make typed rows."""
    return steps.decode(delivery_ids)


@task(task_display_name=labels.task_name("check"))
def check(organization_id: str, source_id: str, delivery_ids: list[str], *, outlet_events) -> list[str]:
    """Judge rows and deliveries; tell the months that are new."""
    accepted = steps.check(delivery_ids) or steps.skip("nothing was accepted")
    assets.announce(outlet_events, organization_id, source_id, steps.periods(accepted))
    return accepted


@task(task_display_name=labels.task_name("verdict"), trigger_rule="none_failed_min_one_success")
def verdict(delivery_ids: list[str], accepted) -> None:
    """Turn red where a delivery was refused."""
    steps.verdict(delivery_ids)


def ingest(body: Body, channel: Channel) -> DAG:
    """Return the DAG of one source of one organization."""
    with DAG(
        dag_id=f"ingest__{body.id}__{channel.id}",
        dag_display_name=labels.shown("ingest", body.label, channel.label),
        doc_md=__doc__,
        schedule=schedules.ingest(body, channel),
        catchup=False,
        max_active_runs=1,
        default_args=retries.defaults(),
        params={"period": schedules.period_param()},
        tags=[body.id, channel.id],
    ) as dag:
        waiting = receive(body.id, channel.id)
        checked = check.override(outlets=assets.outlets(body.id, channel.id))(body.id, channel.id, decode(waiting))
        verdict(waiting, checked)
    return dag


for each in bodies(get_parsing_context().dag_id):
    for source in each.channels:
        ingest(each, source)

"""## What

Writes the month's outcome report (PDF, HTML, XLSX) of each current snapshot of one organization that has none yet, into
`reports/<organization>/<month>/` of the state folder; then sends each edition to whoever is to have it, once.

## When

As soon as a snapshot is published, and each working morning (Asia/Tokyo). The parameter `period` takes one month only.

## If it fails

Nothing is sent while two surfaces (page, screen, workbook, BI, CSV) say different numbers. An outage of a mail server or a place is tried
again; what was sent stays sent. Snapshots are not touched by reports. The log says what to do; then trigger the DAG again. To write a
report anew, delete its file first.
"""

from __future__ import annotations

from airflow.sdk import DAG, get_parsing_context, task

from seika.orchestrate import labels, retries, schedules, steps
from seika.orchestrate.bodies import Body, bodies


@task(task_display_name=labels.task_name("report"))
def report(organization_id: str, *, params) -> list[str]:
    """Write what is missing."""
    return steps.report(organization_id, params["period"]) or steps.skip("every current snapshot has its report")


@task(task_display_name=labels.task_name("deliver"), trigger_rule="none_failed")
def deliver(organization_id: str, *, params) -> list[str]:
    """Send what was not sent yet."""
    return steps.deliver(organization_id, params["period"]) or steps.skip("nothing is declared to be sent, or all was sent before")


def reporting(body: Body) -> DAG:
    """Return the DAG that writes the reports of one organization."""
    with DAG(
        dag_id=f"report__{body.id}",
        dag_display_name=labels.shown("report", body.label),
        doc_md=__doc__,
        schedule=schedules.report(body),
        catchup=False,
        max_active_runs=1,
        default_args=retries.defaults(),
        params={"period": schedules.period_param()},
        tags=[body.id],
    ) as dag:
        report(body.id) >> deliver(body.id)
    return dag


for each in bodies(get_parsing_context().dag_id):
    reporting(each)

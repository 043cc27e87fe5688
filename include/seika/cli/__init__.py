"""The command line: one file per verb; it formats, the rooms compute."""

from __future__ import annotations

import typer

from seika.cli import (
    alert,
    approve,
    backfill,
    backup,
    dbt_docs,
    deliver,
    demo,
    diff,
    disclosure,
    doctor,
    export,
    impact,
    ingest,
    kpi,
    local,
    new,
    policy,
    quarantine,
    query,
    rekey,
    release,
    report,
    reproduce,
    restate,
    retention,
    rollback,
    schema,
    simulate,
    status,
    superset,
    trace,
    transform,
    verify,
)
from seika.cli.refusals import Refusing

app = typer.Typer(
    name="seika",
    help="KPI snapshots of public bodies: from HR extracts to numbers that anyone may question.",
    no_args_is_help=True,
    cls=Refusing,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for verb in (
    simulate.simulate,
    ingest.ingest,
    transform.transform,
    release.release,
    report.report,
    deliver.deliver,
    status.status,
    alert.alert,
    approve.waiting,
    approve.approve,
    approve.reject,
    restate.restate,
    backfill.backfill,
    rollback.rollback,
    trace.trace,
    diff.diff,
    impact.impact,
    reproduce.reproduce,
    export.export,
    verify.verify,
    backup.backup,
    backup.restore,
    retention.retention,
    retention.erase,
    query.query,
    doctor.doctor,
    rekey.rekey,
    demo.demo,
    local.up,
    local.down,
    schema.schema,
    dbt_docs.dbt_docs,
):
    app.command()(verb)
app.add_typer(quarantine.quarantine, name="quarantine")
app.add_typer(disclosure.disclosure, name="disclosure")
app.add_typer(kpi.kpi, name="kpi")
app.add_typer(new.new, name="new")
app.add_typer(policy.policy, name="policy")
app.add_typer(superset.superset, name="superset")

__all__ = ["app"]

"""Tasks that several DAGs have in common; what they do is in ``steps`` and ``ranges``."""

from __future__ import annotations

from airflow.sdk import task

from seika.orchestrate import assets, labels, ranges, steps


@task(task_display_name=labels.task_name("waiting"), trigger_rule="none_failed")  # type: ignore[untyped-decorator]
def waiting(organization_id: str) -> list[str]:
    """Skip where nothing waits for a person; with the signal of candidates as its outlet it starts ``approve__<organization>``."""
    return steps.waiting(organization_id) or steps.skip("nothing waits for approval")


@task(task_display_name=labels.task_name("verdict"))  # type: ignore[untyped-decorator]
def verdict(done: list[dict[str, str]]) -> None:
    """Turn red where a month of a range was refused."""
    ranges.verdict(done)


def announce(organization_id: str, done: list[dict[str, str]], outlet_events) -> list[dict[str, str]]:  # type: ignore[no-untyped-def]
    """Tell once which months of a range are new; returns what it was given, for the verdict."""
    assets.announce(outlet_events, organization_id, assets.SNAPSHOT, ranges.published(done))
    return done

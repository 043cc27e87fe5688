from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from seika.orchestrate import lineage


@dataclass(frozen=True)
class Task:
    """What a task of Airflow says of itself."""

    dag_id: str = "release__shinagawa"
    task_id: str = "transform"
    try_number: int = 2
    map_index: int = -1


def test_a_tasks_run_has_the_ids_that_airflows_own_provider_gives_it() -> None:
    named = lineage.parents(Task(), datetime(2026, 11, 27, 6, 30, tzinfo=UTC), 1)
    # as apache-airflow-providers-openlineage 2.20.3 computes them
    assert named == {
        "OPENLINEAGE_PARENT_ID": "default/release__shinagawa.transform/01a21bb2-4e40-7f87-808f-125865bf63d2",
        "OPENLINEAGE_ROOT_PARENT_ID": "default/release__shinagawa/01a21bb2-4e40-73d2-953c-a1256c6e5e70",
    }

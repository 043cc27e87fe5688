"""What Airflow calls when a task has failed for good, and when one runs through: the ledger knows, and whoever is alerted is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from airflow.sdk import BaseNotifier

from seika.errors import SeikaError
from seika.log import events
from seika.period import TOKYO

log = events(__name__)


class Failed(BaseNotifier):  # type: ignore[misc]
    """Tell of a failed task: its kind or code, never its message. ``on_failure_callback`` of any DAG ``<verb>__<organization>…``."""

    def notify(self, context: Any) -> None:
        """Write the failure down and alert; a run that is red because a delivery was refused is told as that refusal."""
        from airflow.sdk.exceptions import AirflowFailException

        error = context.get("exception")
        # What the ledger says of a refusal or of a broken chain is told as such.
        if not isinstance(error, AirflowFailException) and not context["task_instance"].dag_id.startswith("verify__"):
            problem = error.code if isinstance(error, SeikaError) else type(error).__name__ if error else "unknown"
            _noted(context, problem)
        alert(_organization(context))


class Recovered(BaseNotifier):  # type: ignore[misc]
    """A task that had failed has run through: what was told of it is over."""

    def notify(self, context: Any) -> None:
        """Write it down where a failure of the same task is open."""
        _noted(context, None)


def alert(organization_id: str) -> None:
    """Tell what waits in an organization; raises the first error of a channel that could not be told, after all were tried."""
    from seika.alert import alert as step
    from seika.orchestrate.connections import connection

    told = step([organization_id], datetime.now(TOKYO).date(), connection)
    for each in told:
        if each.error:
            raise each.error


def _noted(context: Any, problem: str | None) -> None:
    from seika.store.last_words import note_task

    instance = context["task_instance"]
    note_task(_organization(context), instance.dag_id, instance.task_id, problem)


def _organization(context: Any) -> str:
    return str(context["task_instance"].dag_id.split("__")[1])

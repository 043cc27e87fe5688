"""The question to a person: Airflow's human-in-the-loop task, and its answer."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param

from seika.orchestrate import labels

_PATIENCE_HOURS = 14 * 24
NAMES = {verdict: labels.answer(verdict) for verdict in ("approved", "rejected")}


def asking(task_id: str, body: str) -> HITLOperator:
    """Return the task that shows ``body`` (a template) and waits for one of the two answers, with a comment."""
    return HITLOperator(
        task_id=task_id,
        task_display_name=labels.task_name(task_id),
        subject=labels.question(),
        body=body,
        options=list(NAMES.values()),
        params={"comment": Param("", type="string", description=labels.param_text("comment"))},
        # no answer by then: not published, not asked again by this run but by that of the next morning
        response_timeout=timedelta(hours=float(os.environ.get("SEIKA_APPROVAL_HOURS", _PATIENCE_HOURS))),
    )


def answer_of(said: dict[str, Any]) -> tuple[bool, str, str]:
    """Return whether the answer is yes, who gave it, and the comment."""
    who = said.get("responded_by_user") or {}
    return said["chosen_options"] == [NAMES["approved"]], str(who.get("name") or who.get("id")), said["params_input"].get("comment", "")

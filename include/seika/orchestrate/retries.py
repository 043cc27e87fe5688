"""What is tried again: outages, with growing pauses; never bad data or configuration, which would be refused again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from seika.orchestrate.notifier import Failed, Recovered

OWNER = "seika"


def policy() -> ExceptionRetryPolicy:
    """Return the one retry policy: what is not ours to judge (a killed process, a full disk) counts as an outage."""
    return ExceptionRetryPolicy(
        rules=[
            RetryRule(exception="seika.errors.BadData", action=RetryAction.FAIL, reason="the same bytes are refused again"),
            RetryRule(exception="seika.errors.NotReady", action=RetryAction.FAIL, reason="a later run takes it up"),
            RetryRule(
                exception="airflow.providers.standard.exceptions.HITLTimeoutError",
                action=RetryAction.FAIL,
                reason="no answer is a no; the next morning asks again",
            ),
        ],
        default=RetryAction.DEFAULT,
    )


def defaults() -> dict[str, Any]:
    """Return the ``default_args`` of every DAG."""
    return {
        "owner": OWNER,
        "retries": 4,
        "retry_delay": timedelta(seconds=30),
        "retry_exponential_backoff": 2,
        "max_retry_delay": timedelta(minutes=10),
        "retry_policy": policy(),
        "on_failure_callback": Failed(),
        "on_success_callback": Recovered(),
    }

from __future__ import annotations

import pytest
from airflow.providers.standard.exceptions import HITLTimeoutError
from airflow.sdk import RetryAction

from seika.errors import BadConfig, BadData, NotReady, Outage
from seika.orchestrate import retries

NO_ANSWER = HITLTimeoutError({"error_type": "timeout", "error": "no response"})


@pytest.mark.parametrize(
    "refusal", [BadData("PERIOD-01", value="x"), BadConfig("CONFIG-01", file="x"), NotReady("CONFIG-01", file="x"), NO_ANSWER]
)
def test_what_would_be_refused_again_is_not_tried_again(refusal: Exception) -> None:
    assert retries.policy().evaluate(refusal, 1, 4).action is RetryAction.FAIL


@pytest.mark.parametrize("trouble", [Outage("CONFIG-01", file="x"), OSError("disk full"), ConnectionError()])
def test_outages_and_what_we_cannot_judge_are_tried_again_with_growing_pauses(trouble: Exception) -> None:
    decision = retries.policy().evaluate(trouble, 1, 4)
    assert decision.action is RetryAction.DEFAULT
    assert decision.retry_delay is None, "a fixed delay would take the place of the growing one"
    assert retries.defaults()["retry_exponential_backoff"] > 1

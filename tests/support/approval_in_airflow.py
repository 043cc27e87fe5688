"""A month that waits, and a person who answers (or does not) in a running Airflow, by the API that its form uses."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from hoshimi import CITY

from seika.config import paths
from seika.orchestrate import local, ranges
from seika.orchestrate.api import Api, Run
from seika.orchestrate.approval import NAMES
from seika.store import approvals, releases

T = TypeVar("T")
MONTH = "2026-06"
HOURS = "0.02"  # what is asked is answered within 72 seconds, or not at all
_PATIENCE, _READING = 400, 5


def chain() -> list[str]:
    return [f"{each.snapshot_id} {each.status}" for each in releases.snapshots(CITY)]


def answered_in(running: local.Running) -> None:
    """No answer, a refusal, somebody's own restatement, an approval: only that publishes, and the ledger says who, when, what, why."""
    airflow = Api(running.home)
    before, waits = chain(), releases.next_id(CITY, MONTH)
    with (paths.organizations() / CITY / "organization.yml").open("a", encoding="utf-8") as header:
        header.write("approval: [restated]\n")  # another configuration, too: a restatement of the closed month would be news

    asked_for("a first reason", "personnel")
    unanswered = airflow.trigger(f"approve__{CITY}")
    question = until(lambda: open_question(airflow, unanswered))
    candidate = approvals.newest_candidate(waits)
    assert candidate.diff_hash in question["body"] and "personnel: a first reason" in question["body"]
    assert ended(airflow, unanswered) == "failed"
    assert approvals.decision(candidate.candidate_hash) is None and chain() == before

    refused = airflow.trigger(f"approve__{CITY}")
    assert answered(airflow, refused, "rejected", "the roster of May is missing") == "success"
    said = approvals.decision(candidate.candidate_hash)
    assert said and (said.verdict, said.decided_by, said.comment) == ("rejected", running.user, "the roster of May is missing")
    assert chain() == before

    asking = {"first": MONTH, "last": MONTH, "reason": "a second reason"}
    airflow.trigger(f"restate__{CITY}", asking)
    own = until(lambda: next(iter(runs(airflow, not_these=(unanswered, refused))), None))  # the restatement that waits has it asked
    assert answered(airflow, own, "approved", "looks right to me") == "failed"
    mine = approvals.newest_candidate(waits)
    assert (mine.requested_by, mine.reason) == (running.user, "a second reason")
    assert approvals.decision(mine.candidate_hash) is None and chain() == before

    asked_for("a third reason", "personnel")
    approved = airflow.trigger(f"approve__{CITY}")
    assert answered(airflow, approved, "approved", "checked against the register") == "success"
    assert chain() == [*before, f"{waits} restated"]
    theirs = approvals.newest_candidate(waits)
    said = approvals.decision(theirs.candidate_hash)
    assert said and (said.verdict, said.decided_by, said.comment) == ("approved", running.user, "checked against the register")
    assert (said.diff_hash, said.at is not None, theirs.reason) == (theirs.diff_hash, True, "a third reason")


def asked_for(reason: str, by: str) -> None:
    (done,) = ranges.restate(CITY, MONTH, MONTH, reason, by)
    assert done["says"] == "waits", done


def runs(airflow: Api, not_these: tuple[Run, ...]) -> list[Run]:
    known = {each.run_id for each in not_these}
    return [each for each in airflow.active() if each.dag_id == f"approve__{CITY}" and each.run_id not in known]


def open_question(airflow: Api, run: Run) -> dict[str, Any] | None:
    """Return what stands under Required Actions of a run."""
    path = f"/api/v2/dags/{run.dag_id}/dagRuns/{run.run_id}/hitlDetails"
    waiting = [each for each in airflow._pages(path, "hitl_details") if not each["response_received"]]
    return waiting[0] if waiting else None


def answered(airflow: Api, run: Run, verdict: str, comment: str) -> str:
    """Answer what a run asks once a person could have read it (Airflow fails a task that is answered while it parks), until it ends."""
    seen: dict[str, float] = {}

    def done() -> str | None:
        state = airflow.state(run)
        question = None if state in ("success", "failed") else open_question(airflow, run)
        if question and time.monotonic() - seen.setdefault(question["created_at"], time.monotonic()) > _READING:
            place = f"/api/v2/dags/{run.dag_id}/dagRuns/{run.run_id}/taskInstances/{question['task_instance']['task_id']}/-1/hitlDetails"
            airflow._call("PATCH", place, json={"chosen_options": [NAMES[verdict]], "params_input": {"comment": comment}})
        return state if state in ("success", "failed") else None

    return until(done)


def ended(airflow: Api, run: Run) -> str:
    return until(lambda: state if (state := airflow.state(run)) in ("success", "failed") else None)


def until(found: Callable[[], T | None]) -> T:
    give_up = time.monotonic() + _PATIENCE
    while (value := found()) is None:
        assert time.monotonic() < give_up, "nothing came in time"
        time.sleep(1)
    return value

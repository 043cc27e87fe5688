"""What Airflow calls when a task has failed for good: the ledger knows its kind, and people are told."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowFailException
from trial import declare_trial
from webhook import webhook

from seika.errors import Outage
from seika.orchestrate.notifier import Failed, Recovered
from seika.orchestrate.retries import defaults
from seika.store.last_words import failed_tasks


def context(error: Exception | None = None) -> dict[str, Any]:
    return {"task_instance": SimpleNamespace(dag_id="release__trial", task_id="transform"), "exception": error, "dag": None}


def failures() -> list[str]:
    return [event.message for event in failed_tasks("trial")]


def test_a_failed_task_is_told_at_once_and_is_over_when_it_runs_through(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = declare_trial(tmp_path / "shelf")
    (folder / "operation.yml").write_text(
        "alerts: {channels: [{type: webhook, connection: chat, about: [failed_task]}]}\n", encoding="utf-8"
    )
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(folder.parent))
    with webhook() as hook:
        monkeypatch.setenv("AIRFLOW_CONN_CHAT", f'{{"conn_type": "http", "password": "{hook.url}"}}')
        Failed()(context(ValueError("a value of a person")))
        Failed()(context(AirflowFailException("a delivery was refused")))
    assert failures() == ["release__trial transform ValueError"]
    assert ["release__trial transform が ValueError で失敗しました" in each["text"] for each in hook.came] == [True]
    assert "person" not in str(hook.came)
    Failed()  # nothing is written by being made
    Recovered()(context())
    assert failures() == []


def test_a_refusal_of_the_program_is_told_by_its_code(state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(declare_trial(tmp_path / "shelf").parent))
    Failed()(context(Outage("STORE-01", problem="gone")))
    assert failures() == ["release__trial transform STORE-01"]


def test_every_task_has_both_callbacks() -> None:
    assert isinstance(defaults()["on_failure_callback"], Failed) and isinstance(defaults()["on_success_callback"], Recovered)

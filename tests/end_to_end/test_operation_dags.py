"""What a person starts or answers in a running Airflow: backfill, approval, restatement, alerts; a small city, the real scheduler."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
import yaml
from approval_in_airflow import HOURS, answered_in
from hoshimi import CITY, deliver, say, settle_down
from statsd_ear import statsd_ear
from webhook import Webhook, webhook

from seika.config import paths
from seika.orchestrate import approval, local
from seika.orchestrate.api import Api
from seika.period import Period
from seika.release import release
from seika.store import database, releases
from seika.transform import transform

BOARD = Path(__file__).parents[2] / "include" / "metrics" / "grafana_board.json"
JUNE, JULY = "2026-06", "2026-07"
RANGE = {"first": JUNE, "last": JULY}
_VARIABLES = ("SEIKA_HOME", "SEIKA_INBOX", "SEIKA_VAULT", "SEIKA_LAKE", "SEIKA_DATABASE_URL", "SEIKA_PERSON_KEY", "SEIKA_SCRATCH")
_PATIENCE = 240

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    """The city, where a person is asked about what moves at all, and whoever it alerts."""
    for name in _VARIABLES:
        monkeypatch.delenv(name, raising=False)
    folder = settle_down(tmp_path / "shelf")
    kpis = yaml.safe_load((folder / "kpis.yml").read_text(encoding="utf-8"))
    kpis[0]["tolerance"] = 0.001
    (folder / "kpis.yml").write_text(yaml.safe_dump(kpis, allow_unicode=True), encoding="utf-8")
    (folder / "operation.yml").write_text("alerts: {channels: [{type: webhook, connection: seika_chat}]}\n", encoding="utf-8")
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(folder.parent))
    monkeypatch.setenv("SEIKA_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("SEIKA_APPROVAL_HOURS", HOURS)
    with webhook() as hook:
        monkeypatch.setenv("AIRFLOW_CONN_SEIKA_CHAT", f'{{"conn_type": "http", "password": "{hook.url}"}}')
        yield hook
        local.down()


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The names of the metrics that are sent while Airflow runs, its own and Seika's."""
    with statsd_ear() as (port, names):
        for name, value in {"ON": "true", "HOST": "127.0.0.1", "PORT": str(port)}.items():
            monkeypatch.setenv(f"AIRFLOW__METRICS__STATSD_{name}", value)
        yield names


def test_months_are_filled_in_approved_restated_and_told_of_by_airflow(heard: set[str], hook: Webhook) -> None:
    running = local.up(stay=False)
    api = Api(running.home)
    deliver(JUNE)
    deliver(JULY)
    change(paths.inbox() / CITY / f"staff_survey_{JULY}.xlsx", "Responses", {f"E{row}": 1 for row in range(4, 60)})

    finished(api, f"backfill__{CITY}", RANGE)
    assert published() == {JUNE: ("provisional", None)}, "July moved, so it waits"
    answer(running, approval.NAMES["approved"], "looked at the department")
    until(lambda: JULY in published())
    (july,) = [each for each in releases.snapshots(CITY) if each.period == JULY]
    signed = json.loads(july.manifest)["approval"]
    assert (signed["by"], signed["comment"]) == ("admin", "looked at the department")

    release(transform(CITY, Period(JUNE)).folder, "final")
    deliver(JUNE)
    change(paths.inbox() / CITY / f"staff_survey_{JUNE}.xlsx", "Responses", {"A2": "exported again"})
    assert say("ingest").exit_code == 0
    finished(api, f"restate__{CITY}", RANGE | {"reason": "the service exported again"})
    assert published()[JUNE] == ("restated", "the service exported again")

    hook.came.clear()
    finished(api, f"alert__{CITY}", {})
    assert "2026-08" in str(hook.came), "nobody was told that August has not come"

    asked = set(re.findall(r"\bairflow_\w+", BOARD.read_text(encoding="utf-8")))
    assert asked and asked - {name.replace(".", "_") for name in heard} == set(), "the board asks for metrics that Airflow does not send"
    assert {f"seika.{CITY}.step.{verb}.done" for verb in ("receive", "decode", "check", "transform", "release")} <= heard

    answered_in(running)


def finished(api: Api, dag_id: str, conf: dict[str, str]) -> None:
    run = api.trigger(dag_id, conf)
    until(lambda: api.state(run) in ("success", "failed"))
    assert api.state(run) == "success", dag_id


def answer(running: local.Running, option: str, comment: str) -> None:
    """Answer the question that waits, as *Required Actions* does."""
    login = httpx.post(f"{running.url}/auth/token", json={"username": running.user, "password": running.password}).json()
    with httpx.Client(base_url=f"{running.url}/api/v2", headers={"Authorization": f"Bearer {login['access_token']}"}) as client:

        def waiting() -> list[dict[str, Any]]:
            found = client.get("/dags/~/dagRuns/~/hitlDetails", params={"response_received": False}).json()["hitl_details"]
            return [each for each in found if each["task_instance"]["state"] in ("deferred", "awaiting_input")]

        until(lambda: bool(waiting()))
        task = waiting()[0]["task_instance"]
        time.sleep(2)  # an answer within milliseconds of the question fails the task (Airflow 3.3.2)
        place = f"/dags/{task['dag_id']}/dagRuns/{task['dag_run_id']}/taskInstances/{task['task_id']}/-1/hitlDetails"
        said = client.patch(place, json={"chosen_options": [option], "params_input": {"comment": comment}})
        assert said.status_code == httpx.codes.OK, said.text


def until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.5)


def published() -> dict[str, tuple[str, str | None]]:
    found = {each.period: (each.status, each.reason) for each in releases.current_snapshots(CITY)}
    database.close()
    return found


def change(workbook: Path, sheet: str, cells: dict[str, object]) -> None:
    book = openpyxl.load_workbook(workbook)
    for cell, value in cells.items():
        book[sheet][cell] = value
    book.save(workbook)

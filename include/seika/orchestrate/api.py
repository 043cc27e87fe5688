"""The REST API of the local Airflow: what runs, and runs to start; no command line that costs seconds a call."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from seika.errors import Outage
from seika.orchestrate.airflow_home import USER, AirflowHome

_PAGE, _TRIES = 100, 4


@dataclass(frozen=True)
class Run:
    """One DAG run as the API tells it."""

    dag_id: str
    run_id: str
    state: str
    started: datetime | None = None


class Api:
    """A client of one Airflow; every call raises ``Outage ORCHESTRATE-01`` where Airflow does not answer."""

    def __init__(self, home: AirflowHome) -> None:
        self._home = home
        self._client = httpx.Client(base_url=home.url, timeout=30, trust_env=False)

    def healthy(self) -> bool:
        """Return whether database, scheduler and DAG processor say that they live; never raises."""
        try:
            answer = self._client.get("/api/v2/monitor/health", timeout=5)
        except httpx.HTTPError:
            return False
        parts = answer.json() if answer.status_code == httpx.codes.OK else {}
        return all((parts.get(name) or {}).get("status") == "healthy" for name in ("metadatabase", "scheduler", "dag_processor"))

    def dag_ids(self) -> set[str]:
        """Return the ids of the DAGs that Airflow has read so far."""
        return {dag["dag_id"] for dag in self._pages("/api/v2/dags", "dags")}

    def import_errors(self) -> list[str]:
        """Return the last line of each error that a DAG file stopped with."""
        return [error["stack_trace"].strip().splitlines()[-1] for error in self._pages("/api/v2/importErrors", "import_errors")]

    def trigger(self, dag_id: str, conf: dict[str, str] | None = None) -> Run:
        """Start a run and return it; it has no date: the ledger says what it works on, or ``conf``, as the form would."""
        made = self._call("POST", f"/api/v2/dags/{dag_id}/dagRuns", json={"logical_date": None, "conf": conf or {}})
        return _run(made)

    def active(self) -> list[Run]:
        """Return the runs that are queued or running."""
        found = self._pages("/api/v2/dags/~/dagRuns", "dag_runs", state=["queued", "running"])
        return [_run(run) for run in found]

    def state(self, run: Run) -> str:
        """Return the state of a run now: queued, running, success or failed."""
        return str(self._call("GET", f"/api/v2/dags/{run.dag_id}/dagRuns/{run.run_id}")["state"])

    def close(self, run: Run) -> None:
        """Mark a run as failed; for runs whose processes are gone."""
        self._call("PATCH", f"/api/v2/dags/{run.dag_id}/dagRuns/{run.run_id}", json={"state": "failed"})

    def _pages(self, path: str, key: str, **parameters: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            page = self._call("GET", path, params={**parameters, "limit": _PAGE, "offset": len(found)})
            found += page[key]
            if not page[key] or len(found) >= page["total_entries"]:
                return found

    def _call(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        try:
            if "Authorization" not in self._client.headers:
                login = self._client.post("/auth/token", json={"username": USER, "password": self._home.password})
                login.raise_for_status()
                self._client.headers["Authorization"] = f"Bearer {login.json()['access_token']}"
            answer = self._client.request(method, path, **arguments)
            for _ in range(_TRIES - 1):
                # two that change a run at once: one of them is told 500, and may come again; a run must not be started twice
                if not answer.is_server_error or method == "POST":
                    break
                time.sleep(1)
                answer = self._client.request(method, path, **arguments)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise Outage("ORCHESTRATE-01", address=self._home.url, problem=type(error).__name__, logs=self._home.logs) from error
        found: dict[str, Any] = answer.json()
        return found


def _run(told: dict[str, Any]) -> Run:
    started = told.get("start_date")
    return Run(told["dag_id"], told["dag_run_id"], told["state"], datetime.fromisoformat(started) if started else None)

"""A local Airflow: up, down, and whether it runs."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from seika.errors import BadConfig, Outage
from seika.orchestrate import airflow_home, processes
from seika.orchestrate.airflow_home import USER, AirflowHome
from seika.orchestrate.api import Api
from seika.orchestrate.bodies import bodies

_START_SECONDS = 180


@dataclass(frozen=True)
class Running:
    """A local Airflow that answers: address and login."""

    home: AirflowHome
    user: str = USER

    @property
    def url(self) -> str:
        """Where its UI is."""
        return self.home.url

    @property
    def password(self) -> str:
        """The generated password of ``user``."""
        return self.home.password


def up(stay: bool = True, beside: Callable[[], object] = lambda: None) -> Running:
    """Return the local Airflow, started if need be.

    It stays until ``down`` where anybody asked for that with ``stay``; one that nobody asked to stay was left by a killed demo and is
    started anew. ``beside`` is called while it starts. Raises ``Outage ORCHESTRATE-02`` where a process ends or nothing
    answers in time, ``BadConfig ORCHESTRATE-03`` for a DAG file that Airflow cannot read.
    """
    running = status()
    if running and (stay or stays()):
        beside()
    else:
        running = _start(beside)
    if stay:
        _stays_file().touch()
    return running


def down() -> bool:
    """Stop every process of the local Airflow and the embedded database; False where nothing ran."""
    from seika.store import database

    _stays_file().unlink(missing_ok=True)
    ended = processes.end_all(str(airflow_home.folder()))
    database.close()
    return database.stop_server() or bool(ended)


def status() -> Running | None:
    """Return the local Airflow where it runs and is healthy."""
    home = airflow_home.known()
    if home is None or not processes.ours(str(home.folder)):
        return None
    return Running(home) if Api(home).healthy() else None


def stays() -> bool:
    """Return whether somebody asked the running Airflow to stay."""
    return _stays_file().is_file()


def dag_ids() -> set[str]:
    """Return the ids of the DAGs that the DAG files make of the configured organizations."""
    found = set()
    for body in bodies():
        found |= {f"{verb}__{body.id}" for verb in ("release", "approve", "report")}
        found |= {f"ingest__{body.id}__{channel.id}" for channel in body.channels}
    return found


def _start(beside: Callable[[], object]) -> Running:
    from seika.store.database import airflow_database_url

    processes.end_all(str(airflow_home.folder()))
    _stays_file().unlink(missing_ok=True)
    began = datetime.now(UTC)
    home = airflow_home.prepare(airflow_database_url())
    started = {name: processes.start(home, name) for name in processes.COMPONENTS}
    beside()
    api = Api(home)
    _await(home, started, api)
    for run in api.active():
        # Its processes ended with the last Airflow; what it had to do still waits in the ledger.
        if run.state == "running" and run.started and run.started < began:
            api.close(run)
    return Running(home)


def _stays_file() -> Path:
    return airflow_home.folder() / "stays"


def _await(home: AirflowHome, started: dict[str, subprocess.Popen[bytes]], api: Api) -> None:
    give_up = time.monotonic() + _START_SECONDS
    while not api.healthy():
        _look_after(home, started)
        if time.monotonic() > give_up:
            raise Outage("ORCHESTRATE-02", process="airflow", logs=home.logs)
        time.sleep(0.2)
    wanted = dag_ids()
    while missing := wanted - api.dag_ids():
        if errors := api.import_errors():
            raise BadConfig("ORCHESTRATE-03", problem=errors[0], logs=home.logs)
        _look_after(home, started)
        if time.monotonic() > give_up:
            raise BadConfig("ORCHESTRATE-03", problem=f"missing: {', '.join(sorted(missing))}", logs=home.logs)
        time.sleep(0.3)


def _look_after(home: AirflowHome, started: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in started.items():
        if process.poll() is not None:
            raise Outage("ORCHESTRATE-02", process=name, logs=home.logs / f"{name}.log")

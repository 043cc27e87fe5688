"""Start the processes of a local Airflow and end them all, whatever became of their parents.

Every process carries ``SEIKA_AIRFLOW_HOME`` in its environment; that mark, not a list of ids, says which are ours.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil

from seika.orchestrate.airflow_home import MARK, AirflowHome

COMPONENTS = ("api-server", "scheduler", "dag-processor")
_PATIENCE = 8.0


def start(home: AirflowHome, name: str) -> subprocess.Popen[bytes]:
    """Return the started component, in a session of its own, its output in ``logs/processes/<name>.log``."""
    with (home.logs / f"{name}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "seika.orchestrate.component", name],
            env=home.environment,
            cwd=home.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def ours(folder: str) -> list[psutil.Process]:
    """Return every living process that carries the mark of this Airflow home."""
    return list(_marked(folder))


def end_all(folder: str) -> int:
    """End every process of this Airflow home, first asked, then killed; returns how many there were."""
    found = ours(folder)
    for process in found:
        _signal(process, kill=False)
    deadline = time.monotonic() + _PATIENCE
    while (left := ours(folder)) and time.monotonic() < deadline:
        psutil.wait_procs(left, timeout=0.3)
    while left:
        for process in left:
            _signal(process, kill=True)
        psutil.wait_procs(left, timeout=1)
        left = ours(folder)
    return len(found)


def _marked(folder: str) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == folder and process.status() != psutil.STATUS_ZOMBIE:
                yield process
        except (psutil.Error, OSError):
            continue


def _signal(process: psutil.Process, *, kill: bool) -> None:
    try:
        process.kill() if kill else process.terminate()
    except psutil.Error:
        return

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from seika.orchestrate import processes
from seika.orchestrate.airflow_home import MARK

# A process with a child in a session of its own, as a scheduler has workers; it says when both are there.
_FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "print(1, flush=True); import time; time.sleep(60)"],
                         start_new_session=True, stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(60)
"""
_STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"


def _start(code: str, mark: str) -> tuple[subprocess.Popen[str], str]:
    environment = os.environ | {MARK: mark}
    process = subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, process.stdout.readline().strip()


@pytest.fixture
def family(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    parent, line = _start(_FAMILY, str(tmp_path))
    yield parent, int(line)
    processes.end_all(str(tmp_path))


def test_children_are_found_after_their_parent_was_killed(family: tuple[subprocess.Popen[str], int], tmp_path: Path) -> None:
    parent, child = family
    parent.kill()
    parent.wait()
    assert [process.pid for process in processes.ours(str(tmp_path))] == [child]


def test_all_are_ended_and_counted(family: tuple[subprocess.Popen[str], int], tmp_path: Path) -> None:
    assert len(family) == processes.end_all(str(tmp_path))
    assert processes.ours(str(tmp_path)) == []


def test_processes_of_another_home_are_left_alone(family: tuple[subprocess.Popen[str], int], tmp_path: Path) -> None:
    assert processes.end_all(str(tmp_path / "another")) == 0
    assert len(processes.ours(str(tmp_path))) == 2


def test_a_process_that_does_not_listen_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_PATIENCE", 0.2)
    _start(_STUBBORN, str(tmp_path))
    began = time.monotonic()
    assert processes.end_all(str(tmp_path)) == 1
    assert time.monotonic() - began < 30, "it ended by itself, after its minute"
    assert processes.ours(str(tmp_path)) == []

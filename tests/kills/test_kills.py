"""Killed at random moments, the pipeline or its database, and run again: the same hashes, nothing lost, nothing twice.

``SEIKA_KILLS`` says how often (three in the suite; sixty before a release).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from door import KEY
from whole_way import drop

from seika.release.verify import differences
from seika.simulate import simulate
from seika.store import database, ledger, releases

WARD = "shinagawa"
KILLS = int(os.environ.get("SEIKA_KILLS", "3"))
# Few kills, of a month that is done in half the time; a chain of several before a release.
MONTHS = 1 if KILLS <= 3 else 2
PIPELINE = Path(__file__).parents[1] / "support" / "pipeline.py"
_OURS = ("SEIKA_INBOX", "SEIKA_VAULT", "SEIKA_LAKE", "SEIKA_ORGANIZATIONS", "SEIKA_HOME", "SEIKA_DATABASE_URL")

pytestmark = pytest.mark.service


@pytest.fixture
def extracts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in _OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    yield simulate([WARD], tmp_path / "simulated", staff=60, months=MONTHS).folder / "round-1"


def start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(PIPELINE), WARD], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def kill(running: subprocess.Popen[bytes], server: Path, is_of_server: bool) -> None:
    """Kill the pipeline with all that it started, or the database under it, which the pipeline does not survive."""
    if is_of_server and (server / "postmaster.pid").is_file():
        os.kill(int((server / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    elif running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
    running.wait(timeout=120)


def standing() -> tuple[list[object], ...]:
    """Return what is to be the same however often it was killed: deliveries as judged, the chain, and how many rows each snapshot has."""
    deliveries = [(each.delivery_id, each.state, each.accepted_count, each.quarantined_count) for each in ledger.deliveries(WARD)]
    made = releases.snapshots(WARD)
    hashes, rows = [each.snapshot_hash for each in made], [len(releases.kpi_rows(each.snapshot_id)) for each in made]
    assert [each.code for each in differences(WARD)] == []
    return sorted(deliveries), hashes, rows


def leave() -> None:
    database.close()
    database.stop_server()


def run_through() -> float:
    started = time.monotonic()
    running = start()
    _, said = running.communicate(timeout=600)
    assert running.returncode == 0, said.decode()[-2000:]
    return time.monotonic() - started


def test_after_any_kill_a_second_run_ends_as_an_undisturbed_one(extracts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_STATE", str(tmp_path / "undisturbed"))
    drop(extracts, WARD)
    seconds = run_through()
    expected = standing()
    assert len(expected[1]) == MONTHS
    leave()

    monkeypatch.setenv("SEIKA_STATE", str(tmp_path / "killed"))
    drop(extracts, WARD)
    seed = random.SystemRandom().randrange(1 << 32)
    chance, moments = random.Random(seed), []
    for number in range(KILLS):
        running = start()
        moments.append(round(chance.uniform(0.1, 0.9 * seconds), 2))
        time.sleep(moments[-1])
        kill(running, tmp_path / "killed" / "pg" / "data", is_of_server=number % 3 == 2)
    try:
        run_through()
        assert standing() == expected, f"seed {seed}, killed after {moments} seconds"
    finally:
        leave()

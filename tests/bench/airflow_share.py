"""What Airflow adds to a month. ``python tests/bench/airflow_share.py``

Two months of a simulated ward are published; the third is then done in two copies of that state: by the command line (``seika ingest``,
``release``, ``report``, each a process of its own) and by a running Airflow, from the extracts at the door to the report. Airflow's
start is told beside, not counted: it runs all day. ``SEIKA_BENCH_STAFF`` (600), ``SEIKA_BENCH_WARD`` (shinagawa).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from history import lay
from measure import copy_state, seconds_of, tell
from whole_way import take_in

WARD, FIRST = os.environ.get("SEIKA_BENCH_WARD", "shinagawa"), "2025-04"
STAFF = int(os.environ.get("SEIKA_BENCH_STAFF", "600"))
SEIKA = Path(sys.executable).with_name("seika")


def by_command_line(period: str) -> None:
    """Do the month by three commands."""
    for words in (("ingest",), ("release", "--period", period), ("report", "--period", period)):
        subprocess.run([SEIKA, *words, "--organization", WARD], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Measure both in states of their own."""
    with tempfile.TemporaryDirectory(prefix="seika-bench-") as name:
        folder = Path(name)
        os.environ["SEIKA_STATE"] = str(folder / "command_line")
        from seika.orchestrate import local, work
        from seika.orchestrate.api import Api
        from seika.period import Period
        from seika.release import release
        from seika.report import report
        from seika.simulate import simulate
        from seika.store.database import stop_server
        from seika.transform import transform

        simulate([WARD], folder / "simulated", STAFF, 3, FIRST, 1)
        try:
            for number in range(2):
                lay(folder, str(Period(FIRST).plus(number)))
                take_in(WARD)
                report(release(transform(WARD, Period(FIRST).plus(number)).folder).snapshot_id)
        finally:
            stop_server()
        copy_state(folder / "command_line", folder / "airflow")
        period = str(Period(FIRST).plus(2))
        try:
            lay(folder, period)
            command_line = seconds_of(lambda: by_command_line(period))
        finally:
            stop_server()
        os.environ["SEIKA_STATE"] = str(folder / "airflow")
        began = time.perf_counter()
        try:
            running = local.up(stay=False)
            started = time.perf_counter() - began
            lay(folder, period)
            airflow = seconds_of(lambda: work.settle(Api(running.home), [WARD], lambda line: None))
        finally:
            local.down()
    beside = {"seconds that Airflow adds": round(airflow - command_line, 1), "start of Airflow, seconds": round(started, 1)}
    tell(f"{WARD}, {STAFF} staff, one month", [("by Airflow / by the command line", airflow, command_line)], beside)


if __name__ == "__main__":
    main()

"""What one more month costs after 1, 3 and 10 years of history. ``python tests/bench/history.py``

One ward is simulated for ten years and a month; every month is taken in, computed, protected and published in turn, so that lake,
ledger and chain are as long as they would be. The state before the April after 12, 36 and 120 months is kept; that month is then
done in copies of the three states in turn, each in a process of its own: the same sources are due in it.

``SEIKA_BENCH_STAFF`` (60), ``SEIKA_BENCH_YEARS`` (1,3,10), ``SEIKA_BENCH_WARD`` (shinagawa). ``SEIKA_BENCH_FOLDER`` keeps the
states, so that a second run only measures.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import ROUNDS, copy_state, seconds_of, tell
from whole_way import drop, take_in

WARD, FIRST = os.environ.get("SEIKA_BENCH_WARD", "shinagawa"), "2025-04"
STAFF = int(os.environ.get("SEIKA_BENCH_STAFF", "60"))
YEARS = [int(years) for years in os.environ.get("SEIKA_BENCH_YEARS", "1,3,10").split(",")]
STEPS = ("take in", "transform", "release", "report")


def lay(folder: Path, period: str) -> None:
    """Put the files of a month at the door; what comes late comes with its month."""
    files = json.loads((folder / "simulated" / "manifest.json").read_text(encoding="utf-8"))["files"]
    with tempfile.TemporaryDirectory() as door:
        (Path(door) / WARD).mkdir()
        for told in files:
            if told["period"] == period:
                source = folder / "simulated" / f"round-{told['round']}" / WARD / told["file"]
                shutil.copy(source, Path(door) / WARD)
        drop(Path(door), WARD)


def build(folder: Path) -> None:
    """Make the states below ``folder``: ``12``, ``36`` and ``120`` months published, the month after not yet."""
    from seika.period import Period
    from seika.release import release
    from seika.simulate import simulate
    from seika.store.database import stop_server
    from seika.transform import transform

    os.environ["SEIKA_STATE"] = str(folder / "state")
    months = max(YEARS) * 12
    simulate([WARD], folder / "simulated", STAFF, months + 1, FIRST, 1)
    try:
        for number in range(months):
            period = Period(FIRST).plus(number)
            lay(folder, str(period))
            take_in(WARD)
            release(transform(WARD, period).folder)
            if (number + 1) % 12 == 0 and (number + 1) // 12 in YEARS:
                stop_server()
                copy_state(folder / "state", folder / str(number + 1))
    finally:
        stop_server()


def one_month(folder: Path, months: int) -> None:
    """Do the month after ``months`` in this process and print the seconds of its steps."""
    import great_expectations  # noqa: F401 - imports are not timed

    from seika.period import Period
    from seika.release import release
    from seika.report import report
    from seika.store import releases
    from seika.store.database import stop_server
    from seika.transform import transform

    period = Period(FIRST).plus(months)
    lay(folder, str(period))
    try:
        transform(WARD, period.plus(-1))  # dbt's imports are not timed
        seconds = [seconds_of(lambda: take_in(WARD))]
        done = transform(WARD, period)
        seconds.append(statistics.median(seconds_of(lambda: transform(WARD, period)) for _ in range(ROUNDS)))
        seconds.append(seconds_of(lambda: release(done.folder)))
        snapshot = releases.current(WARD, period)
        assert snapshot is not None
        seconds.append(seconds_of(lambda: report(snapshot.snapshot_id)))
    finally:
        stop_server()
    sys.stdout.write(json.dumps(seconds) + "\n")


def measured(folder: Path, months: int) -> list[float]:
    """Return the seconds of the steps of the month after ``months``, done in a copy of the state."""
    work = folder / "work"
    copy_state(folder / str(months), work)
    try:
        done = subprocess.run(
            [sys.executable, __file__, str(folder), str(months)],
            env={**os.environ, "SEIKA_STATE": str(work)},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    finally:
        shutil.rmtree(work)
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Build the states where they are not kept, measure in turn, print the table."""
    if len(sys.argv) == 3:
        one_month(Path(sys.argv[1]), int(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory(prefix="seika-bench-") as temporary:
        folder = Path(os.environ.get("SEIKA_BENCH_FOLDER") or temporary)
        if not (folder / str(max(YEARS) * 12)).is_dir():
            build(folder)
        turns = [{years: measured(folder, years * 12) for years in YEARS} for _ in range(ROUNDS)]
    seconds = {years: [statistics.median(turn[years][at] for turn in turns) for at in range(len(STEPS))] for years in YEARS}
    whole = {years: sum(steps) for years, steps in seconds.items()}
    base = YEARS[0]
    pairs = [
        (f"{name}, month after {years * 12} / after {base * 12} months", seconds[years][at], seconds[base][at])
        for at, name in enumerate(STEPS)
        for years in YEARS[1:]
    ]
    pairs += [(f"whole month after {years * 12} / after {base * 12} months", whole[years], whole[base]) for years in YEARS[1:]]
    tell(f"{WARD}, {STAFF} staff, one more month", pairs)


if __name__ == "__main__":
    main()

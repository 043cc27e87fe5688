"""1, 4 and 23 wards in one month: seconds and peak of memory. ``python tests/bench/wards.py``

The configuration and the extracts of one simulated ward stand under as many names as there are wards; each is taken in, computed,
protected, published and reported, one after the other in one process, as one worker would. PostgreSQL's memory counts in.
``SEIKA_BENCH_STAFF`` (5514), ``SEIKA_BENCH_WARDS`` (1,4,23), ``SEIKA_BENCH_WARD`` (setagaya).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from measure import Peak, seconds_of, tell
from whole_way import drop, take_in

WARD, PERIOD = os.environ.get("SEIKA_BENCH_WARD", "setagaya"), "2025-04"
STAFF = int(os.environ.get("SEIKA_BENCH_STAFF", "5514"))
COUNTS = [int(count) for count in os.environ.get("SEIKA_BENCH_WARDS", "1,4,23").split(",")]


def main() -> None:
    """Run each number of wards in a state folder of its own and print the table."""
    with tempfile.TemporaryDirectory(prefix="seika-bench-") as name:
        folder = Path(name)
        import great_expectations  # noqa: F401 - imports are not timed

        from seika.config import paths
        from seika.period import Period
        from seika.release import release
        from seika.report import report
        from seika.simulate import simulate
        from seika.store.database import stop_server
        from seika.transform import transform

        made = simulate([WARD], folder / "simulated", STAFF, 1, PERIOD, 1).folder / "round-1"
        for number in range(max(COUNTS)):
            shutil.copytree(paths.organizations() / WARD, folder / "organizations" / f"ward{number + 1:02}")
            (made / f"ward{number + 1:02}").symlink_to(made / WARD)
        os.environ["SEIKA_ORGANIZATIONS"] = str(folder / "organizations")

        def whole_way(ward: str) -> None:
            take_in(ward)
            report(release(transform(ward, Period(PERIOD)).folder).snapshot_id)

        def run(state: str, wards: list[str]) -> tuple[float, float]:
            os.environ["SEIKA_STATE"] = str(folder / state)
            try:
                for ward in wards:
                    drop(made, ward)
                with Peak() as peak:
                    seconds = seconds_of(lambda: [whole_way(ward) for ward in wards])
            finally:
                stop_server()
            return seconds, peak.gib

        wards = [f"ward{number + 1:02}" for number in range(max(COUNTS))]
        run("warm", wards[:1])  # dbt parses once, PostgreSQL makes its cluster
        found = {count: run(str(count), wards[:count]) for count in COUNTS}
    base = COUNTS[0]
    pairs = [(f"{count} wards / {base}", found[count][0], found[base][0]) for count in COUNTS[1:]]
    peaks = {f"peak GiB, {count}": round(found[count][1], 2) for count in COUNTS}
    tell(f"{WARD} x {', '.join(map(str, COUNTS))}, {STAFF:,} staff, {PERIOD}", pairs, peaks)


if __name__ == "__main__":
    main()

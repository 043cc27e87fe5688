"""``make bench``: what the way of the data costs, as ratios measured side by side in one run.

(a) decode and check of 2,012,610 rows against a bare ``pyarrow.csv`` read, each in a process of its own, with the peaks of memory;
(b) one month's transform against a DuckDB script that computes only the overtime KPI from the same Parquet;
(c) one month's transform with 3 and with 12 months of history in the lake: a month must not cost more because of older ones;
(d) the same of one month's decode and check.

Prints a table and one JSON object. ``SEIKA_BENCH_STAFF`` sets the size of the ward (default 600).
"""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
from pathlib import Path

from front_door import front_door
from measure import ROUNDS, medians, seconds_of, tell
from whole_way import drop, take_in

STAFF = int(os.environ.get("SEIKA_BENCH_STAFF", "600"))
FIRST, SHORT, LONG = "2025-04", "2025-06", "2026-03"
WARD = "shinagawa"


def ingest_to_door(files: list[Path]) -> None:
    """Copy files to the ward's door."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / WARD).mkdir()
        for file in files:
            shutil.copy(file, Path(folder) / WARD)
        drop(Path(folder), WARD)


def ingest(files: list[Path]) -> None:
    """Take files through receive, decode and check; the roster first."""
    ingest_to_door(files)
    take_in(WARD)


def attendance_seconds(files: list[Path]) -> float:
    """Return the median of the seconds that decode and check take for months not seen before."""
    from seika.check import check
    from seika.decode import decode
    from seika.receive import receive

    seconds = []
    for file in files:
        ingest_to_door([file])
        (delivery_id,) = receive(WARD, "attendance")
        seconds.append(seconds_of(lambda id_=delivery_id: (decode(id_), check(id_))))
    return statistics.median(seconds)


def transform_against_bare_script(period: str) -> tuple[str, float, float]:
    """Return (b): seconds of the whole transform, and of a script for one KPI."""
    import duckdb

    from seika.config import paths
    from seika.period import Period
    from seika.transform import transform

    lake = f"{paths.lake_url()}/{WARD}"

    def bare() -> None:
        duckdb.sql(f"""
            select roster.unit_code, sum(attendance.overtime_minutes)
            from read_parquet('{lake}/attendance/{period}/*/rows.parquet') attendance
            join read_parquet('{lake}/roster/{period}/*/rows.parquet') roster
              on attendance.person_key = roster.person_key and attendance.work_date between roster.assigned_from_date
              and coalesce(roster.assigned_to_date, date '9999-12-31')
            group by 1
        """).fetchall()

    transform(WARD, Period(period))
    ours, script = medians(lambda: transform(WARD, Period(period)), bare)
    return "transform of all KPIs / bare DuckDB script of one KPI", ours, script


def main() -> None:
    """Run the three comparisons in a state folder of their own."""
    with tempfile.TemporaryDirectory(prefix="seika-bench-") as folder:
        os.environ["SEIKA_STATE"] = folder
        from seika.period import Period
        from seika.simulate import simulate
        from seika.store.database import stop_server
        from seika.transform import transform

        made = simulate([WARD], Path(folder) / "simulated", STAFF, 12, FIRST, 1)
        files = sorted((made.folder / "round-1" / WARD).iterdir()) + sorted((made.folder / "round-2" / WARD).iterdir())
        early = [file for file in files if any(month in file.name for month in ("202504", "202505", "202506"))]
        unseen = [file for file in files if file.name in {f"kintai_2025{month}.csv" for month in ("07", "08", "09", "10", "11", "12")}]
        try:
            ingest(early)
            ingest([file for file in files if file.name.startswith("shokuin") and file not in early])
            transform(WARD, Period(SHORT))
            short = statistics.median(seconds_of(lambda: transform(WARD, Period(SHORT))) for _ in range(ROUNDS))
            few = attendance_seconds(unseen[:3])
            ingest([file for file in files if file not in early and file not in unseen and not file.name.startswith("shokuin")])
            many = attendance_seconds(unseen[3:])
            long = statistics.median(seconds_of(lambda: transform(WARD, Period(SHORT))) for _ in range(ROUNDS))
            door, peaks = front_door(Path(folder))
            results = [
                *door,
                transform_against_bare_script(LONG),
                ("transform of one month, 12 / 3 months in the lake", long, short),
                ("decode + check of one month, 12 / 3 months in the lake", many, few),
            ]
        finally:
            stop_server()
    tell(f"{STAFF} staff, median of {ROUNDS} in turn", results, {name: round(gib, 2) for name, gib in peaks.items()})


if __name__ == "__main__":
    main()

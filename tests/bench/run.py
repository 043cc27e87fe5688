"""``make bench``: what the way of the data costs, as ratios measured side by side in one run.

(a) decode and check of one month of attendance against a bare ``pyarrow.csv`` read of the same file;
(b) one month's transform against a DuckDB script that computes only the overtime KPI from the same Parquet;
(c) one month's transform with 3 and with 12 months of history in the lake: a month must not cost more because of older ones.

Prints a table and one JSON object. ``SEIKA_BENCH_STAFF`` sets the size of the ward (default 600).
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

STAFF = int(os.environ.get("SEIKA_BENCH_STAFF", "600"))
FIRST, SHORT, LONG = "2025-04", "2025-06", "2026-03"
WARD = "shinagawa"
ROUNDS = 3


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_pair(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Return the medians of ``ROUNDS`` calls of each, taken in turn."""
    pairs = [(timed(one), timed(other)) for _ in range(ROUNDS)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def ingest(files: list[Path]) -> None:
    """Take files through receive, decode and check; the roster first."""
    from seika.check import check
    from seika.config import load_organization, paths
    from seika.decode import decode
    from seika.receive import receive

    door = paths.inbox() / WARD
    door.mkdir(parents=True, exist_ok=True)
    for file in files:
        (door / file.name).write_bytes(file.read_bytes())
        os.utime(door / file.name, (0, 0))
    sources = load_organization(WARD).sources
    for source_id in sorted(sources, key=lambda source: len(sources[source].check_after)):
        for delivery_id in receive(WARD, source_id):
            decode(delivery_id)
            check(delivery_id)


def attendance_against_bare_read() -> tuple[str, float, float]:
    """Return (a): seconds of decode and check, and of a bare read."""
    from pyarrow import csv

    from seika.check import check
    from seika.config import paths
    from seika.decode import decode
    from seika.store import ledger, vault

    newest = [each for each in ledger.deliveries(WARD, "attendance") if each.state == "accepted"][-1]
    raw = vault.local_path(newest.sha256)
    check(newest.delivery_id)  # loads Great Expectations before the clock starts
    assert paths.lake_url()

    def ours() -> None:
        decode(newest.delivery_id)
        check(newest.delivery_id)

    seconds = median_pair(ours, lambda: csv.read_csv(raw, read_options=csv.ReadOptions(encoding="cp932")))
    return f"decode + check of {newest.received_count:,} rows / pyarrow.csv read", *seconds


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
    seconds = median_pair(lambda: transform(WARD, Period(period)), bare)
    return "transform of all KPIs / bare DuckDB script of one KPI", *seconds


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
        try:
            ingest(early)
            transform(WARD, Period(SHORT))
            short = statistics.median(timed(lambda: transform(WARD, Period(SHORT))) for _ in range(ROUNDS))
            ingest([file for file in files if file not in early])
            long = statistics.median(timed(lambda: transform(WARD, Period(SHORT))) for _ in range(ROUNDS))
            results = [
                transform_against_bare_script(LONG),
                ("transform of one month, 12 / 3 months in the lake", long, short),
                attendance_against_bare_read(),
            ]
        finally:
            stop_server()
    show(results)


def show(results: list[tuple[str, float, float]]) -> None:
    """Print the ratios as a table and as JSON."""
    table = Table("what / against what", "seconds", "seconds", "ratio", title=f"{STAFF} staff, median of {ROUNDS} in turn")
    for name, one, other in results:
        table.add_row(name, f"{one:.3f}", f"{other:.3f}", f"{one / other:.2f}")
    Console().print(table)
    Console().print_json(json.dumps({name: round(one / other, 3) for name, one, other in results}))


if __name__ == "__main__":
    main()

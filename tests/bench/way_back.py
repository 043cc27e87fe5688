"""The way back: cells of a large ward with years behind it traced, a history reproduced. ``python tests/bench/way_back.py``

``trace``: Setagaya with 5,514 simulated people and 36 months of extracts in the lake, the last month published. 200 random cells,
with units and breakdowns, are traced with their rows: the rows must come to what was published. How long an answer takes stands beside how
long it takes to read the same month's extracts from Parquet once.

``reproduce``: eighteen months of both wards with 60 people each, every month published; each snapshot is computed again from the originals,
and its bytes are compared.

``SEIKA_BENCH_STAFF``, ``SEIKA_BENCH_MONTHS`` (of ``trace``), ``SEIKA_BENCH_FOLDER`` keeps the states, so that a second run only measures.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from measure import keep, seconds_of
from whole_way import drop, take_in

WARDS, FIRST = ("setagaya", "shinagawa"), "2025-04"
STAFF, MONTHS = int(os.environ.get("SEIKA_BENCH_STAFF", "5514")), int(os.environ.get("SEIKA_BENCH_MONTHS", "36"))
SMALL, HISTORY, CELLS, READS = 60, 18, 200, 5


def taken_in(folder: Path, wards: tuple[str, ...], staff: int, months: int) -> None:
    """Simulate some wards and take in all that they deliver; nothing where the folder holds it already."""
    from seika.simulate import simulate

    if (folder / "taken_in").exists():
        return
    made = simulate(wards, folder / "simulated", staff, months, FIRST, 1)
    for ward in wards:
        for deliveries in sorted(made.folder.glob("round-*")):
            drop(deliveries, ward)
            take_in(ward)
    (folder / "taken_in").touch()


def traced() -> dict[str, Any]:
    """Return how long an answer takes, in seconds and as multiples of reading the month's extracts once."""
    import pyarrow.parquet as pq

    from seika.period import Period
    from seika.release import release
    from seika.store import lake, ledger, releases
    from seika.trace import Cell, Reader, trace
    from seika.transform import transform

    ward, period = WARDS[0], str(Period(FIRST).plus(MONTHS - 1))
    if releases.current(ward, period) is None:
        release(transform(ward, Period(period)).folder)
    snapshot = releases.current(ward, period)
    assert snapshot
    used = [ledger.delivery(row["delivery_id"]) for row in releases.inputs(snapshot.snapshot_id)]
    of_month = [lake.url(each) for each in used if each.period == period]
    read = statistics.median(seconds_of(lambda: [pq.read_table(url) for url in of_month]) for _ in range(READS))
    shown = [row for row in releases.kpi_rows(snapshot.snapshot_id) if row["status"] != "suppressed" and row["numerator"]]
    chance = random.Random(1)
    answers: dict[bool, list[float]] = {False: [], True: []}
    for with_rows in answers:
        for row in chance.sample(shown, CELLS):
            cell = Cell(row["kpi_id"], row["unit_code"], row["window_id"], (row["breakdown_id"], row["breakdown_code"]), row["tree_code"])
            # an answer that does not come to what was published is an error
            answers[with_rows].append(
                seconds_of(lambda cell=cell, rows=with_rows: trace(ward, period, cell, Reader("bench", True), with_rows=rows))  # type: ignore[misc]
            )
    found: dict[str, Any] = {
        "ward": ward,
        "staff": STAFF,
        "months": MONTHS,
        "deliveries": len(ledger.deliveries(ward)),
        "cells": len(shown),
    }
    found["reading the month once, seconds"] = round(read, 3)
    for with_rows, times in answers.items():
        ordered = sorted(times)
        for name, value in (
            ("median", statistics.median(ordered)),
            ("95th percentile", ordered[int(0.95 * CELLS)]),
            ("slowest", ordered[-1]),
        ):
            found[f"{name} with rows" if with_rows else name] = [round(value, 2), f"{value / read:.1f} times"]
    return found


def reproduced() -> dict[str, Any]:
    """Return how many snapshots of both wards came out again with the same bytes, and how long one takes."""
    from seika.release import release
    from seika.store import releases
    from seika.trace.reproduce import reproduce
    from seika.transform import ready, transform

    told: dict[str, Any] = {"staff": SMALL, "months": HISTORY}
    for ward in WARDS:
        for month in ready(ward):
            release(transform(ward, month).folder)
        made = releases.snapshots(ward)
        start = time.perf_counter()
        done = list(reproduce(made))
        each = (time.perf_counter() - start) / len(done)
        same = sum(one.is_same for one in done)
        alike = sum(one.same_bytes_decoded == one.deliveries for one in done)
        told[ward] = {"snapshots": len(made), "same bytes": same, "same rows decoded": alike, "seconds each": round(each, 1)}
        told[ward] |= {"otherwise": [f"{one.snapshot.snapshot_id}: {one.problem}" for one in done if not one.is_same]}
    return told


def main() -> None:
    """Run what is named on the command line (``trace``, ``reproduce``), both without, and print one JSON object each."""
    works = {"reproduce": (reproduced, WARDS, SMALL, HISTORY), "trace": (traced, WARDS[:1], STAFF, MONTHS)}
    with tempfile.TemporaryDirectory(prefix="seika-bench-") as passing:
        kept = Path(os.environ.get("SEIKA_BENCH_FOLDER") or passing)
        for name in sys.argv[1:] or works:
            work, *size = works[name]
            folder = kept / name
            os.environ["SEIKA_STATE"] = str(folder / "state")
            from seika.store import database

            try:
                taken_in(folder, *size)
                keep(f"{name}: {', '.join(size[0])}, {size[1]:,} staff, {size[2]} months", work(), f"_{name}")
            finally:
                database.close()
                database.stop_server()


if __name__ == "__main__":
    main()

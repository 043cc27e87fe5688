"""One month of a large ward: what each step costs beside the least that the same numbers could cost. ``python tests/bench/one_ward.py``

Setagaya with 5,514 simulated people and twelve months of extracts (``SEIKA_BENCH_STAFF``, ``SEIKA_BENCH_MONTHS``), the last month:

(a) ``seika transform`` against DuckDB alone running the very SQL that dbt compiled (no dbt, no contracts, no tests, no checks);
(b) ``seika transform`` against the oracle in plain Python, which counts the simulated people of that one month (wholes only, no parts);
(c) reading and protecting the result, with the audit, against ``seika transform``;
(d) the report against ``seika transform``; and the seconds of a trace.

Each pair is measured in turn in one process; medians of three.
"""

from __future__ import annotations

import os
import resource
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measure import ROUNDS, medians, seconds_of, tell
from whole_way import drop, take_in

WARD, FIRST = "setagaya", "2025-04"
STAFF, MONTHS = int(os.environ.get("SEIKA_BENCH_STAFF", "5514")), int(os.environ.get("SEIKA_BENCH_MONTHS", "12"))


def bare(period: str) -> Callable[[], object]:
    """Return the month by DuckDB alone: the extracts mounted, and the SQL of the last build of the same month run as one script."""
    import duckdb

    from seika.config import load_organization
    from seika.config.fact import load_facts
    from seika.period import Period
    from seika.transform import choose
    from seika.transform.build import build, write_project
    from seika.transform.compiled import run
    from seika.transform.declared import Month
    from seika.transform.mount import mount

    organization = load_organization(WARD)
    extracts = choose.choose(organization, Period(period), choose.accepted(organization))
    month = Month(organization, Period(period), extracts, load_facts())
    folder = Path(tempfile.mkdtemp(prefix="seika-bare-"))
    project = write_project(folder / "project", organization)
    mount(project.database, month)
    models = build(project)

    def script() -> None:
        mount(folder / "build.duckdb", month)
        with duckdb.connect(str(folder / "build.duckdb")) as connection:
            run(connection, models)
            connection.sql("select * from main.kpi_value").to_arrow_table()

    return script


def oracle(period: str) -> Callable[[], object]:
    """Return the true values of the same month, counted person by person."""
    import yaml

    import seika.simulate.step as simulator
    from seika.config import load_organization
    from seika.period import Period
    from seika.simulate.truth import truth

    organization = load_organization(WARD)
    words: Any = yaml.safe_load(Path(simulator.__file__).with_name("vocabulary.yml").read_text(encoding="utf-8"))
    periods = list(Period(FIRST).until(Period(FIRST).plus(MONTHS - 1)))
    ward = simulator._ward(organization, STAFF, periods, 1, words)
    return lambda: list(truth(organization, ward, [Period(period)]))


def main() -> None:
    """Run all in a state folder of its own and print a table and one JSON object."""
    with tempfile.TemporaryDirectory(prefix="seika-bench-") as folder:
        os.environ["SEIKA_STATE"] = folder
        from seika.period import Period
        from seika.release import release
        from seika.release.snapshot import read_result
        from seika.report import report
        from seika.simulate import simulate
        from seika.store.database import stop_server
        from seika.store.earlier import comparable
        from seika.trace import Cell, trace
        from seika.trace.access import reader_here
        from seika.transform import transform

        period = str(Period(FIRST).plus(MONTHS - 1))
        made = simulate([WARD], Path(folder) / "simulated", STAFF, MONTHS, FIRST, 1)
        try:
            for deliveries in sorted(made.folder.glob("round-*")):
                drop(deliveries, WARD)
                take_in(WARD)
            done = transform(WARD, Period(period))
            ours, script, plain = medians(lambda: transform(WARD, Period(period)), bare(period), oracle(period))
            protected = statistics.median(seconds_of(lambda: read_result(done.folder, comparable)) for _ in range(ROUNDS))
            snapshot = release(done.folder).snapshot_id
            pages = seconds_of(lambda: report(snapshot))
            traced = seconds_of(lambda: trace(WARD, period, Cell("overtime_hours_per_capita_month"), reader_here()))
        finally:
            stop_server()
    results = [
        ("transform / DuckDB alone with the same SQL", ours, script),
        ("oracle in plain Python, wholes only / transform", plain, ours),
        ("disclosure control with audit / transform", protected, ours),
        ("report / transform", pages, ours),
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    told = {"trace, seconds": round(traced, 2), "peak GiB": round(peak, 2)}
    tell(f"{WARD}, {STAFF:,} staff, {MONTHS} months, {period}", results, told)


if __name__ == "__main__":
    main()

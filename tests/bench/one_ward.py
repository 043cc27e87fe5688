"""One month of a large ward: what each step costs beside the least that the same numbers could cost. ``python tests/bench/one_ward.py``

Setagaya with 5,514 simulated people and twelve months of extracts (``SEIKA_BENCH_STAFF``, ``SEIKA_BENCH_MONTHS``), the last month:

(a) ``seika transform`` against ``ward.sql``, a DuckDB script by hand that computes the same cells from the same Parquet;
(b) ``seika transform`` against the oracle in pandas, which counts the simulated people: the same cells again;
(c) reading and protecting the result, with the audit, against ``seika transform``;
(d) the report against ``seika transform``; and the seconds of a trace;
(e) the whole way, all files of the year through receive, decode and check and then transform, against the least that scripts could do
with the same files: read each with pyarrow into Parquet and run ``ward.sql``, or read each with pandas and run the oracle. Once.

All three tell the same numbers or the run fails. Each other pair is measured in turn in one process; medians of three. With
``SEIKA_BENCH_PARTS=transform`` (a) and (b) only.
"""

from __future__ import annotations

import os
import resource
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from measure import medians, seconds_of, tell
from whole_way import drop, take_in

WARD, FIRST = "setagaya", "2025-04"
STAFF, MONTHS = int(os.environ.get("SEIKA_BENCH_STAFF", "5514")), int(os.environ.get("SEIKA_BENCH_MONTHS", "12"))
EVERYTHING = os.environ.get("SEIKA_BENCH_PARTS") != "transform"
CELL = ("kpi_id", "window_id", "unit_code", "breakdown_id", "breakdown_code")
SAYS = ("numerator", "denominator", "people", "value")


def by_hand(period: str) -> Callable[[], dict[Any, Any]]:
    """Return the month by ``ward.sql``: the extracts mounted as for a transform, then the script; what it returns are its cells."""
    import duckdb

    from seika.config import load_organization
    from seika.config.fact import load_facts
    from seika.period import Period
    from seika.transform import choose
    from seika.transform.declared import Month
    from seika.transform.mount import mount

    organization, month = load_organization(WARD), Period(period)
    extracts = choose.choose(organization, month, choose.accepted(organization))
    waves = [Period(each.period) for each in extracts if each.source_id == "survey"]
    year = month.fiscal_year_start
    ended = year if month.month == 3 else year.plus(-12)  # in March the year of the month itself is over
    days = {
        "first": month.first_day, "last": month.last_day, "april": year.first_day, "ended": ended.first_day,
        "ends": ended.plus(11).last_day, "first_day": Period(FIRST).first_day, "wave": max(waves, default=month).first_day,
        "june": Period(f"{month.year - (month.month < 6)}-06").first_day,
    }  # fmt: skip
    script = Path(__file__).with_name("ward.sql").read_text(encoding="utf-8")
    folder = Path(tempfile.mkdtemp(prefix="seika-bare-"))

    def run() -> dict[Any, Any]:
        mount(folder / "build.duckdb", Month(organization, month, extracts, load_facts()))
        with duckdb.connect(str(folder / "build.duckdb")) as connection:
            for name, day in days.items():
                connection.execute(f"set variable {name} = date '{day}'")
            connection.execute(script)
            return by_cell(connection.sql("from cell").to_arrow_table().to_pylist())

    return run


def oracle(ward: Any, period: str) -> Callable[[], dict[Any, Any]]:
    """Return the same month by the oracle in pandas, which counts person by person; what it returns are its cells."""
    from pandas_oracle import true_cells

    from seika.config import load_organization

    organization = load_organization(WARD)
    asked = dict(organization.header.breakdowns)
    return lambda: by_cell(true_cells(ward, organization.folder, [period], asked, FIRST, set(organization.kpis)).to_dict("records"))


def by_cell(rows: list[dict[str, Any]]) -> dict[Any, Any]:
    """Return what each cell says; the tree of today is left out where it is that of the past."""
    return {
        tuple(row[name] for name in CELL): tuple(row[name] for name in SAYS) for row in rows if row.get("tree_code", "as_was") == "as_was"
    }


def readable(folder: Path) -> dict[Path, str]:
    """Return all delivered files that can be read, with the encoding of those that are text."""
    found = {}
    for file in sorted(folder.glob("round-*/*/*")):
        content = file.read_bytes()
        for encoding in ("utf-8-sig", "cp932") if file.suffix == ".csv" and content else ():
            with suppress(UnicodeDecodeError):
                content.decode(encoding)
                found[file] = encoding
                break
        if file.suffix == ".xlsx":
            found[file] = ""
    return found


def read_bare(folder: Path, files: dict[Path, str]) -> None:
    """Read each file with pyarrow and write it as Parquet: no header is mapped, no value decoded, nothing checked."""
    import pandas
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyarrow import csv

    for file, encoding in files.items():
        if encoding:
            table = csv.read_csv(file, read_options=csv.ReadOptions(encoding=encoding))
        else:
            table = pa.Table.from_pandas(pandas.read_excel(file, dtype=str))
        pq.write_table(table, folder / f"{file.stem}.parquet")


def read_pandas(files: dict[Path, str]) -> None:
    """Read each file with pandas, as text."""
    import pandas

    for file, encoding in files.items():
        pandas.read_csv(file, encoding=encoding, dtype=str) if encoding else pandas.read_excel(file, dtype=str)


def main() -> None:
    """Run all in a state folder of its own and print a table and one JSON object."""
    with tempfile.TemporaryDirectory(prefix="seika-bench-") as folder:
        os.environ["SEIKA_STATE"] = folder
        import pyarrow.parquet as pq

        import seika.simulate.step as simulator
        from seika.period import Period
        from seika.store.database import stop_server
        from seika.transform import transform

        wards: list[Any] = []
        # the simulator's own truth of all months is not asked for here
        simulator.truth = lambda organization, ward, periods: wards.append(ward) or []  # type: ignore[assignment]
        period = str(Period(FIRST).plus(MONTHS - 1))
        made = simulator.simulate([WARD], Path(folder) / "simulated", STAFF, MONTHS, FIRST, 1)
        try:
            taken = 0.0
            for deliveries in sorted(made.folder.glob("round-*")):
                drop(deliveries, WARD)
                taken += seconds_of(lambda: take_in(WARD))
            done = transform(WARD, Period(period))
            hand, plain = by_hand(period), oracle(wards[0], period)
            ours = by_cell(pq.read_table(done.folder / "kpi_value.parquet").to_pylist())
            for name, told in (("ward.sql", hand()), ("pandas", plain())):
                differ = [cell for cell in ours.keys() | told.keys() if ours.get(cell) != told.get(cell)]
                if differ:
                    raise SystemExit(f"{name}: {len(differ)} of {len(ours)} cells differ, {differ[0]}")
            seconds, script = medians(lambda: transform(WARD, Period(period)), hand)
            pandas_seconds = seconds_of(plain)
            results = [("transform / ward.sql", seconds, script), ("pandas / transform", pandas_seconds, seconds)]
            files = readable(made.folder)
            bare, frames = seconds_of(lambda: read_bare(Path(folder), files)), seconds_of(lambda: read_pandas(files))
            results += [("whole way / pyarrow and ward.sql", taken + seconds, bare + script)]
            results += [("pandas' whole way / whole way", frames + pandas_seconds, taken + seconds)]
            more = _further(done.folder, period, seconds, results) if EVERYTHING else {}
        finally:
            stop_server()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    title = f"{WARD}, {STAFF:,} staff, {MONTHS} months, {period}, {len(ours):,} cells"
    tell(title, results, more | {"peak GiB": round(peak, 2)})


def _further(result: Path, period: str, seconds: float, results: list[tuple[str, float, float]]) -> dict[str, float]:
    """Add what comes after a transform."""
    from seika.release import release
    from seika.release.snapshot import read_result
    from seika.report import report
    from seika.store.earlier import comparable
    from seika.trace import Cell, trace
    from seika.trace.access import reader_here

    (protected,) = medians(lambda: read_result(result, comparable))
    snapshot = release(result).snapshot_id
    pages = seconds_of(lambda: report(snapshot))
    traced = seconds_of(lambda: trace(WARD, period, Cell("overtime_hours_per_capita_month"), reader_here()))
    results += [("disclosure control with audit / transform", protected, seconds), ("report / transform", pages, seconds)]
    return {"trace, seconds": round(traced, 2)}


if __name__ == "__main__":
    main()

"""Every cell of every KPI, unit, breakdown and tree equals an oracle in pandas, before and after an April reorganization.

A year that is over, a month before the first survey and the month of the reorganization in every run;
``SEIKA_ORACLE_MONTHS=18`` compares each of so many months.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from pandas_oracle import true_cells
from reorganized import BREAKDOWNS, reorganized
from whole_way import drop, take_in

from seika.period import Period
from seika.simulate import simulate
from seika.simulate.people import Ward
from seika.transform import transform

FIRST = Period("2025-04")
EVERY = int(os.environ.get("SEIKA_ORACLE_MONTHS", "0"))
MONTHS = {"setagaya": ["2026-03", "2026-04"], "shinagawa": ["2025-06", "2026-04"]}
CELL = ["period", "kpi_id", "window_id", "tree_code", "unit_code", "breakdown_id", "breakdown_code"]
SAYS = ["numerator", "denominator", "people", "value"]


def by_cell(frame: pd.DataFrame) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    says = frame[SAYS].astype(object).where(frame[SAYS].notna(), None)
    return dict(zip(frame[CELL].itertuples(index=False, name=None), says.itertuples(index=False, name=None), strict=True))


@pytest.mark.service
@pytest.mark.parametrize("ward", ["setagaya", "shinagawa"])
def test_every_cell_equals_the_oracle(ward: str, state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    organization = reorganized(ward, state, monkeypatch)
    wards: list[Ward] = []
    monkeypatch.setattr("seika.simulate.step.truth", lambda organization, ward, periods: wards.append(ward) or [])
    out = simulate([ward], state / "simulated", staff=70, months=EVERY or 13).folder
    for number in (1, 2):
        drop(out / f"round-{number}", ward)
        take_in(ward)
    periods = [str(FIRST.plus(step)) for step in range(EVERY)] or MONTHS[ward]

    tables = [pq.read_table(transform(ward, Period(period)).folder / "kpi_value.parquet") for period in periods]
    ours = by_cell(pd.concat([table.to_pandas(date_as_object=True) for table in tables]))
    asked = dict.fromkeys(BREAKDOWNS, "section")
    true = by_cell(true_cells(wards[0], organization.folder, periods, asked, str(FIRST), set(organization.kpis)))
    wrong = [(cell, ours.get(cell), true.get(cell)) for cell in sorted(ours.keys() | true.keys()) if ours.get(cell) != true.get(cell)]
    assert (len(wrong), wrong[:5]) == (0, []), f"of {len(ours)}"
    assert {cell[3] for cell in ours} == {"as_was", "today"} and {cell[5] for cell in ours} == {"all", *BREAKDOWNS}
    assert {cell[1] for cell in ours} == set(organization.kpis)
    with capsys.disabled():
        print(f"\n{ward}: {len(ours):,} cells of {len(organization.kpis)} KPIs and {len(periods)} months equal the oracle")  # noqa: T201

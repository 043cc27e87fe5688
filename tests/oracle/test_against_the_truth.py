"""What the simulator says of its people is what comes out, whatever comes late, corrected or broken; test_every_cell.py has all cells."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from whole_way import drop, take_in

from seika.config import load_organization
from seika.period import Period
from seika.release import release
from seika.simulate import simulate
from seika.store import ledger, releases
from seika.transform import ready, transform

MONTHS = 8  # April to November: a survey wave, a turn of the quarter, a late and a corrected delivery
COMPARED = ("2025-05", "2025-09", "2025-11")


def true_rows(folder: Path) -> dict[tuple[str, ...], Any]:
    rows = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return {(row["period"], row["kpi_id"], row["window_id"], row["unit_code"]): row for row in rows}


def wrong_cells(period: Period, folder: Path, truth: dict[tuple[str, ...], Any]) -> tuple[int, list[Any]]:
    """Return how many cells were compared, and those that differ."""
    wrong = []
    rows = [row for row in pq.read_table(folder / "kpi_value.parquet").to_pylist() if row["breakdown_id"] == "all"]
    for row in rows:
        place = (str(period), row["kpi_id"], row["window_id"], row["unit_code"])
        true = truth.get(place)
        got = (row["numerator"], row["denominator"], row["people"], row["value"])
        # Before the first survey there is nobody who answered and no wave to count people on.
        due = (0, 0, 0, None) if true is None else (true["numerator"], true["denominator"], true["people"], decimal(true["value"]))
        if got != due:
            wrong.append((place, got, due))
    return len(rows), wrong


def decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.service
def test_every_kpi_and_unit_equals_the_truth_once_all_has_come(state: Path) -> None:
    out = simulate(["shinagawa"], state / "simulated", staff=60, months=MONTHS).folder
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"]
    truth = true_rows(out)

    drop(out / "round-1", "shinagawa")
    first = take_in("shinagawa")
    early = ready("shinagawa")
    # September comes late and holds nothing back; what looks back over it speaks of August.
    assert [str(period) for period in early] == ["2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-10", "2025-11"]
    release(transform("shinagawa", Period("2025-05")).folder)
    november = release(transform("shinagawa", Period("2025-11")).folder)
    speaks = {row["kpi_id"]: row["stale_since"] for row in releases.kpi_rows(november.snapshot_id) if row["unit_code"] == "0000000"}
    assert (speaks["overtime_hours_per_capita_month"], speaks["overtime_avg_2to6m_over80h_rate"]) == (None, "2025-08")
    drop(out / "round-2", "shinagawa")
    deliveries = {delivery.file_name: delivery for delivery in [*first, *take_in("shinagawa")]}

    for sent in manifest:
        came = deliveries[sent["file"]]
        assert came.state == sent["state"], sent["file"]
        if sent["state"] == "accepted":
            counts = (came.received_count, came.accepted_count, came.quarantined_count)
            assert counts == (sent["rows"], sent["rows"] - len(sent["broken"]), len(sent["broken"])), sent["file"]

    compared = 0
    for period in map(Period, COMPARED):
        cells, wrong = wrong_cells(period, transform("shinagawa", period).folder, truth)
        assert wrong == [], str(period)
        compared += cells
    organization = load_organization("shinagawa")
    windows = sum(len(kpi.windows) for kpi in organization.kpis.values())
    assert windows >= 60 and compared == len(COMPARED) * windows * len(organization.units)

    # September has come: November speaks of itself
    assert release(transform("shinagawa", Period("2025-11")).folder).revision == 2
    corrected = release(transform("shinagawa", Period("2025-05")).folder)
    assert (corrected.is_new, corrected.revision) == (True, 2)
    again = release(transform("shinagawa", Period("2025-05")).folder)
    assert (again.is_new, again.snapshot_id) == (False, corrected.snapshot_id)
    assert sorted((each.period, each.revision) for each in releases.snapshots("shinagawa")) == [
        (month, revision) for month in ("2025-05", "2025-11") for revision in (1, 2)
    ]
    assert not [event for event in ledger.events("shinagawa") if "Traceback" in event.message]

"""The same month, byte for byte, whatever the threads of the engine and the order in which deliveries and their rows lie."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from whole_way import drop, take_in

from seika.canonical import hash_file
from seika.config import load_organization
from seika.config.fact import load_facts
from seika.period import Period
from seika.simulate import simulate
from seika.transform import choose
from seika.transform.choose import Extract
from seika.transform.declared import Month
from seika.transform.step import compute

MONTH = Period("2025-09")
HASHES = {"input_hash": "i", "configuration_hash": "c", "code_hash": "k"}

pytestmark = pytest.mark.service


@pytest.fixture(scope="module")
def month(own_state: Path) -> Month:
    made = simulate(["setagaya"], own_state / "simulated", staff=60, months=6)
    for number in (1, 2):
        drop(made.folder / f"round-{number}", "setagaya")
        take_in("setagaya")
    organization = load_organization("setagaya")
    return Month(organization, MONTH, choose.choose(organization, MONTH, choose.accepted(organization)), load_facts())


def hashes_of(month: Month, folder: Path) -> dict[str, str]:
    compute(month, folder / str(MONTH), HASHES)
    return {path.name: hash_file(path) for path in sorted((folder / str(MONTH)).iterdir())}


def upside_down(extract: Extract, folder: Path) -> Extract:
    """Return the delivery with its rows in the opposite order in the file."""
    rows = pq.read_table(extract.rows)
    turned = folder / f"{extract.delivery_id}.parquet"
    pq.write_table(rows.sort_by([("row_number", "descending")]), turned)
    assert rows.num_rows < 2 or pc.max(rows["row_number"]) == pq.read_table(turned)["row_number"][0]
    return replace(extract, rows=str(turned))


def test_one_two_and_four_threads_give_the_same_bytes(month: Month, own_state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for threads in ("1", "2", "4"):
        monkeypatch.setenv("SEIKA_DUCKDB_THREADS", threads)
        found.append(hashes_of(month, own_state / "threads"))
    assert {"kpi_value.parquet", "outcome_status.parquet", "selection.json"} <= set(found[0])
    assert found[0] == found[1] == found[2]


def test_the_order_of_deliveries_and_of_their_rows_changes_no_byte(month: Month, own_state: Path, tmp_path: Path) -> None:
    turned = [upside_down(each, tmp_path) for each in reversed(month.extracts)]
    assert hashes_of(replace(month, extracts=turned), own_state / "turned") == hashes_of(month, own_state / "straight")

import json, sys
from pathlib import Path
import pytest
from whole_way import drop, take_in
from seika.period import Period
from seika.simulate import simulate
from seika.transform import transform
from test_against_the_truth import true_rows
import pyarrow.parquet as pq
from decimal import Decimal
@pytest.mark.service
def test_mini(state: Path) -> None:
    out = simulate(["setagaya"], state / "simulated", staff=60, months=4).folder
    truth = true_rows(out)
    drop(out / "round-1", "setagaya"); take_in("setagaya")
    wrong=[]; n=0
    rows = pq.read_table(transform("setagaya", Period("2025-07")).folder / "kpi_value.parquet").to_pylist()
    for row in rows:
        if row["breakdown_id"]!="all" or row["tree_code"]!="as_was": continue
        n+=1
        k=("2025-07", row["kpi_id"], row["window_id"], row["unit_code"])
        true=truth.get(k)
        got=(row["numerator"], row["denominator"], row["people"], row["value"])
        due=(0,0,0,None) if true is None else (true["numerator"],true["denominator"],true["people"],None if true["value"] is None else Decimal(true["value"]))
        if got!=due: wrong.append((k,got,due))
    print(n,len(wrong),wrong[:8])
    assert wrong == []

"""Half a year of two simulated wards: every file is taken or refused as the simulator says, every broken row by the rule it names."""

import json
from pathlib import Path

from whole_way import drop, take_in

from seika.simulate import simulate
from seika.store import lake, ledger


def test_each_broken_row_is_stopped_by_the_rule_meant_for_it_and_no_other_row_is(state: Path, tmp_path: Path) -> None:
    folder = simulate(["shinagawa", "setagaya"], tmp_path / "out", staff=60, months=6, first_period="2025-04", seed=7).folder
    for turn in ("round-1", "round-2"):
        for organization_id in ("shinagawa", "setagaya"):
            drop(folder / turn, organization_id)
            take_in(organization_id)
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert len(files) > 50
    assert len({row["rule"] for file in files for row in file["broken"]}) >= 14
    for file in files:
        deliveries = ledger.deliveries(file["organization_id"], file["source_id"])
        (delivery,) = [one for one in deliveries if (one.sha256, one.period) == (file["sha256"], file["period"])]
        assert delivery.state == file["state"], (file["file"], delivery.reason)
        if delivery.state == "accepted":
            found = sorted((row["row_number"], row["rule_id"]) for row in lake.table(delivery, "quarantine").to_pylist())
            assert found == sorted((row["row_number"], row["rule"]) for row in file["broken"]), file["file"]
            assert delivery.received_count == file["rows"] == (delivery.accepted_count or 0) + (delivery.quarantined_count or 0)

"""Extracts as they really come, round by round: what is published in the end is the truth, and every file is accounted for."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from seika.cli import app
from seika.config import paths
from seika.period import Period
from seika.release import release
from seika.simulate import simulate
from seika.store import ledger, releases
from seika.store.standing import standings
from seika.transform import ready, transform

WARD, MONTHS = "setagaya", 4


def rounds(folder: Path) -> list[Path]:
    return sorted(folder.glob("round-*"), key=lambda path: int(path.name.removeprefix("round-")))


def drop(folder: Path) -> None:
    door = paths.inbox() / WARD
    door.mkdir(parents=True, exist_ok=True)
    for file in sorted((folder / WARD).iterdir()):
        (door / file.name).write_bytes(file.read_bytes())
        os.utime(door / file.name, (0, 0))


def ingest() -> None:
    done = CliRunner().invoke(app, ["ingest", "-o", WARD])
    assert done.exit_code == 0 and "Traceback" not in done.output, done.output


def publish() -> list[str]:
    return [release(transform(WARD, period).folder).snapshot_id for period in ready(WARD)]


def unlike_the_truth(folder: Path) -> tuple[int, list[Any]]:
    """Return how many published cells with a value were compared, and those that differ."""
    rows = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    truth = {(row["period"], row["kpi_id"], row["window_id"], row["unit_code"]): row for row in rows}
    compared, wrong = 0, []
    for snapshot in releases.current_snapshots(WARD):
        for row in releases.kpi_rows(snapshot.snapshot_id):
            # what the simulator does not count, the oracle of test_every_cell.py does
            if row["value"] is None or row["breakdown_id"] != "all" or row["unit_level"] == "merged":
                continue
            true = truth[snapshot.period, row["kpi_id"], row["window_id"], row["unit_code"]]
            compared += 1
            if (row["numerator"], row["denominator"], str(row["value"].normalize())) != (
                true["numerator"],
                true["denominator"],
                str(type(row["value"])(true["value"]).normalize()),
            ):
                wrong.append((snapshot.period, row["kpi_id"], row["unit_code"], row["value"], true["value"]))
    return compared, wrong


@pytest.mark.service
@pytest.mark.parametrize("seed", range(1, 1 + int(os.environ.get("SEIKA_CHAOS_SEEDS", "1"))))
def test_a_year_in_disorder_ends_with_the_truth_and_every_file_accounted_for(state: Path, seed: int) -> None:
    out = simulate([WARD], state / "simulated", staff=60, months=MONTHS, seed=seed, is_chaos=True).folder
    sent = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"]
    for number, each in enumerate(rounds(out)):
        drop(each)
        ingest()
        if number in (3, 5):
            publish()
    publish()

    assert [snapshot.period for snapshot in releases.current_snapshots(WARD)] == [
        str(each) for each in Period("2025-04").until(Period("2025-07"))
    ]
    compared, wrong = unlike_the_truth(out)
    assert wrong == [] and compared > 100

    by_bytes = {(each.source_id, each.period, each.sha256): each for each in ledger.deliveries(WARD)}
    lying = {path.name for path in (paths.inbox() / WARD).iterdir() if path.is_file()}
    for file in sent:
        if file["state"] in ("unfinished", "nobodys"):
            assert file["file"] in lying
            continue
        delivery = by_bytes[file["source_id"], file["period"], file["sha256"]]
        assert delivery.state in {"judged": ("accepted", "rejected"), "known": ("accepted",)}.get(file["state"], (file["state"],)), file
        assert delivery.reason or delivery.state != "rejected"
    assert lying == {file["file"] for file in sent if file["state"] in ("unfinished", "nobodys")}
    for delivery in by_bytes.values():
        if delivery.state == "accepted":
            assert delivery.received_count == (delivery.accepted_count or 0) + (delivery.quarantined_count or 0)
    said = Counter(
        standing.says
        for source in {each.source_id for each in by_bytes.values()}
        for standing in standings(ledger.deliveries(WARD, source), ledger.arrivals(WARD, source))
    )
    assert set(said) >= {"counts", "superseded"} and "in_work" not in said

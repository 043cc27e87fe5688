"""Workers that share the ledger, the vault and the lake, and nothing else: each has its own scratch folder."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hoshimi import CITY, deliver, say, settle_down

from seika.config import paths
from seika.orchestrate import steps
from seika.store import releases

JUNE = "2026-06"


def move_to(worker: str, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_SCRATCH", str(state.parent / worker))


def test_a_worker_publishes_what_another_computed_and_never_what_it_had_computed_before(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(settle_down(tmp_path / "shelf").parent))
    deliver(JUNE)
    move_to("one", state, monkeypatch)
    assert say("ingest").exit_code == 0
    months = steps.transform(CITY, steps.ready(CITY))
    move_to("other", state, monkeypatch)
    assert steps.release(CITY, months) == [f"{CITY}-{JUNE}-r1"]
    assert not (state / "scratch").exists()

    deliver(JUNE)
    workbook = paths.inbox() / CITY / f"staff_survey_{JUNE}.xlsx"
    book = openpyxl.load_workbook(workbook)
    book["Responses"]["E5"] = 1
    book.save(workbook)
    assert say("ingest").exit_code == 0
    months = steps.transform(CITY, steps.ready(CITY))
    move_to("one", state, monkeypatch)  # where the first month lies, of deliveries that are no longer in force
    assert steps.release(CITY, months) == [f"{CITY}-{JUNE}-r2"]
    first, second = releases.snapshots(CITY)
    assert first.input_hash != second.input_hash

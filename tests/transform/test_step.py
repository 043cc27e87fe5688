"""Extracts of a small ward go the whole way by functions, and every cell of every month equals the simulator's truth."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from seika.config import load_organization, paths
from seika.period import Period

CELL = ("numerator", "denominator", "people", "value")


def take_in(folder: Path, organization_id: str) -> None:
    """Receive, decode and check everything in ``folder``, the roster first because others look people up in it."""
    from seika.check import check
    from seika.decode import decode
    from seika.receive import receive

    inbox = paths.inbox() / organization_id
    inbox.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.iterdir()):
        shutil.copy2(path, inbox / path.name)
    sources = sorted(load_organization(organization_id).sources, key=lambda source: source != "roster")
    for source in sources:
        for delivery_id in receive(organization_id, source):
            if decode(delivery_id).state == "decoded":
                check(delivery_id)


def rows_of(folder: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return rows


@pytest.mark.service
def test_every_cell_of_every_month_equals_the_truth(state: Path, tmp_path: Path) -> None:
    from seika.simulate import simulate
    from seika.transform import ready, transform

    made = simulate(["setagaya"], tmp_path / "simulated", staff=60, months=13)
    truth = {
        (row["period"], row["kpi_id"], row["window_id"], row["unit_code"]): row
        for row in json.loads((made.folder / "truth.json").read_text(encoding="utf-8"))
    }
    wrong, compared = [], 0
    for number in (1, 2):
        take_in(made.folder / f"round-{number}" / "setagaya", "setagaya")
    months = ready("setagaya")
    assert (months[0], len(months)) == (Period("2025-04"), 13)
    for month in months:
        for row in rows_of(transform("setagaya", month).folder, "kpi_value"):
            if row["breakdown_id"] != "all":
                continue
            key = (str(month), row["kpi_id"], row["window_id"], row["unit_code"])
            found = tuple(row[name] for name in CELL)
            # Before its first survey, or a first whole year, a ward has no truth to speak of, and the row says so.
            if key not in truth and row["window_id"] in ("wave", "fiscal_year"):
                assert found == (0, 0, 0, None), key
                continue
            true = truth.pop(key)
            compared += 1
            wanted = tuple(true[name] if name != "value" else true[name] and Decimal(true[name]) for name in CELL)
            if found != wanted:
                wrong.append((key, found, wanted))
    assert wrong == [], f"{len(wrong)} of {compared}"
    assert truth == {}
    assert compared > 1000


@pytest.mark.service
def test_the_open_survey_gives_what_pandas_gives_on_the_raw_file_and_is_ready_once(state: Path, tmp_path: Path) -> None:
    import pandas as pd

    from seika.release import release
    from seika.simulate import simulate
    from seika.transform import ready, transform

    made = simulate(["handbook"], tmp_path / "simulated")
    (folder,) = (made.folder / "round-1" / "handbook",)
    take_in(folder, "handbook")
    assert ready("handbook") == [Period("2021-08")]
    done = transform("handbook", Period("2021-08"))
    found = {row["kpi_id"]: row for row in rows_of(done.folder, "kpi_value")}

    (raw,) = folder.iterdir()
    items = [row["header"] for row in load_organization("handbook").survey_items if row["is_engagement"] == "1"]
    answers = pd.read_csv(raw)[items].stack().dropna().astype(int)
    mean, positive = found["engagement_score_mean"], found["engagement_positive_rate"]
    assert (mean["numerator"], mean["denominator"], mean["people"]) == (answers.sum(), len(answers), 2833)
    assert mean["value"] == Decimal(str(round(answers.mean(), 2)))
    assert (positive["numerator"], positive["denominator"]) == ((answers >= 3).sum(), len(answers))

    release(done.folder)
    assert ready("handbook") == []


@pytest.mark.service
def test_a_month_without_its_extracts_is_not_ready(state: Path) -> None:
    from seika.errors import NotReady
    from seika.transform import ready, transform

    assert ready("shinagawa") == []
    with pytest.raises(NotReady) as refusal:
        transform("shinagawa", Period("2025-04"))
    assert "roster 2025-04" in refusal.value.message("ja")

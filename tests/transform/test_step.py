"""An open survey goes the whole way by functions and gives what pandas gives; a month without its extracts does not."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from seika.config import load_organization, paths
from seika.period import Period


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

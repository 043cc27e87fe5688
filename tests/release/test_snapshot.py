from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from computed_month import KPI_SCHEMA, month, outcome, row

from seika.errors import BadData
from seika.release.snapshot import content_hash, read_result


def test_rows_come_in_one_order_whatever_order_they_were_computed_in(tmp_path: Path) -> None:
    rows = [row("1010"), row("0000"), row("0000", window_id="calendar_year_to_date")]
    one, two = read_result(month(tmp_path / "one", rows)), read_result(month(tmp_path / "two", rows[::-1]))
    assert [(each["window_id"], each["unit_code"]) for each in one.kpi_rows] == [
        ("calendar_year_to_date", "0000"),
        ("fiscal_year_to_date", "0000"),
        ("fiscal_year_to_date", "1010"),
    ]
    assert one == two


def test_cells_about_too_few_people_arrive_withheld(tmp_path: Path) -> None:
    whole, section = read_result(month(tmp_path, [row("0000", 90), row("1010", 4)])).kpi_rows
    assert (whole["status"], section["status"], section["numerator"]) == ("behind", "suppressed", None)


def test_the_content_hash_is_the_same_for_the_same_number_written_otherwise() -> None:
    first = content_hash([row(value=Decimal("30.0"))], [outcome()])
    assert first == content_hash([row(value=Decimal("30.0000")) | {"more": "not published"}], [outcome()])


@pytest.mark.parametrize(
    "change", [{"value": Decimal("30.1")}, {"value": None}, {"status": "achieved"}, {"unit_code": "1"}, {"numerator": 28}, {"target": None}]
)
def test_the_content_hash_differs_when_anything_published_does(change: dict[str, object]) -> None:
    assert content_hash([row() | change], [outcome()]) != content_hash([row()], [outcome()])
    assert content_hash([row()], [outcome() | {"status": "x"}]) != content_hash([row()], [outcome()])


def test_a_kpi_without_rules_of_disclosure_stops_the_release(tmp_path: Path) -> None:
    with pytest.raises(BadData) as refused:
        read_result(month(tmp_path, disclosure={}))
    assert (refused.value.code, refused.value.where["kpi"]) == ("RELEASE-05", "male_childcare_leave_rate")


@pytest.mark.parametrize("name", ["kpi_value.parquet", "outcome_status.parquet", "selection.json"])
def test_a_missing_or_broken_file_is_named(tmp_path: Path, name: str) -> None:
    folder = month(tmp_path)
    (folder / name).write_bytes(b"{")
    with pytest.raises(BadData) as broken:
        read_result(folder)
    (folder / name).unlink()
    with pytest.raises(BadData) as missing:
        read_result(folder)
    assert broken.value.code == missing.value.code == "RELEASE-04"
    assert broken.value.where["file"] == missing.value.where["file"] == str(folder / name)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    folder = month(tmp_path)
    pq.write_table(pa.Table.from_pylist([row()], KPI_SCHEMA).drop_columns(["people"]), folder / "kpi_value.parquet")
    with pytest.raises(BadData) as refused:
        read_result(folder)
    assert refused.value.where["problem"] == "it lacks people"


def test_rows_of_another_month_are_not_published_under_this_one(tmp_path: Path) -> None:
    folder = month(tmp_path / "may", period="2025-05")
    (folder / "selection.json").write_text((month(tmp_path / "april") / "selection.json").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(BadData) as refused:
        read_result(folder)
    assert refused.value.code == "RELEASE-04"


def test_an_outcome_does_not_tell_how_its_withheld_kpi_stands(tmp_path: Path) -> None:
    (shown,) = read_result(month(tmp_path / "shown")).outcome_rows
    assert (shown["status"], shown["behind_count"]) == ("behind", 1)
    (hidden,) = read_result(month(tmp_path / "hidden", rows=[row(people=4)])).outcome_rows
    assert (hidden["status"], hidden["behind_count"]) == ("suppressed", 0)

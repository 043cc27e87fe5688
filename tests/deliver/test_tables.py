"""Tables of a snapshot outside the database: the same numbers in CSV and Parquet, byte for byte again, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from computed_month import month, row
from typer.testing import CliRunner

from seika.canonical import canonical_json
from seika.cli import app
from seika.config import load_organization
from seika.config.catalogue import catalogue
from seika.deliver.tables import csv_bytes, exported, parquet_bytes, relations, tables, write_tables
from seika.period import Period
from seika.release import release
from seika.store import releases, semantics
from seika.store.number_id import read_number_id

UNITS = {"0000000": None, "0100000": "0000000", "0101000": "0100000"}
ROWS = [row("0000000"), row("0100000", unit_level="department", people=9, target=None), row("0101000", unit_level="section", people=3)]


@pytest.fixture(scope="module")
def snapshot(own_state: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = month(tmp_path_factory.mktemp("month"), ROWS, units=UNITS)
    said = catalogue(load_organization("shinagawa"), Period("2025-04"))
    (folder / "semantics.json").write_bytes(canonical_json(semantics.as_text(said)))
    return release(folder).snapshot_id


def read_csv(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def plain(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {None: "", True: "true", False: "false"}[value]
    return value.isoformat() if isinstance(value, date) else str(value)


def test_both_forms_say_what_is_published_cell_by_cell(snapshot: str) -> None:
    made = releases.snapshot(snapshot)
    found = tables(snapshot)
    assert set(found) == {"kpi_value", "outcome_status", *semantics.NAMES} and all(found.values())
    for name, rows in found.items():
        from_csv = read_csv(csv_bytes(name, rows))
        from_parquet = pq.read_table(io.BytesIO(parquet_bytes(name, rows, made))).to_pylist()
        assert len(from_csv) == len(from_parquet) == len(rows)
        for published, text, exact in zip(rows, from_csv, from_parquet, strict=True):
            for column in exported(name):
                value = published[column.name]
                assert exact[column.name] == value, column.name
                same = Decimal(text[column.label_ja]) == value if isinstance(value, Decimal) else text[column.label_ja] == plain(value)
                assert same, (name, column.name)


def test_every_row_says_its_number_and_a_withheld_one_says_nothing_else(snapshot: str) -> None:
    rows = {each["所属コード"]: each for each in read_csv(csv_bytes("kpi_value", tables(snapshot)["kpi_value"]))}
    assert read_number_id(rows["0100000"]["数値番号"]).snapshot_id == snapshot
    assert rows["0000000"]["値"] == "30" and rows["0000000"]["人数"] == "90"
    hidden = rows["0101000"]
    assert hidden["達成状況"] == "suppressed" and {hidden[name] for name in ("値", "分子", "分母", "人数")} == {""}


def test_the_same_snapshot_gives_the_same_bytes(snapshot: str, tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    names = write_tables(snapshot, str(first))
    assert names == write_tables(snapshot, str(second)) and len(names) == 12
    assert {name: (first / name).read_bytes() for name in names} == {name: (second / name).read_bytes() for name in names}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_text_never_becomes_a_formula_and_numbers_below_zero_stay_numbers(snapshot: str, text: str) -> None:
    one = tables(snapshot)["kpi_value"][0] | {"unit_code": text, "value": Decimal("-5.5000")}
    (line,) = read_csv(csv_bytes("kpi_value", [one]))
    assert (line["所属コード"], line["値"]) == (f"'{text}", "-5.5")
    (line,) = read_csv(csv_bytes("kpi_value", [one | {"unit_code": "-"}]))
    assert line["所属コード"] == "-"  # the unit of records that have none: a dash alone is no formula


def test_parquet_says_what_its_columns_mean_and_whose_they_are(snapshot: str) -> None:
    made = releases.snapshot(snapshot)
    schema = pq.read_schema(io.BytesIO(parquet_bytes("kpi_value", tables(snapshot)["kpi_value"], made)))
    assert schema.metadata[b"snapshot_hash"].decode() == made.snapshot_hash
    labels = {column.name: column.label_ja for column in relations()["kpi_value"].columns}
    assert {name: schema.field(name).metadata[b"label_ja"].decode() for name in schema.names} == {
        name: labels[name] for name in schema.names
    }


def test_the_command_writes_them_to_a_folder_or_an_object_store(snapshot: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["export", snapshot, "--tables", "--to", str(tmp_path / "out")])
    assert done.exit_code == 0 and len(list((tmp_path / "out").glob("*.csv"))) == 6
    import fsspec

    write_tables(snapshot, "memory://exports")
    assert len(fsspec.filesystem("memory").ls("/exports")) == 12

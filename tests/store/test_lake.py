from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from seika.canonical import hash_file
from seika.errors import BadData
from seika.store import files, lake
from seika.store.ledger import Delivery

DELIVERY = Delivery(
    "shinagawa-attendance-2025-04-61000000", "shinagawa", "attendance", "2025-04", "61" * 32, "a.csv", 1,
    datetime(2025, 5, 1, tzinfo=UTC), "received",
)  # fmt: skip
ROWS = {
    "person_key": ["k1", "k2", "k3"],
    "work_date": [date(2025, 4, 1), date(2025, 4, 2), date(2025, 4, 3)],
    "overtime_minutes": [930, None, 0],
    "is_closed": [True, None, False],
    "answered_at": [datetime(2025, 4, 1, 8, 30), None, None],
    "delivery_id": [DELIVERY.delivery_id] * 3,
    "row_number": [2, 3, 5],
}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEIKA_STATE", str(tmp_path))
    monkeypatch.delenv("SEIKA_LAKE", raising=False)
    return tmp_path / "lake"


def rows() -> pa.Table:
    table = pa.table(ROWS)
    at = table.schema.get_field_index("answered_at")
    return table.set_column(at, "answered_at", table["answered_at"].cast(pa.timestamp("us")))


def test_a_delivery_lies_by_organization_source_and_period(place: Path) -> None:
    where = lake.write(DELIVERY, rows())
    assert where == str(place / "shinagawa/attendance/2025-04" / DELIVERY.delivery_id / "rows.parquet")
    assert lake.exists(DELIVERY)
    assert not lake.exists(DELIVERY, "quarantine")


def test_the_types_are_those_that_were_written() -> None:
    lake.write(DELIVERY, rows())
    assert lake.table(DELIVERY).schema == rows().schema
    assert lake.table(DELIVERY).to_pydict() == ROWS


def test_the_same_rows_give_the_same_bytes_however_the_table_was_put_together() -> None:
    whole = pa.concat_tables([rows()] * 30_000).combine_chunks()
    first = hash_file(Path(lake.write(DELIVERY, whole)))
    pieces = pa.concat_tables([whole.slice(start, 7_001) for start in range(0, whole.num_rows, 7_001)])
    again = pieces.replace_schema_metadata({"made": "by pieces"})
    assert hash_file(Path(lake.write(DELIVERY, again))) == first
    assert hash_file(Path(lake.write(DELIVERY, whole.slice(1)))) != first


def test_a_write_that_breaks_off_leaves_what_was_there_before(tmp_path: Path) -> None:
    def breaks_off(stream: BinaryIO) -> None:
        stream.write(b"half")
        raise OSError("no space left on device")

    kept = tmp_path / "folder" / "rows.parquet"
    files.write_whole(str(kept), lambda stream: stream.write(b"whole"))
    with pytest.raises(OSError, match="no space"):
        files.write_whole(str(kept), breaks_off)
    assert kept.read_bytes() == b"whole"
    assert list(kept.parent.iterdir()) == [kept]


def test_it_is_zstd_and_only_its_hash_lies_beside_it() -> None:
    path = Path(lake.write(DELIVERY, rows()))
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"
    assert sorted(each.name for each in path.parent.iterdir()) == ["rows.parquet", "rows.parquet.sha256"]


def test_as_a_frame_integers_stay_integers_and_flags_stay_flags_where_values_are_missing() -> None:
    lake.write(DELIVERY, rows())
    frame = lake.read(DELIVERY)
    assert frame["overtime_minutes"].tolist()[0] == 930
    assert {name: str(kind) for name, kind in frame.dtypes.items() if name in ("overtime_minutes", "is_closed", "row_number")} == {
        "overtime_minutes": "Int64",
        "is_closed": "boolean",
        "row_number": "Int64",
    }
    assert frame["overtime_minutes"].isna().tolist() == [False, True, False]


def test_the_quarantine_has_one_form_whatever_order_it_came_in() -> None:
    found = pa.table(
        {
            "stage": ["check"], "row_number": pa.array([3], pa.int32()), "column_name": pa.array([None], pa.string()),
            "rule_id": ["attendance.overtime_minutes.plausible"], "delivery_id": [DELIVERY.delivery_id],
        }
    )  # fmt: skip
    lake.write(DELIVERY, found, "quarantine")
    assert lake.table(DELIVERY, "quarantine").schema == lake.QUARANTINE


def test_a_quarantine_without_rule_is_refused() -> None:
    with pytest.raises(KeyError):
        lake.write(DELIVERY, pa.table({"row_number": [1]}), "quarantine")


def test_what_was_never_decoded_is_said_to_be_missing() -> None:
    with pytest.raises(BadData) as refused:
        lake.read(DELIVERY)
    assert refused.value.code == "STORE-10"


def test_a_lake_elsewhere_gives_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_LAKE", "memory://lake")
    assert lake.write(DELIVERY, rows()).startswith("memory://lake/shinagawa/attendance/2025-04/")
    assert lake.exists(DELIVERY)
    assert lake.table(DELIVERY) == rows()

"""Names, staff numbers, respondent numbers and free text end in the vault: no other file, table or log line holds one."""

import io
import logging
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from door import FIXTURES, GOOD, KEY, lay
from sqlalchemy import text
from whole_way import take_in

from seika.config import paths
from seika.store.database import transaction

PLANTED = [
    "品川 太郎", "シナガワ", "髙﨑", "大井", "見知らぬ", "00012345", "12346", "00000777", "99999901",
    "1001", "1003", "感謝している", "秘密の意見", "とても良い", KEY,
]  # fmt: skip


def test_no_planted_value_is_in_lake_ledger_log_or_error(
    state: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    extracts = {**GOOD, "kintai_202504_2.csv": "attendance/unknown_staff_bad_day_twice_and_short_row.csv"}
    extracts["kintai_202504_3.csv"] = "attendance/missing_overtime_column.csv"
    for name, fixture in extracts.items():
        lay(name, fixture)
    with caplog.at_level(logging.DEBUG):
        assert len(take_in("shinagawa")) == 9
    written = _lake() + _ledger() + caplog.text + "".join(capfd.readouterr())
    assert "attendance.person_key.on_roster" in written, "the places were not looked at"
    # A pseudonym is hex digits and may hold any four of them.
    words = [word for word in PLANTED if len(word) > 4 or not word.isdecimal()]
    assert [word for word in words if word in written] == []
    assert {"1001", "1003"}.isdisjoint(written.split('"'))


def test_the_planted_values_are_in_what_was_sent() -> None:
    sent = "".join(_text(fixture) for fixture in (*GOOD.values(), "attendance/unknown_staff_bad_day_twice_and_short_row.csv"))
    assert [word for word in PLANTED[:-1] if word not in sent and word != "12346"] == []


def _text(fixture: str) -> str:
    content = (FIXTURES / fixture).read_bytes()
    return content.decode("cp932", errors="ignore") + content.decode("utf-8", errors="ignore")


def _lake() -> str:
    files = sorted(Path(paths.lake_url()).rglob("*.parquet"))
    assert len(files) == 16
    # The bytes as they lie there, and what the compressed pages hold.
    raw = "".join(file.read_bytes().decode("utf-8", errors="ignore") for file in files)
    return raw + "".join(str(pq.read_table(io.BytesIO(file.read_bytes())).to_pydict()).replace("'", '"') for file in files)


def _ledger() -> str:
    with transaction() as connection:
        return "".join(
            str(row) for table in ("delivery", "check_result", "event") for row in connection.execute(text(f"select * from ledger.{table}"))
        )

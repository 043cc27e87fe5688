"""A ward that delivers the ledger of its staff numbers: Shinagawa with one more source, and small files for it."""

import shutil
from pathlib import Path

import pytest
import yaml
from door import KEY, lay

from seika.check import check
from seika.config import paths
from seika.decode import decode
from seika.receive import receive
from seika.store import lake, ledger

LEDGER = """\
label: {ja: 番号異動台帳, en: Ledger of staff numbers}
connector: {type: folder, pattern: "bango_{period}*.csv"}
due: {working_day: 3}
format: {type: csv}
columns:
  number_key: {header: 職員番号, read: staff_number, width: 8}
  person_key: {header: 個人ID, read: code}
  valid_from_date: {header: 使用開始日, read: date}
  valid_to_date: {header: 使用終了日, read: date}
ignored_headers: [氏名]
"""
AS_OF = {"attendance": "work_date", "leave": "from_date", "roster": "retired_date"}
_HEAD = "職員番号,氏名,所属コード,所属名,勤務日,出勤打刻,退勤打刻,時間外(時:分),うち深夜,在宅区分,締区分\n"


def ward(folder: Path, monkeypatch: pytest.MonkeyPatch, has_ledger: bool = True) -> Path:
    """Make ``shinagawa`` in ``folder`` the only organization; its sources wait for the ledger of staff numbers."""
    body = folder / "shinagawa"
    shutil.copytree(paths.home() / "include/organizations/shinagawa", body)
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(folder))
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    if has_ledger:
        adopt(body)
    return body


def adopt(body: Path) -> None:
    """Declare the ledger of staff numbers from now on."""
    for path in (body / "sources").glob("*.yml"):
        source = yaml.safe_load(path.read_text(encoding="utf-8"))
        if "person_key" in source["columns"]:
            source["check_after"] = ["staff_number", *source.get("check_after", [])]
            source["columns"]["person_key"] |= {"as_of": AS_OF[path.stem]} if path.stem in AS_OF else {}
            path.write_text(yaml.safe_dump(source, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (body / "sources" / "staff_number.yml").write_text(LEDGER, encoding="utf-8")


def ledger_of(*uses: str) -> bytes:
    """Return the file of such uses."""
    rows = [",".join([number, "山田 花子", person, *days, *[""] * (2 - len(days))]) for number, person, *days in map(str.split, uses)]
    return "\n".join(["職員番号,氏名,個人ID,使用開始日,使用終了日", *rows, ""]).encode()


def numbers(*uses: str, period: str = "202504", name: str = "") -> str:
    """Take in a ledger of uses such as ``00012345 P1 2013-04-01 2025-04-15`` (no last day: still used); returns the delivery's id."""
    lay(f"bango_{period}{name}.csv", ledger_of(*uses))
    (delivery_id,) = receive("shinagawa", "staff_number")
    decode(delivery_id)
    check(delivery_id)
    return delivery_id


def attended(*days: str, period: str = "202504", name: str = "") -> str:
    """Receive attendance such as ``00012345 R7.4.15``; returns the delivery's id."""
    rows = [f"{number},山田 花子,0101000,総務課,{day},8:30,17:15,,,,1" for number, day in map(str.split, days)]
    lay(f"kintai_{period}{name}.csv", (_HEAD + "\n".join(rows) + "\n").encode("cp932"))
    (delivery_id,) = receive("shinagawa", "attendance")
    return delivery_id


def people(delivery_id: str) -> dict[int, str]:
    """Return the person_key of each row in the lake by its number in the file."""
    rows = lake.table(ledger.delivery(delivery_id))
    return dict(zip(rows["row_number"].to_pylist(), rows["person_key"].to_pylist(), strict=True))


def held_back(delivery_id: str) -> list[tuple[int, str]]:
    """Return row and rule of what is in quarantine."""
    rows = lake.table(ledger.delivery(delivery_id), "quarantine").to_pylist()
    return [(row["row_number"], row["rule_id"]) for row in rows]

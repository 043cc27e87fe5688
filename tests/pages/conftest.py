"""A small ward with deliveries that came through the door and two months published, served with Airflow's sign-in."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa
import pytest
from computed_month import month, row
from door import FIXTURES

from seika.errors import BadData
from seika.release import release
from seika.release.snapshot import INPUT_COLUMNS
from seika.store import lake, ledger, vault
from seika.store.ledger import Delivery

HERE = Path(__file__).parent
WHOLE, SECTION = "0000000", "0101000"
HOSTILE = "kintai_202505_<img src=x onerror=alert(1)>.csv"


@dataclass(frozen=True)
class Served:
    """The pages at an address, with a token for each user of ``serve.USERS``."""

    address: str
    tokens: dict[str, str]
    routes: tuple[str, ...]

    def get(self, path: str, who: str | None, **headers: str) -> httpx.Response:
        """Ask for a path below the pages as somebody, or as nobody."""
        cookies = {"_token": self.tokens[who]} if who else {}
        return httpx.get(f"{self.address}{path}", cookies=cookies, headers={"accept-language": "ja"} | headers, trust_env=False)


@pytest.fixture(scope="module")
def served(own_state: Path) -> Iterator[Served]:
    _publish(own_state)
    command = [sys.executable, str(HERE / "serve.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        told = json.loads(server.stdout.readline())
        yield Served(f"http://127.0.0.1:{told['port']}/seika", told["tokens"], tuple(told["routes"]))
        server.communicate()


def _publish(state: Path) -> None:
    """Write what a ward's steps would have written: three sources, one of them corrected, one file refused; three snapshots."""
    used = [
        _accepted("roster", "shokuin_202504.csv", "roster/cp932_wareki_gannen.csv", 3),
        _accepted("childcare", "ikuji_202504.csv", "childcare/split_leave_and_none_yet.csv", 3),
        _accepted("attendance", "kintai_202504.csv", "corpus/attendance/same_day_twice.csv", 5, held=(5,)),
    ]
    refused = _received("attendance", HOSTILE, "corpus/attendance/column_twice.csv", "2025-05")
    ledger.mark_rejected(refused, "DECODE-05", BadData("DECODE-05", file=HOSTILE, column="x").message("ja"))
    inputs = [{name: getattr(each, name) for name in INPUT_COLUMNS} for each in used]
    for number, period, taken in ((1, "2025-04", 27), (2, "2025-04", 24), (3, "2025-05", 78)):
        chosen = {"input_hash": str(number) * 64, "deliveries": inputs, "units": {WHOLE: None, SECTION: WHOLE}}
        release(month(state / f"month-{number}", _rows(taken), period, **chosen))


def _received(source_id: str, file_name: str, fixture: str, period: str = "2025-04") -> str:
    path = FIXTURES / fixture
    return ledger.add_delivery("shinagawa", source_id, period, vault.put(path), file_name, path.stat().st_size)[0].delivery_id


def _accepted(source_id: str, file_name: str, fixture: str, rows: int, held: tuple[int, ...] = ()) -> Delivery:
    delivery_id = _received(source_id, file_name, fixture)
    ledger.mark_decoded(delivery_id, rows, 0)
    rule_id = f"{source_id}.work_date.once"
    found = [
        {"delivery_id": delivery_id, "row_number": row, "rule_id": rule_id, "column_name": "work_date", "stage": "check"} for row in held
    ]
    lake.write(ledger.delivery(delivery_id), pa.Table.from_pylist(found, lake.QUARANTINE), "quarantine")
    passed = ledger.CheckResult(f"{source_id}.delivery.has_rows", "reject", True, 0)
    ledger.add_check_results(delivery_id, [passed, *([ledger.CheckResult(rule_id, "quarantine", False, len(held))] if held else [])])
    return ledger.mark_accepted(delivery_id, rows - len(held), len(held))


def _rows(taken: int) -> list[dict[str, Any]]:
    value = (Decimal(taken * 100) / 90).quantize(Decimal("0.1"))
    said = {"numerator": taken, "value": value, "status": "achieved" if value >= 85 else "behind"}
    return [row(WHOLE, 90, **said), row(SECTION, 4, unit_level="section", target=None, status="no_target")]

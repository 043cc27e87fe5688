"""The sources that the cookbook prints, on the whole way from a service to accepted rows."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from door import KEY
from fake_kaonavi import Kaonavi
from fake_service import SECRET, Clock, Fake, serving
from lake_search import lake_text, tables_text

from seika.check import check
from seika.config.source import Source
from seika.decode import decode
from seika.period import Period
from seika.receive import receive
from seika.store import lake, ledger

PAGE = Path(__file__).parents[2] / "docs" / "cookbook" / "saas.md"
ROSTER, ATTENDANCE, SMARTHR = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.S)
DAY = {"employeeKey": "k1", "isClosing": True, "workdayTypeName": "平日", "overtime": 75}
WORKINGS = [
    {"date": "2026-09-01", "dailyWorkings": [{**DAY, "currentDateEmployee": {"code": f"0000000{n}", "lastName": "東雲院"}} for n in (1, 2)]}
]


def taken(source_id: str, fake: Fake) -> str:
    with serving(fake):
        (delivery_id,) = receive("shinagawa", source_id, [Period("2026-09")], lambda _id: fake.credentials())
    assert decode(delivery_id).state == "decoded", ledger.delivery(delivery_id).reason
    assert check(delivery_id).state == "accepted", ledger.delivery(delivery_id).reason
    return delivery_id


def test_members_and_days_of_services_become_accepted_rows_without_names(
    state: Path, sources: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    monkeypatch.setattr("seika.receive.king_of_time.Pace", Clock().pace)
    sources()
    folder = tmp_path / "organizations" / "shinagawa" / "sources"
    (folder / "roster.yml").write_text(ROSTER, encoding="utf-8")
    (folder / "attendance.yml").write_text(ATTENDANCE, encoding="utf-8")
    people = lake.read(ledger.delivery(taken("roster", Kaonavi())))
    days = lake.read(ledger.delivery(taken("attendance", Fake({"/v1.0/daily-workings": WORKINGS}))))
    assert set(days["person_key"]) == set(people["person_key"]) and len(people) == 2
    assert days["overtime_minutes"].tolist() == [75, 75]
    written = lake_text() + tables_text()
    assert all(word not in written for word in ("東雲院", "聖羅", "北条", SECRET))


def test_the_source_for_smarthr_is_a_source() -> None:
    assert Source.model_validate(yaml.safe_load(SMARTHR)).connector.type == "smarthr"

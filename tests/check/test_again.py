"""A corrected roster: what was compared with the old one is checked again, and what was found then stays readable."""

from pathlib import Path

import pytest
from corpus import FOLDER
from door import KEY, lay

from seika.check import check, stale, unchecked
from seika.config import load_organization
from seika.decode import decode
from seika.receive import receive
from seika.store import lake, ledger
from seika.transform import choose


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)


def taken(name: str, source: str, content: bytes) -> str:
    lay(name, content)
    (delivery_id,) = receive("shinagawa", source)
    decode(delivery_id)
    check(delivery_id)
    return delivery_id


def test_rows_that_an_incomplete_roster_held_back_are_accepted_when_the_roster_is_corrected(state: Path) -> None:
    whole = (FOLDER / "roster" / "plain.csv").read_bytes()
    without_the_last = b"\r\n".join(whole.split(b"\r\n")[:-2]) + b"\r\n"
    taken("shokuin_202504.csv", "roster", without_the_last)
    attendance = taken("kintai_202504.csv", "attendance", (FOLDER / "attendance" / "plain.csv").read_bytes())
    before = ledger.delivery(attendance)
    assert (before.accepted_count, before.quarantined_count) == (2, 1)
    organization = load_organization("shinagawa")
    first = [each for each in choose.accepted(organization)["attendance"]]

    taken("shokuin_202504_v2.csv", "roster", whole)
    assert stale("shinagawa", "attendance") == [attendance]
    assert unchecked("shinagawa", "attendance") == [attendance]
    assert stale("shinagawa", "attendance") == []
    check(attendance)
    after = ledger.delivery(attendance)
    assert (after.accepted_count, after.quarantined_count, after.check_number) == (3, 0, 2)
    assert lake.table(after, "quarantine").num_rows == 0
    assert lake.table(before, "quarantine").num_rows == 1  # what an earlier snapshot was computed from
    assert [each.check_number for each in first] == [1]
    assert "CHECK-09" in {event.code for event in ledger.events("shinagawa")}


def test_a_refused_file_sent_again_unchanged_is_read_again(state: Path) -> None:
    lay("kintai_202504.csv", (FOLDER / "attendance" / "column_missing.csv").read_bytes())
    (refused,) = receive("shinagawa", "attendance")
    assert decode(refused).state == "rejected"
    lay("kintai_202504_again.csv", (FOLDER / "attendance" / "column_missing.csv").read_bytes())
    assert receive("shinagawa", "attendance") == [refused]
    assert ledger.delivery(refused).state == "received"
    assert decode(refused).state == "rejected"

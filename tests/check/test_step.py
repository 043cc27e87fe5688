from collections.abc import Callable
from pathlib import Path

import pytest
from door import GOOD, KEY, lay
from whole_way import take_in

from seika.check import check, unchecked
from seika.decode import decode
from seika.errors import NotReady
from seika.receive import receive
from seika.store import lake, ledger
from seika.store.ledger import Delivery

ATTENDANCE = "attendance/cp932_wareki_25h30.csv"
BROKEN = "attendance/unknown_staff_bad_day_twice_and_short_row.csv"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)


def decoded(name: str, content: bytes | str, source_id: str = "attendance") -> str:
    lay(name, content)
    (delivery_id,) = receive("shinagawa", source_id)
    decode(delivery_id)
    return delivery_id


@pytest.fixture
def roster(state: Path) -> Delivery:
    delivery_id = decoded("shokuin_202504.csv", GOOD["shokuin_202504.csv"], "roster")
    assert check(delivery_id).state == "accepted"
    return ledger.delivery(delivery_id)


def held_back(delivery_id: str) -> list[tuple[int, str, str]]:
    frame = lake.read(ledger.delivery(delivery_id), "quarantine")
    return [(row.row_number, row.rule_id, row.stage) for row in frame.itertuples()]


def test_all_seven_sources_of_a_ward_go_all_the_way(state: Path) -> None:
    for name, fixture in GOOD.items():
        lay(name, fixture)
    taken = {delivery.source_id: delivery for delivery in take_in("shinagawa")}
    assert {source: (one.state, one.received_count, one.accepted_count, one.quarantined_count) for source, one in taken.items()} == {
        "roster": ("accepted", 4, 4, 0),
        "attendance": ("accepted", 3, 3, 0),
        "leave": ("accepted", 4, 4, 0),
        "childcare": ("accepted", 3, 3, 0),
        "survey": ("accepted", 4, 2, 2),
        "evaluation": ("accepted", 3, 3, 0),
        "training": ("accepted", 3, 3, 0),
    }
    assert [event.code for event in ledger.events("shinagawa")] == ["CHECK-08"]


def test_bad_rows_go_to_quarantine_by_name_and_the_others_are_accepted(roster: Delivery) -> None:
    done = check(decoded("kintai_202504.csv", BROKEN))
    assert (done.state, done.accepted_count, done.quarantined_count) == ("accepted", 5, 4)
    assert held_back(done.delivery_id) == [
        (5, "attendance.person_key.on_roster", "check"),
        (6, "attendance.work_date.readable", "decode"),
        (7, "attendance.work_date.once", "check"),
        (8, "attendance.delivery.row_width", "decode"),
    ]


def test_an_unknown_staff_number_is_told_in_words_and_never_by_its_number(roster: Delivery) -> None:
    check(decoded("kintai_202504.csv", BROKEN))
    (told,) = [event for event in ledger.events("shinagawa") if event.code == "CHECK-08"]
    assert "9 行のうち 4 行を隔離" in told.message
    assert "attendance.person_key.on_roster x1 (職員台帳にない職員番号" in told.message
    assert "99999901" not in told.message


def test_the_ledger_keeps_what_each_rule_found(roster: Delivery) -> None:
    done = check(decoded("kintai_202504.csv", BROKEN))
    results = {result.rule_id: result for result in ledger.check_results(done.delivery_id)}
    assert (results["attendance.person_key.on_roster"].passed, results["attendance.person_key.on_roster"].failed_count) == (False, 1)
    assert (results["attendance.work_date.readable"].passed, results["attendance.work_date.readable"].failed_count) == (False, 1)
    assert results["attendance.overtime_minutes.plausible"].passed and results["attendance.delivery.mostly_accepted"].passed


def test_a_file_of_another_month_is_rejected_and_the_accepted_one_stays(roster: Delivery) -> None:
    good = check(decoded("kintai_202504.csv", ATTENDANCE))
    bad = check(decoded("kintai_202504_2.csv", "attendance/month_of_another.csv"))
    assert (good.state, bad.state) == ("accepted", "rejected")
    delivery = ledger.delivery(bad.delivery_id)
    assert delivery.reason_code == "CHECK-03" and "attendance.delivery.mostly_accepted" in (delivery.reason or "")
    assert "半数を超える行" in (delivery.reason or "")
    in_force = ledger.newest_accepted("shinagawa", "attendance", period="2025-04")
    assert in_force is not None and in_force.delivery_id == good.delivery_id
    (told,) = [event for event in ledger.events("shinagawa") if event.level == "error"]
    assert (told.verb, told.code, told.delivery_id) == ("check", "CHECK-03", bad.delivery_id)


def test_a_file_in_which_nothing_can_be_read_is_rejected(roster: Delivery) -> None:
    content = (Path(__file__).parents[1] / "fixtures" / ATTENDANCE).read_bytes().replace(b"R7.4", b"?").replace(b"R07/04", b"?")
    content = content.replace("令和7年4月".encode("cp932"), b"?")
    assert check(decoded("kintai_202504.csv", content)).state == "rejected"


def test_rows_not_closed_are_told_and_taken(roster: Delivery) -> None:
    content = (Path(__file__).parents[1] / "fixtures" / ATTENDANCE).read_bytes().replace(b",1\r\n", b",0\r\n")
    assert check(decoded("kintai_202504.csv", content)).state == "accepted"
    (told,) = [event for event in ledger.events("shinagawa") if event.level == "warning"]
    assert told.code == "CHECK-07" and "締めの済んでいない" in told.message


def test_a_delivery_waits_until_the_roster_of_its_month_is_accepted(state: Path) -> None:
    delivery_id = decoded("kintai_202504.csv", ATTENDANCE)
    with pytest.raises(NotReady, match="CHECK-01"):
        check(delivery_id)
    assert unchecked("shinagawa", "attendance") == [delivery_id]
    check(decoded("shokuin_202504.csv", GOOD["shokuin_202504.csv"], "roster"))
    assert check(delivery_id).state == "accepted"
    assert unchecked("shinagawa", "attendance") == []


def test_the_roster_of_another_month_is_not_enough(roster: Delivery) -> None:
    content = (Path(__file__).parents[1] / "fixtures" / ATTENDANCE).read_bytes().replace(b"R7.4", b"R7.5")
    with pytest.raises(NotReady, match="CHECK-01"):
        check(decoded("kintai_202505.csv", content))


def test_a_delivery_waits_while_a_second_roster_of_the_month_is_on_its_way(roster: Delivery) -> None:
    content = (Path(__file__).parents[1] / "fixtures" / GOOD["shokuin_202504.csv"]).read_bytes()
    second = decoded("shokuin_202504_2.csv", content.replace(b"00000777", b"99999901"), "roster")
    delivery_id = decoded("kintai_202504.csv", BROKEN)
    with pytest.raises(NotReady, match="CHECK-01"):
        check(delivery_id)
    check(second)
    check(delivery_id)
    # By the second roster the unknown one is known and 00000777 is not.
    assert [row for row, rule, _ in held_back(delivery_id) if rule.endswith("on_roster")] == [4]


def test_what_is_not_decoded_is_not_ready(state: Path) -> None:
    lay("kintai_202504.csv", ATTENDANCE)
    (delivery_id,) = receive("shinagawa", "attendance")
    with pytest.raises(NotReady, match="CHECK-05"):
        check(delivery_id)


def test_checking_again_says_the_same_again(roster: Delivery) -> None:
    delivery_id = decoded("kintai_202504.csv", BROKEN)
    assert check(delivery_id) == check(delivery_id)
    assert len([event for event in ledger.events("shinagawa") if event.code == "CHECK-08"]) == 1


@pytest.mark.parametrize("killed_in", ["add_check_results", "mark_accepted"])
def test_a_check_that_was_killed_comes_to_the_same_end_when_it_is_run_again(
    roster: Delivery, monkeypatch: pytest.MonkeyPatch, killed_in: str
) -> None:
    delivery_id = decoded("kintai_202504.csv", BROKEN)

    def die(*_: object) -> Callable[..., None]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ledger, killed_in, die)
        with pytest.raises(KeyboardInterrupt):
            check(delivery_id)
    done = check(delivery_id)
    assert (done.accepted_count, done.quarantined_count, len(held_back(delivery_id))) == (5, 4, 4)

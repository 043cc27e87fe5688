"""Whose number it was on which day."""

from pathlib import Path

import pytest
from door import FIXTURES, GOOD, lay
from numbers_of_staff import adopt, attended, held_back, ledger_of, numbers, people, ward
from typer.testing import CliRunner

from seika.check import check
from seika.cli import app
from seika.config import load_organization
from seika.decode import decode, outdated
from seika.decode.identity import used
from seika.decode.pseudonym import pseudonyms
from seika.errors import BadConfig, NotReady
from seika.orchestrate import steps
from seika.receive import receive
from seika.store import ledger

UNKNOWN = "attendance.person_key.known_number"


@pytest.fixture
def body(state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return ward(tmp_path / "organizations", monkeypatch)


def decoded(delivery_id: str) -> str:
    assert decode(delivery_id).state == "decoded"
    return delivery_id


def key(identity: str) -> str:
    return pseudonyms("shinagawa", "person_key")(identity)


def test_a_number_that_was_given_to_another_person_is_two_people(body: Path) -> None:
    numbers("00012345 P1 2013-04-01 2025-04-10", "00012345 P2 2025-04-14")
    done = decoded(attended("00012345 R7.4.10", "00012345 R7.4.14"))
    assert people(done) == {2: key("P1"), 3: key("P2")}


def test_a_person_who_comes_back_with_another_number_is_the_same_person(body: Path) -> None:
    numbers("00012345 P1 2013-04-01 2020-03-31", "00077777 P1 2025-04-01")
    assert people(decoded(attended("00077777 R7.4.1"))) == {2: key("P1")}


def test_a_change_of_number_within_the_month_makes_one_person_of_both_numbers(body: Path) -> None:
    numbers("00012345 P1 2013-04-01 2025-04-15", "00077777 P1 2025-04-16")
    done = decoded(attended("00012345 R7.4.15", "00077777 R7.4.16", "00012345 R7.4.16", "00077777 R7.4.15"))
    assert people(done) == {2: key("P1"), 3: key("P1")}
    assert held_back(done) == [(4, UNKNOWN), (5, UNKNOWN)]


def test_a_number_that_nobody_has_is_held_back_by_name_and_no_row_is_lost(body: Path) -> None:
    numbers("00012345 P1 2013-04-01")
    delivery_id = attended("00012345 R7.4.1", "99999999 R7.4.1", "00012345 R7.4.2")
    done = decode(delivery_id)
    assert (done.received_count, done.undecodable_count) == (3, 1)
    assert held_back(delivery_id) == [(3, UNKNOWN)]


def test_a_row_with_an_unreadable_day_is_told_by_that_alone(body: Path) -> None:
    numbers("00012345 P1 2013-04-01")
    assert held_back(decoded(attended("00012345 R7.4.1", "99999999 R7.4.31"))) == [(3, "attendance.work_date.readable")]


def test_a_ledger_that_gives_a_number_to_two_people_on_one_day_is_refused_and_the_others_wait(body: Path) -> None:
    delivery_id = numbers("00012345 P1 2013-04-01 2025-04-15", "00012345 P2 2025-04-15")
    refused = ledger.delivery(delivery_id)
    assert refused.state == "rejected" and "staff_number.number_key.no_overlap" in (refused.reason or "")
    waiting = attended("00012345 R7.4.1")
    with pytest.raises(NotReady, match="DECODE-50"):
        decode(waiting)
    numbers("00012345 P1 2013-04-01 2025-04-14", "00012345 P2 2025-04-15", name="_2")
    assert people(decoded(waiting)) == {2: key("P1")}


@pytest.mark.parametrize("number", ["12345", "００１２３４５", "00012345"])
def test_lost_zeros_and_full_width_digits_are_the_same_number(body: Path, number: str) -> None:
    numbers(f"{number} P1 2013-04-01")
    done = decoded(attended("00012345 R7.4.1", "１２３４５ R7.4.2"))
    assert people(done) == {2: key("P1"), 3: key("P1")}


def test_lower_and_upper_case_are_the_same_number(body: Path) -> None:
    numbers("a1234567 P1 2013-04-01")
    assert set(people(decoded(attended("A1234567 R7.4.1", "Ａ１２３４５６７ R7.4.2", "a1234567 R7.4.3"))).values()) == {key("P1")}


def test_the_first_and_the_last_day_of_a_use_belong_to_it(body: Path) -> None:
    numbers("00012345 P1 2025-04-02 2025-04-03")
    done = decoded(attended("00012345 R7.4.1", "00012345 R7.4.2", "00012345 R7.4.3", "00012345 R7.4.4"))
    assert held_back(done) == [(2, UNKNOWN), (5, UNKNOWN)]


def test_without_a_day_of_its_own_a_row_is_of_the_last_day_of_the_month(body: Path) -> None:
    numbers("00012345 P1 2013-04-01 2025-04-29", "00012345 P2 2025-04-30", "00012346 P3 2013-04-01", "00000777 P4 2021-04-01 2025-04-30")
    lay("shokuin_202504.csv", GOOD["shokuin_202504.csv"])
    (roster,) = receive("shinagawa", "roster")
    # Rows 2 and 3 have no day of retirement, row 5 has: the number was still in use on that day.
    assert people(decoded(roster)) == {2: key("P2"), 3: key("P2"), 4: key("P3"), 5: key("P4")}
    lay("kenshu_202504.csv", GOOD["kenshu_202504.csv"])
    (training,) = receive("shinagawa", "training")
    assert set(people(decoded(training)).values()) == {key("P2"), key("P3"), key("P4")}


def test_a_number_quarantined_in_the_ledger_is_nobodys(body: Path) -> None:
    good = [f"{number:08} P{number} 2013-04-01" for number in range(2, 40)]
    numbers("00012345 P1 2025-04-02 2025-04-01", *good)
    assert held_back(decoded(attended("00012345 R7.4.1", "00000002 R7.4.1"))) == [(2, UNKNOWN)]


def test_a_delivery_waits_while_the_months_ledger_is_on_its_way(body: Path) -> None:
    first = numbers("00012345 P1 2013-04-01")
    may = attended("00012345 R7.5.1", period="202505")
    with pytest.raises(NotReady, match=r"DECODE-50.*2025-05"):
        decode(may)
    assert ledger.delivery(may).state == "received"
    second = numbers("00012345 P1 2013-04-01", "00000002 P2 2025-05-01", period="202505")
    april = attended("00012345 R7.4.1")
    assert [used(ledger.delivery(decoded(one))) for one in (may, april)] == [second, first]


def test_months_before_the_first_ledger_are_read_with_the_first(body: Path) -> None:
    first = numbers("00012345 P1 2013-04-01", period="202506")
    april = decoded(attended("00012345 R7.4.1"))
    assert (people(april), used(ledger.delivery(april))) == ({2: key("P1")}, first)


def test_a_corrected_ledger_tells_which_deliveries_were_decoded_by_the_older_one(body: Path) -> None:
    numbers("00012345 P1 2013-04-01")
    april = decoded(attended("00012345 R7.4.1"))
    assert outdated("shinagawa") == []
    numbers("00012345 P1 2013-04-01", "00000002 P2 2013-04-01", name="_2")
    numbers("00012345 P9 2013-04-01", period="202505")
    assert outdated("shinagawa") == [april]
    assert people(april) == {2: key("P1")}, "nothing changes silently"


def test_a_ward_without_the_ledger_keeps_its_bytes_and_a_ward_that_adopts_it_hears_of_older_rows(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = ward(tmp_path / "organizations", monkeypatch, has_ledger=False)
    april = decoded(attended("00012345 R7.4.1"))
    assert people(april) == {2: key("00012345")} and used(ledger.delivery(april)) is None and outdated("shinagawa") == []
    adopt(body)
    assert outdated("shinagawa") == []
    numbers("00012345 P1 2013-04-01")
    assert outdated("shinagawa") == [april]


def test_the_first_number_as_the_name_of_a_person_keeps_the_pseudonyms_of_before(body: Path) -> None:
    path = body / "sources" / "staff_number.yml"
    declared = "person_key: {header: 個人ID, read: staff_number, width: 8}"
    path.write_text(path.read_text(encoding="utf-8").replace("person_key: {header: 個人ID, read: code}", declared), encoding="utf-8")
    numbers("00012345 12345 2013-04-01 2025-04-15", "00077777 12345 2025-04-16")
    assert set(people(decoded(attended("12345 R7.4.15", "77777 R7.4.16"))).values()) == {key("00012345")}


def test_checks_across_sources_see_people_and_not_numbers(body: Path) -> None:
    numbers("00012345 P1 2013-04-01 2025-04-15", "00077777 P1 2025-04-16", "00012346 P3 2013-04-01", "00000777 P4 2021-04-01")
    days = attended("00012345 R7.4.15", "00077777 R7.4.16", "00000777 R7.4.16")
    lay("shokuin_202504.csv", (FIXTURES / GOOD["shokuin_202504.csv"]).read_bytes().replace(b"00012345", b"00077777"))
    (roster,) = receive("shinagawa", "roster")
    for one in (roster, days):
        decode(one)
        assert check(one).state == "accepted"
    assert held_back(days) == []


def test_a_source_that_names_people_and_does_not_wait_is_a_wrong_configuration(body: Path) -> None:
    path = body / "sources" / "leave.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("- staff_number\n", ""), encoding="utf-8")
    with pytest.raises(BadConfig, match=r"CONFIG-35.*leave\.yml"):
        load_organization("shinagawa")


@pytest.mark.parametrize("as_of", ["no_such_column", "is_closed"])
def test_a_day_that_is_none_is_a_wrong_configuration_with_its_line(body: Path, as_of: str) -> None:
    path = body / "sources" / "attendance.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("as_of: work_date", f"as_of: {as_of}"), encoding="utf-8")
    with pytest.raises(BadConfig, match=r"CONFIG-36") as refusal:
        load_organization("shinagawa")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert f"as_of: {as_of}" in lines[int(refusal.value.where["line"]) - 1]


def test_one_ingest_takes_the_ledger_first_and_status_tells_what_an_older_one_decoded(body: Path) -> None:
    lay("kintai_202504.csv", GOOD["kintai_202504.csv"])
    lay("shokuin_202504.csv", GOOD["shokuin_202504.csv"])
    said = CliRunner().invoke(app, ["ingest"])
    assert said.exit_code == 0 and said.output.count("DECODE-50") == 2
    lay("bango_202504.csv", ledger_of("12345 P1 2013-04-01", "12346 P2 2013-04-01", "777 P3 2021-04-01"))
    assert CliRunner().invoke(app, ["ingest"]).exit_code == 0
    assert {one.state for one in ledger.deliveries("shinagawa")} == {"accepted"}
    assert "older ledger of staff numbers" not in CliRunner().invoke(app, ["status"]).output
    numbers("12345 P1 2013-04-01", "12346 P2 2013-04-01", "777 P4 2021-04-01", name="_2")
    assert CliRunner().invoke(app, ["status"]).output.count("older ledger of staff numbers") == 2


def test_the_task_leaves_what_waits_for_the_ledger_to_a_later_run(body: Path) -> None:
    waiting = attended("00012345 R7.4.1")
    assert steps.decode([waiting]) == [] and ledger.delivery(waiting).state == "received"
    numbers("00012345 P1 2013-04-01")
    assert steps.decode([waiting]) == [waiting]

from pathlib import Path

import pytest
from door import KEY, lay

from seika.decode import decode, undecoded
from seika.receive import receive
from seika.store import lake, ledger


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)


def received(name: str, content: bytes | str, source_id: str = "attendance", organization_id: str = "shinagawa") -> str:
    lay(name, content, organization_id)
    (delivery_id,) = receive(organization_id, source_id)
    return delivery_id


def test_a_good_delivery_becomes_rows_in_the_lake_with_their_place_in_the_file(state: Path) -> None:
    delivery_id = received("kintai_202504.csv", "attendance/cp932_wareki_25h30.csv")
    assert undecoded("shinagawa", "attendance") == [delivery_id]
    done = decode(delivery_id)
    assert (done.received_count, done.undecodable_count, done.state) == (3, 0, "decoded")
    rows = lake.read(ledger.delivery(delivery_id))
    assert rows["row_number"].tolist() == [2, 3, 4]
    assert undecoded("shinagawa", "attendance") == []


def test_rows_that_cannot_be_read_are_counted_and_in_quarantine(state: Path) -> None:
    done = decode(received("kintai_202504.csv", "attendance/unknown_staff_bad_day_twice_and_short_row.csv"))
    assert (done.received_count, done.undecodable_count) == (9, 2)
    held_back = lake.read(ledger.delivery(done.delivery_id), "quarantine")
    assert held_back[["row_number", "stage"]].to_numpy().tolist() == [[6, "decode"], [8, "decode"]]


@pytest.mark.parametrize(
    ("fixture", "code", "says"),
    [
        ("utf8_instead_of_cp932", "DECODE-01", "文字コード cp932 では読めません"),
        ("missing_overtime_column", "DECODE-04", "時間外(時:分)"),
        ("empty", "DECODE-02", "空です"),
        ("header_only", "DECODE-03", "データの行がありません"),
    ],
)
def test_a_file_that_cannot_be_read_is_rejected_with_its_reason_and_the_next_one_is_not(
    state: Path, fixture: str, code: str, says: str
) -> None:
    bad = received("kintai_202504.csv", f"attendance/{fixture}.csv")
    good = received("kintai_202504_2.csv", "attendance/cp932_wareki_25h30.csv")
    assert [decode(one).state for one in (bad, good)] == ["rejected", "decoded"]
    delivery = ledger.delivery(bad)
    assert delivery.reason_code == code and says in (delivery.reason or "") and "kintai_202504.csv" in (delivery.reason or "")
    (told,) = [event for event in ledger.events("shinagawa") if event.level == "error"]
    assert (told.verb, told.code, told.delivery_id) == ("decode", code, bad)
    assert not lake.exists(delivery)


def test_a_column_that_nobody_declared_is_told_and_left_aside(state: Path) -> None:
    done = decode(received("kintai_202504.csv", "attendance/unknown_column.csv"))
    (told,) = [event for event in ledger.events("shinagawa") if event.code == "DECODE-06"]
    assert done.state == "decoded" and "備考" in told.message and told.level == "warning"


def test_user_defined_characters_in_names_are_told_once_and_hold_no_row_back(state: Path) -> None:
    good = (Path(__file__).parents[1] / "fixtures/attendance/cp932_wareki_25h30.csv").read_bytes()
    done = decode(received("kintai_202504.csv", good.replace("髙﨑".encode("cp932"), b"\xf0\x40\xf0\x41")))
    (told,) = [event for event in ledger.events("shinagawa") if event.code == "DECODE-15"]
    assert (done.undecodable_count, told.level) == (0, "warning") and "1 行" in told.message


def test_decoding_again_says_the_same_again(state: Path) -> None:
    good = received("kintai_202504.csv", "attendance/cp932_wareki_25h30.csv")
    bad = received("kintai_202504_2.csv", b"")
    assert [decode(one) for one in (good, bad)] == [decode(one) for one in (good, bad)]
    assert len(ledger.events("shinagawa")) == 1


def test_a_row_is_its_own_respondent_where_the_survey_names_none(state: Path) -> None:
    from seika.config import load_organization

    headers = [item["header"] for item in load_organization("handbook").survey_items]
    content = "\n".join([",".join(headers), ",".join(["4"] * len(headers)), ",".join(["1"] * len(headers))])
    done = decode(received("employee_survey_202108.csv", content.encode(), "survey", "handbook"))
    rows = lake.read(ledger.delivery(done.delivery_id))
    assert (done.received_count, len(rows), rows["respondent_key"].nunique()) == (2, 2 * len(headers), 2)
    assert rows["points_count"].tolist() == [4] * len(headers) + [1] * len(headers)
    assert rows["answered_at"].isna().all() and rows["unit_code"].isna().all()

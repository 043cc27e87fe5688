from collections.abc import Callable
from pathlib import Path

from door import FIXTURES, lay

from seika.canonical import hash_file
from seika.receive import receive, waiting
from seika.store import ledger, vault

EXTRACT = "attendance/cp932_wareki_25h30.csv"


def test_a_file_goes_byte_for_byte_into_the_vault_and_is_put_away(state: Path) -> None:
    path = lay("kintai_202504.csv", EXTRACT)
    (delivery_id,) = receive("shinagawa", "attendance")
    delivery = ledger.delivery(delivery_id)
    assert (delivery.state, delivery.period, delivery.file_name) == ("received", "2025-04", "kintai_202504.csv")
    assert delivery.sha256 == hash_file(FIXTURES / EXTRACT)
    with vault.open_bytes(delivery.sha256) as kept:
        assert kept.read() == (FIXTURES / EXTRACT).read_bytes()
    assert not path.exists() and (path.parent / "received" / path.name).is_file()
    assert waiting("shinagawa") == []


def test_deliveries_come_oldest_month_first_and_of_one_source_only(state: Path) -> None:
    for name, content in (("kintai_202505.csv", b"b"), ("kintai_202504.csv", b"a"), ("kyuka_202504.csv", b"c")):
        lay(name, content)
    assert [ledger.delivery(one).period for one in receive("shinagawa", "attendance")] == ["2025-04", "2025-05"]
    assert [file.path.name for file in waiting("shinagawa")] == ["kyuka_202504.csv"]


def test_the_same_bytes_again_are_told_and_put_away_and_no_new_delivery(state: Path) -> None:
    lay("kintai_202504.csv", EXTRACT)
    (delivery_id,) = receive("shinagawa", "attendance")
    path = lay("kintai_202504_again.csv", EXTRACT)
    assert receive("shinagawa", "attendance") == []
    assert not path.exists()
    told = ledger.events("shinagawa")[0]
    assert (told.verb, told.code, told.delivery_id, told.level) == ("receive", "RECEIVE-02", delivery_id, "info")
    assert len(ledger.deliveries("shinagawa")) == 1


def test_other_bytes_for_the_same_month_are_a_new_delivery(state: Path) -> None:
    lay("kintai_202504.csv", b"first")
    first = receive("shinagawa", "attendance")
    lay("kintai_202504.csv", b"second")
    second = receive("shinagawa", "attendance")
    assert [one.delivery_id for one in ledger.deliveries("shinagawa", "attendance")] == first + second


def test_an_empty_file_is_received_so_that_the_ledger_can_say_so(state: Path) -> None:
    lay("kintai_202504.csv", b"")
    (delivery_id,) = receive("shinagawa", "attendance")
    assert ledger.delivery(delivery_id).byte_count == 0


def test_one_workbook_of_two_sources_becomes_a_delivery_of_each_and_is_put_away_once(state: Path, sources: Callable[..., None]) -> None:
    sources(leave="jinji_{period}.xlsx", childcare="jinji_{period}.xlsx")
    path = lay("jinji_202504.xlsx", b"two sheets")
    assert [(file.source_id, str(file.period)) for file in waiting("shinagawa")] == [("childcare", "2025-04"), ("leave", "2025-04")]
    (leave,) = receive("shinagawa", "leave")
    assert not path.exists()
    assert receive("shinagawa", "childcare") == []
    (childcare,) = ledger.deliveries("shinagawa", "childcare")
    assert ledger.delivery(leave).sha256 == childcare.sha256
    assert ledger.events("shinagawa") == []


def test_a_file_that_two_different_patterns_take_stays_nobodys(state: Path, sources: Callable[..., None]) -> None:
    sources(leave="jinji_{period}.xlsx", childcare="jinji_{period}*.xlsx")
    path = lay("jinji_202504.xlsx", b"whose?")
    assert receive("shinagawa", "leave") == receive("shinagawa", "childcare") == []
    assert path.exists() and [file.source_id for file in waiting("shinagawa")] == [None]


def test_a_file_of_three_months_becomes_a_delivery_of_each_month_with_the_same_bytes(state: Path, sources: Callable[..., None]) -> None:
    sources(leave="kyuka_{period}-{last_period}.csv")
    lay("kyuka_202503-202505.csv", b"a quarter")
    found = [ledger.delivery(each) for each in receive("shinagawa", "leave")]
    assert [delivery.period for delivery in found] == ["2025-03", "2025-04", "2025-05"]
    assert len({delivery.sha256 for delivery in found}) == 1
    assert waiting("shinagawa") == []


def test_half_of_a_shared_file_in_the_ledger_is_made_whole_without_a_word_of_a_repetition(
    state: Path, sources: Callable[..., None]
) -> None:
    sources(leave="jinji_{period}.xlsx", childcare="jinji_{period}.xlsx")
    path = lay("jinji_202504.xlsx", b"two sheets")
    ledger.add_delivery("shinagawa", "childcare", "2025-04", hash_file(path), path.name, 10)  # as a run left it that was killed here
    assert len(receive("shinagawa", "leave")) == 1
    assert not path.exists() and ledger.events("shinagawa") == []

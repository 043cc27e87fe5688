"""Which delivery counts, as sentences, and against a plain reading of the rule."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from seika.errors import BadData
from seika.store import ledger
from seika.store.ledger import Delivery
from seika.store.reopen import reopen
from seika.store.standing import in_force, standings

NOW = datetime(2026, 11, 21, tzinfo=UTC)
BLANK = Delivery("", "shinagawa", "roster", "2025-04", "", "x.csv", 1, NOW, "accepted")


def received(sha: str, period: str = "2025-04", name: str = "x.csv") -> str:
    return ledger.add_delivery("shinagawa", "roster", period, sha * 64, name, 1)[0].delivery_id


def accept(delivery_id: str) -> None:
    ledger.mark_decoded(delivery_id, 1, 0)
    ledger.mark_accepted(delivery_id, 1, 0)


def counting() -> list[str]:
    return [each.delivery_id for each in ledger.accepted("shinagawa", "roster")]


def test_a_file_sent_again_after_its_correction_is_the_last_word_again(state: object) -> None:
    first, second = received("a"), received("b")
    accept(first)
    accept(second)
    assert counting() == [second]
    before = ledger.delivery(second).decided_at
    assert received("a", name="renamed.csv") == first
    assert counting() == [first]
    # What was known before it came again is still known.
    assert [each.delivery_id for each in ledger.accepted("shinagawa", "roster", before)] == [second]


def test_the_same_bytes_right_after_themselves_change_nothing(state: object) -> None:
    first = received("a")
    accept(first)
    seen = ledger.arrivals("shinagawa", "roster")
    received("a")
    assert ledger.arrivals("shinagawa", "roster") == seen


def test_a_month_that_comes_late_counts_for_itself_and_a_refused_one_for_nothing(state: object) -> None:
    may, april, refused = received("a", "2025-05"), received("b"), received("c", "2025-05")
    accept(may)
    accept(april)
    ledger.mark_rejected(refused, "DECODE-01", "no")
    assert counting() == [april, may]
    said = standings(ledger.deliveries("shinagawa", "roster"), ledger.arrivals("shinagawa", "roster"), {"2025-05"})
    assert [(each.delivery.delivery_id, each.says, each.is_closed) for each in said] == [
        (april, "counts", False),
        (may, "counts", True),
        (refused, "refused", True),
    ]


def test_a_refused_delivery_is_read_again_and_an_accepted_one_checked_again_under_the_same_id(state: object) -> None:
    refused = received("a")
    ledger.mark_rejected(refused, "DECODE-01", "no")
    again = reopen(refused, BadData("CHECK-10", delivery=refused, state="rejected"))
    assert (again.state, again.reason_code, again.check_number) == ("received", None, 1)
    assert reopen(refused, BadData("CHECK-10", delivery=refused, state="received")) == again  # on its way already
    assert [event.code for event in ledger.events("shinagawa")] == ["CHECK-10"]


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["accepted", "rejected", "decoded"])), max_size=12), st.randoms())
def test_the_last_arrival_of_each_month_counts_whatever_the_order_of_the_list(made: list[tuple[int, str]], chance: object) -> None:
    all_of_them = [
        replace(BLANK, delivery_id=str(number), period=f"2025-0{month}", state=state)  # type: ignore[arg-type]
        for number, (month, state) in enumerate(made)
    ]
    arrivals = {each.delivery_id: int(each.delivery_id) for each in all_of_them}
    chance.shuffle(all_of_them)  # type: ignore[attr-defined]
    good = [each for each in all_of_them if each.state == "accepted"]
    expected = {period: max(int(each.delivery_id) for each in good if each.period == period) for period in {each.period for each in good}}
    assert {each.period: int(each.delivery_id) for each in in_force(good, arrivals)} == expected
    said = standings(all_of_them, arrivals)
    assert {int(each.delivery.delivery_id) for each in said if each.says == "counts"} == set(expected.values())
    assert all(each.by is not None for each in said if each.says == "superseded")

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from seika.errors import BadData
from seika.period import Period
from seika.store import ledger, tables
from seika.store.database import transaction
from seika.store.ledger import CheckResult, Delivery

pytestmark = pytest.mark.usefixtures("state")


def received(name: str = "a", period: str = "2025-04", source: str = "roster") -> Delivery:
    return ledger.add_delivery("shinagawa", source, Period(period), sha(name), f"{name}.csv", 10)[0]


def accepted(name: str, period: str = "2025-04") -> Delivery:
    made = received(name, period)
    ledger.mark_decoded(made.delivery_id, 10, 0)
    return ledger.mark_accepted(made.delivery_id, 9, 1)


def sha(name: str) -> str:
    return name.encode().hex().ljust(64, "0")


def test_a_new_delivery_is_received_under_a_readable_id_at_a_time_in_utc() -> None:
    made, is_new = ledger.add_delivery("shinagawa", "roster", Period("2025-04"), sha("a"), "a.csv", 10)
    assert is_new
    assert (made.delivery_id, made.state, made.period) == ("shinagawa-roster-2025-04-61000000", "received", "2025-04")
    assert made.received_at.utcoffset() == timedelta(0)
    assert ledger.delivery(made.delivery_id) == made


def test_the_same_bytes_of_the_same_month_are_known_and_of_another_month_are_new() -> None:
    first = received("a")
    again, is_new = ledger.add_delivery("shinagawa", "roster", "2025-04", sha("a"), "renamed.csv", 10)
    assert (again, is_new) == (first, False)
    assert ledger.add_delivery("shinagawa", "roster", "2025-05", sha("a"), "a.csv", 10)[1]


def test_the_same_bytes_at_the_same_moment_make_one_delivery() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: ledger.add_delivery("shinagawa", "roster", "2025-04", sha("a"), "a", 1), range(16)))
    assert sum(is_new for _, is_new in made) == 1
    assert len({delivery.delivery_id for delivery, _ in made}) == 1


def test_two_files_whose_hashes_begin_alike_both_get_in() -> None:
    ids = [ledger.add_delivery("shinagawa", "roster", "2025-04", "61626364" + rest * 56, "x", 1)[0].delivery_id for rest in "01"]
    assert ids == ["shinagawa-roster-2025-04-61626364", "shinagawa-roster-2025-04-6162636411111111"]


def test_a_month_that_is_none_is_refused() -> None:
    with pytest.raises(BadData) as refused:
        ledger.add_delivery("shinagawa", "roster", "202504", sha("a"), "a.csv", 10)
    assert refused.value.code == "PERIOD-01"


def test_a_delivery_goes_from_received_over_decoded_to_accepted_with_its_counts() -> None:
    made = received()
    decoded = ledger.mark_decoded(made.delivery_id, 10, 2)
    assert (decoded.state, decoded.received_count, decoded.quarantined_count) == ("decoded", 10, 2)
    done = ledger.mark_accepted(made.delivery_id, 7, 3)
    assert (done.state, done.accepted_count, done.quarantined_count) == ("accepted", 7, 3)
    assert done.decided_at is not None
    assert done.decided_at.tzinfo is not None


def test_a_step_that_runs_again_after_a_kill_says_the_same_and_nothing_happens() -> None:
    made = accepted("a")
    assert ledger.mark_accepted(made.delivery_id, 9, 1) == made


def test_rows_that_got_lost_are_noticed_by_the_program() -> None:
    made = received()
    ledger.mark_decoded(made.delivery_id, 10, 0)
    with pytest.raises(BadData) as refused:
        ledger.mark_accepted(made.delivery_id, 7, 2)
    assert refused.value.code == "STORE-08"


@pytest.mark.parametrize("counts", [{"accepted_count": 8}, {"received_count": None}, {"accepted_count": 11, "quarantined_count": -1}])
def test_and_by_the_database_itself(counts: dict[str, int | None]) -> None:
    made = accepted("a")
    with pytest.raises(IntegrityError, match="delivery_conserves_rows"), transaction() as connection:
        connection.execute(update(tables.delivery).where(tables.delivery.c.delivery_id == made.delivery_id).values(**counts))


def test_what_was_decided_stays() -> None:
    made = accepted("a")
    with pytest.raises(BadData) as refused:
        ledger.mark_rejected(made.delivery_id, "CHECK-01", "too late")
    assert refused.value.code == "STORE-07"
    with pytest.raises(BadData):
        ledger.mark_decoded(made.delivery_id, 11, 0)


def test_what_was_not_decoded_cannot_be_accepted() -> None:
    with pytest.raises(BadData) as refused:
        ledger.mark_accepted(received().delivery_id, 0, 0)
    assert refused.value.code == "STORE-07"


def test_a_file_that_cannot_be_read_is_rejected_with_code_and_reason() -> None:
    done = ledger.mark_rejected(received().delivery_id, "DECODE-01", "not CP932")
    assert (done.state, done.reason_code, done.reason) == ("rejected", "DECODE-01", "not CP932")


def test_an_unknown_delivery_is_said_to_be_unknown() -> None:
    for ask in (lambda: ledger.delivery("x"), lambda: ledger.mark_decoded("x", 1, 0)):
        with pytest.raises(BadData) as refused:
            ask()
        assert refused.value.code == "STORE-06"


def test_deliveries_come_in_the_order_they_were_received() -> None:
    made = [received(name, period) for name, period in (("c", "2025-06"), ("a", "2025-04"), ("b", "2025-05"))]
    ledger.mark_rejected(made[1].delivery_id, "DECODE-01", "broken")
    assert [each.file_name for each in ledger.deliveries("shinagawa")] == ["c.csv", "a.csv", "b.csv"]
    assert [each.file_name for each in ledger.deliveries("shinagawa", state="received")] == ["c.csv", "b.csv"]
    assert ledger.deliveries("shinagawa", "leave") == []
    assert ledger.deliveries("setagaya") == []


def test_a_correction_is_in_force_and_a_rejected_one_is_not() -> None:
    first, second = accepted("a"), accepted("b")
    ledger.mark_rejected(received("c").delivery_id, "DECODE-01", "broken")
    assert ledger.newest_accepted("shinagawa", "roster", "2025-04") == second
    assert ledger.newest_accepted("shinagawa", "roster", "2025-04", cut_off=first.decided_at) == first


def test_the_newest_is_by_period_first_and_may_be_limited() -> None:
    may, april = accepted("m", "2025-05"), accepted("a", "2025-04")
    assert ledger.newest_accepted("shinagawa", "roster") == may
    assert ledger.newest_accepted("shinagawa", "roster", up_to=Period("2025-04")) == april
    assert ledger.newest_accepted("shinagawa", "roster", up_to="2025-03") is None


def test_accepted_gives_the_last_one_of_each_period_oldest_period_first() -> None:
    accepted("m", "2025-05")
    accepted("a", "2025-04")
    corrected = accepted("b", "2025-04")
    assert [each.file_name for each in ledger.accepted("shinagawa", "roster")] == ["b.csv", "m.csv"]
    before = corrected.decided_at - timedelta(microseconds=1) if corrected.decided_at else None
    assert [each.file_name for each in ledger.accepted("shinagawa", "roster", before)] == ["a.csv", "m.csv"]


def test_check_results_of_a_repeated_check_replace_the_first() -> None:
    made = received()
    ledger.add_check_results(made.delivery_id, [CheckResult("roster.x", "warn", True, 0), CheckResult("roster.a", "reject", False, 3)])
    again = [CheckResult("roster.a", "quarantine", False, 4)]
    ledger.add_check_results(made.delivery_id, again)
    assert ledger.check_results(made.delivery_id) == again
    ledger.add_check_results(made.delivery_id, [])
    assert ledger.check_results(made.delivery_id) == []


def test_events_come_newest_first_and_by_organization() -> None:
    ledger.note("receive", "shinagawa", "one", period=Period("2025-04"), source_id="roster")
    ledger.note("receive", "setagaya", "two", code="RECEIVE-01", level="warning")
    ledger.note("receive", "shinagawa", "three")
    assert [event.message for event in ledger.events()] == ["three", "two", "one"]
    assert [event.message for event in ledger.events("shinagawa", limit=1)] == ["three"]
    (warning,) = ledger.events("setagaya")
    assert (warning.code, warning.level, warning.at.utcoffset()) == ("RECEIVE-01", "warning", timedelta(0))


def test_times_are_utc_whatever_the_server_thinks_it_is(state: Path) -> None:
    with transaction() as connection:
        assert connection.execute(text("show timezone")).scalar() == "UTC"
        connection.execute(
            text("insert into ledger.event (at, verb, level, message) values ('2026-04-01T00:30:00+09:00', 'x', 'info', 'x')")
        )
    assert ledger.events()[0].at.astimezone(UTC).isoformat() == "2026-03-31T15:30:00+00:00"

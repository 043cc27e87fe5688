from __future__ import annotations

from datetime import UTC, datetime, timedelta

from seika.store.counting import checked_against_older, counting, standings
from seika.store.ledger import Delivery, State

START = datetime(2025, 5, 1, tzinfo=UTC)


def sent(number: int, state: State = "accepted", source: str = "leave", period: str = "2025-04", decided: int | None = None) -> Delivery:
    at = START + timedelta(hours=decided or number)
    is_decided = state in ("accepted", "rejected")
    return Delivery(
        f"{source}-{number}", "ward", source, period, f"{number}", "f.csv", 1, START, state, sequence_number=number,
        decided_at=at if is_decided else None,
    )  # fmt: skip


def verdicts(*deliveries: Delivery) -> list[tuple[str, str, str | None]]:
    return [(each.delivery.delivery_id, each.verdict, each.by) for each in standings(deliveries)]


def test_a_correction_supersedes_what_it_corrects_and_says_so() -> None:
    assert verdicts(sent(1), sent(2)) == [("leave-1", "superseded", "leave-2"), ("leave-2", "counts", None)]


def test_the_order_of_receiving_counts_and_not_that_of_deciding() -> None:
    assert [each.delivery_id for each in counting([sent(2, decided=3), sent(1, decided=9)])] == ["leave-2"]


def test_what_is_refused_or_waits_supersedes_nothing() -> None:
    expected = [("leave-1", "counts", None), ("leave-2", "rejected", None), ("leave-3", "waiting", None)]
    assert verdicts(sent(1), sent(2, "rejected"), sent(3, "received")) == expected


def test_an_older_month_that_comes_late_counts_beside_the_newer_one() -> None:
    assert [each.period for each in counting([sent(1, period="2025-05"), sent(2, period="2025-04")])] == ["2025-04", "2025-05"]


def test_a_corrected_roster_names_what_was_checked_against_the_older_one() -> None:
    roster, leave, later = sent(1, source="roster"), sent(2), sent(5, period="2025-05", decided=9)
    after = {"leave": ["roster"], "roster": []}
    assert checked_against_older([roster, leave, later], after) == []
    assert checked_against_older([roster, leave, later, sent(4, source="roster")], after) == [leave]


def test_a_roster_of_a_later_month_concerns_no_earlier_delivery() -> None:
    deliveries = [sent(1, source="roster"), sent(2), sent(3, source="roster", period="2025-05")]
    assert checked_against_older(deliveries, {"leave": ["roster"]}) == []

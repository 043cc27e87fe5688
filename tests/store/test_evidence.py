import pytest

from seika.kpi.quality import WaivedRule
from seika.store import ledger
from seika.store.evidence import source_evidence, waived_for
from seika.store.stewardship import Waived, decisions_of

pytestmark = pytest.mark.usefixtures("state")


def accept(source: str, period: str, received: int, quarantined: int, *waived: Waived) -> str:
    sha256 = f"{source}{period}".encode().hex().ljust(64, "0")[:64]
    delivery, _ = ledger.add_delivery("shinagawa", source, period, sha256, f"{source}.csv", 10)
    ledger.mark_decoded(delivery.delivery_id, received, 0)
    ledger.mark_accepted(delivery.delivery_id, received - quarantined, quarantined, decisions=decisions_of({}, waived))
    return delivery.delivery_id


def test_the_newest_accepted_delivery_up_to_a_month_is_told_with_the_rows_of_all() -> None:
    accept("leave", "2025-04", 10, 1)
    may = accept("leave", "2025-05", 20, 2)
    june = accept("leave", "2025-06", 40, 0)
    (at_may,) = source_evidence("shinagawa", ["leave"], "2025-05")
    assert (at_may.delivery_id, at_may.period, at_may.received, at_may.accepted, at_may.quarantined) == (may, "2025-05", 20, 18, 2)
    assert (at_may.months, at_may.all_received, at_may.all_quarantined) == (2, 30, 3)
    (newest,) = source_evidence("shinagawa", ["leave", "leave"])
    assert (newest.delivery_id, newest.all_received) == (june, 70)


def test_a_source_without_an_accepted_delivery_is_there_and_says_so() -> None:
    ledger.add_delivery("shinagawa", "survey", "2025-04", "0" * 64, "s.csv", 1)
    (found,) = source_evidence("shinagawa", ["survey"])
    assert (found.delivery_id, found.months, found.all_received) == (None, 0, 0)


def test_a_waiver_is_told_for_the_kpis_that_its_rule_protects_and_from_its_month_on() -> None:
    waived = Waived("leave.leave_from_date.in_period", "人事課", "年度替わり", "2025-05-01", "2025-05-31", 2, ("annual_leave_days_avg",))
    accept("leave", "2025-05", 20, 0, waived)
    told = WaivedRule("leave.leave_from_date.in_period", "2025-05-31", "年度替わり")
    assert waived_for("shinagawa", ["leave"], "annual_leave_days_avg") == [told]
    assert waived_for("shinagawa", ["leave"], "headcount") == []
    assert waived_for("shinagawa", ["leave"], "annual_leave_days_avg", "2025-04") == []

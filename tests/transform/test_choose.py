from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_lake import KPIS, body

from seika.config import Organization
from seika.errors import NotReady
from seika.period import Period
from seika.store.ledger import Delivery
from seika.store.stewardship import decisions_of
from seika.transform.choose import choose, computable, input_hash, missing

ROOT = ["0,all,organization,,2000-04-01,"]


@pytest.fixture
def organization(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Organization:
    monkeypatch.setenv("SEIKA_STATE", str(tmp_path / "state"))
    followed = {kpi: KPIS[kpi] for kpi in ("annual_leave_days_avg", "headcount", "overtime_hours_per_capita_month")}
    return body(tmp_path / "body", ROOT, followed, first_period="2025-02", required=("roster", "leave"))


def delivery(source: str, period: str, mark: str = "a", rows: int = 10) -> Delivery:
    return Delivery(
        delivery_id=f"body-{source}-{period}-{mark}",
        organization_id="body",
        source_id=source,
        period=period,
        sha256=mark * 64,
        file_name="f",
        byte_count=1,
        received_at=datetime(2026, 1, 1, tzinfo=UTC),
        state="accepted",
        received_count=rows,
        accepted_count=rows,
        quarantined_count=0,
    )


def months(source: str, first: str, last: str) -> list[Delivery]:
    return [delivery(source, str(month)) for month in Period(first).until(Period(last))]


def test_a_ledger_counts_by_its_newest_delivery_and_leave_from_the_earlier_start_of_the_two_years(organization: Organization) -> None:
    held = {"roster": months("roster", "2025-02", "2025-07"), "leave": months("leave", "2025-02", "2025-07")}
    chosen = [(each.source_id, each.period) for each in choose(organization, Period("2025-06"), held)]
    assert chosen == [*(("leave", f"2025-0{month}") for month in range(2, 7)), ("roster", "2025-06")]


def test_the_fiscal_year_reaches_back_further_than_the_calendar_year_in_spring(organization: Organization) -> None:
    held = {"roster": months("roster", "2025-02", "2026-02"), "leave": months("leave", "2025-02", "2026-02")}
    first = next(each for each in choose(organization, Period("2026-02"), held) if each.source_id == "leave")
    assert first.period == "2025-04"


def test_a_month_without_its_own_roster_or_leave_is_not_ready_and_one_after_a_month_that_lacks_is(organization: Organization) -> None:
    held = {
        "roster": months("roster", "2025-02", "2025-04"),
        "leave": [*months("leave", "2025-02", "2025-02"), delivery("leave", "2025-04")],
    }
    assert missing(organization, Period("2025-04"), held) == []
    assert missing(organization, Period("2025-05"), held) == ["roster 2025-05", "leave 2025-05"]
    assert computable(organization, held) == [Period("2025-02"), Period("2025-04")]
    with pytest.raises(NotReady) as refusal:
        choose(organization, Period("2025-03"), held)
    assert "leave 2025-03" in str(refusal.value)


def test_attendance_counts_by_its_own_month_only_because_overtime_does(organization: Organization) -> None:
    late = [*months("attendance", "2025-02", "2025-03"), delivery("attendance", "2025-05")]
    held = {"roster": months("roster", "2025-02", "2025-05"), "leave": months("leave", "2025-02", "2025-05"), "attendance": late}
    assert computable(replace(organization, header=organization.header.model_copy(update={"required_sources": tuple(held)})), held) == [
        Period("2025-02"),
        Period("2025-03"),
        Period("2025-05"),
    ]
    chosen = [each.period for each in choose(organization, Period("2025-05"), held) if each.source_id == "attendance"]
    assert chosen == ["2025-05"]


def test_an_optional_source_counts_by_its_newest_delivery_if_there_is_one(organization: Organization) -> None:
    held = {
        "roster": months("roster", "2025-02", "2025-03"),
        "leave": months("leave", "2025-02", "2025-03"),
        "survey": [delivery("survey", "2025-02"), delivery("survey", "2025-05")],
        "evaluation": [],
    }
    chosen = {each.source_id: each.period for each in choose(organization, Period("2025-03"), held)}
    assert chosen["survey"] == "2025-02"
    assert "evaluation" not in chosen


def test_nothing_is_computable_before_anything_came(organization: Organization) -> None:
    assert computable(organization, {"roster": [], "attendance": []}) == []


def test_the_input_hash_follows_bytes_and_counts_but_not_the_order(organization: Organization) -> None:
    def hash_of_held(roster: Delivery) -> str:
        return input_hash(choose(organization, Period("2025-02"), {"roster": [roster], "leave": [delivery("leave", "2025-02")]}))

    same = hash_of_held(delivery("roster", "2025-02"))
    assert hash_of_held(delivery("roster", "2025-02", mark="b")) != same
    assert hash_of_held(delivery("roster", "2025-02", rows=9)) != same
    chosen = choose(organization, Period("2025-02"), {"roster": [delivery("roster", "2025-02")], "leave": [delivery("leave", "2025-02")]})
    assert input_hash(chosen[::-1]) == same


def test_the_inputs_differ_when_another_row_was_let_through_although_the_counts_are_the_same(organization: Organization) -> None:
    def made(row_number: int | None) -> str:
        decisions = decisions_of({"roster.hire_date.not_future": {row_number}}, []) if row_number else None
        held = {"roster": [replace(delivery("roster", "2025-02"), decisions=decisions)], "leave": months("leave", "2025-02", "2025-02")}
        return input_hash(choose(organization, Period("2025-02"), held))

    assert made(5) == made(5)
    assert len({made(5), made(6), made(None)}) == 3


def test_a_fact_that_looks_back_asks_for_the_months_it_looks_back_to(organization: Organization, tmp_path: Path) -> None:
    followed = {
        "work_interval_11h_rate": KPIS["work_interval_11h_rate"],
        "overtime_over45h_month_rate": KPIS["overtime_over45h_month_rate"],
    }
    looking_back = body(tmp_path / "back", ROOT, followed, first_period="2025-02", required=("roster", "attendance"))
    held = {
        "roster": months("roster", "2025-02", "2025-05"),
        "attendance": [*months("attendance", "2025-02", "2025-03"), delivery("attendance", "2025-05")],
    }
    assert missing(looking_back, Period("2025-03"), held) == []
    # April lacks: what looks back to it speaks of March, and of what March looks back to
    assert missing(looking_back, Period("2025-05"), held) == []
    assert [each.period for each in choose(looking_back, Period("2025-05"), held) if each.source_id == "attendance"] == [
        "2025-02",
        "2025-03",
        "2025-05",
    ]
    assert [each.period for each in choose(looking_back, Period("2025-03"), held) if each.source_id == "attendance"] == [
        "2025-02",
        "2025-03",
    ]

"""What is expected when, what is late, what is promised and what waits for whom, on days of the calendar of 2026."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from shelf import declare
from trial import CLOSE, declare_trial, deliver, publish

from seika.config import load_organization
from seika.config.operation import Operation, check_promise, load_operation
from seika.errors import BadConfig
from seika.status import Status, status
from seika.store import approvals, database, ledger
from seika.store.approvals import Candidate


@pytest.fixture
def body(state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = declare_trial(tmp_path / "shelf")
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(folder.parent))
    yield folder
    database.close()


def on(day: str) -> Status:
    return status("trial", date.fromisoformat(day))


def told(day: str) -> list[str]:
    return [f"{wait.concern} {wait.whom} {wait.subject}" for wait in on(day).waits]


def test_an_extract_is_late_the_day_after_its_deadline_and_not_before(body: Path) -> None:
    deliver("roster", "2026-09", "2026-10-01")
    deliver("attendance", "2026-08", "2026-09-07")
    # the fifth working day of October 2026 is Wednesday the 7th
    assert "late_extract provider attendance" not in told("2026-10-07")
    assert "late_extract provider attendance" in told("2026-10-08")
    (attendance,) = [each for each in on("2026-10-13").sources if each.source_id == "attendance"]
    assert [(each.period, each.due, each.days_late) for each in attendance.late] == [
        ("2026-09", date(2026, 10, 7), 3)
    ]  # the 12th is a holiday


def test_a_day_on_which_the_body_is_closed_moves_the_deadline(body: Path) -> None:
    (body / "operation.yml").write_text(CLOSE.replace("released_by: 6", "released_by: 6, days_off: [2026-10-01]"), encoding="utf-8")
    deliver("attendance", "2026-08", "2026-09-07")
    assert "late_extract provider attendance" not in told("2026-10-08")
    assert "late_extract provider attendance" in told("2026-10-09")


def test_a_yearly_source_is_expected_in_its_months_only(body: Path) -> None:
    (stress,) = [each for each in on("2026-10-30").sources if each.source_id == "stress_check"]
    assert stress.missing == ()  # its first July lies before the first month of the organization
    (stress,) = [each for each in on("2027-08-31").sources if each.source_id == "stress_check"]
    assert [each.period for each in stress.late] == ["2027-07"]


def test_months_before_the_newest_whole_state_are_missed_by_nobody(body: Path) -> None:
    deliver("roster", "2026-10", "2026-11-02")
    (roster,) = [each for each in on("2026-11-27").sources if each.source_id == "roster"]
    assert (roster.missing, roster.newest, roster.files) == ((), "2026-10", 1)


def test_what_came_and_is_refused_or_not_yet_judged_is_missing_and_not_late(body: Path) -> None:
    made, _ = ledger.add_delivery("trial", "attendance", "2026-09", "b" * 64, "attendance.csv", 1)
    (attendance,) = [each for each in on("2026-10-20").sources if each.source_id == "attendance"]
    assert [each.state for each in attendance.missing] == ["late", "in_work"]
    ledger.mark_rejected(made.delivery_id, "DECODE-01", "not CP932")
    (refusal,) = [wait for wait in on("2026-10-20").waits if wait.concern == "rejected_delivery"]
    assert (refusal.whom, refusal.where["refusal"]) == ("provider", "DECODE-01")
    deliver("attendance", "2026-09", "2026-10-21", digit="c")
    assert "rejected_delivery" not in " ".join(told("2026-10-22"))


def test_the_promise_is_measured_from_the_month_on_that_it_is_given_for(body: Path) -> None:
    publish("2026-08", "2026-10-30")
    august = on("2026-10-08").months[0]
    assert (august.period, august.promised_by, august.days_late) == ("2026-08", None, 0)
    # promised by the sixth working day: Thursday 8 October
    assert "promise_missed operator 2026-09" not in told("2026-10-08")
    assert "promise_missed operator 2026-09" in told("2026-10-09")
    publish("2026-09", "2026-10-13", digit="1")
    (september,) = [each for each in on("2026-11-02").months if each.period == "2026-09"]
    assert (september.days_late, september.is_promise_missed) == (2, False)  # 9 and 13 October; the 12th is a holiday
    assert "promise_missed operator 2026-09" not in told("2026-10-14")


def test_what_comes_after_the_close_is_counted_and_goes_to_the_next_revision(body: Path) -> None:
    first = deliver("attendance", "2026-09", "2026-10-07")
    publish("2026-09", "2026-10-08", inputs=(first,))
    assert [each.late_deliveries for each in on("2026-10-30").months] == [0]
    late = deliver("attendance", "2026-09", "2026-10-08", digit="d")
    (september,) = on("2026-10-30").months
    assert (september.late_deliveries, september.late_taken, september.late_waiting) == (1, 0, 1)
    publish("2026-09", "2026-10-09", inputs=(late,), digit="2")
    (september,) = on("2026-10-30").months
    assert (september.late_taken, september.late_waiting, september.days_late) == (1, 0, 0)


def test_a_closed_month_says_that_only_a_restatement_takes_up_what_came_late(body: Path) -> None:
    first = deliver("attendance", "2026-09", "2026-10-07")
    publish("2026-09", "2026-10-08", "final", (first,))
    assert "late_delivery operator 2026-09" not in told("2026-10-30")
    deliver("attendance", "2026-09", "2026-10-20", digit="d")
    (late,) = [wait for wait in on("2026-10-30").waits if wait.concern == "late_delivery"]
    assert "seika restate -o trial --from 2026-09 --to 2026-09" in late.text("en")


def test_rows_held_back_over_the_threshold_and_warnings_wait_for_the_steward(body: Path) -> None:
    deliver("attendance", "2026-08", "2026-09-07", accepted=90, held=10)
    assert "quarantine" not in " ".join(told("2026-09-08"))
    newer = deliver("attendance", "2026-09", "2026-10-07", accepted=89, held=11, digit="e")
    ledger.add_check_results(newer, [ledger.CheckResult("attendance.volume", "warn", False, 1)])
    found = {wait.concern: wait for wait in on("2026-10-08").waits}
    assert (found["quarantine"].whom, found["quarantine"].where["rows"]) == ("steward", "11")
    assert found["failed_check"].where["rules"] == "attendance.volume"


def test_what_waits_for_approval_and_what_was_refused_to_be_published_is_told_until_it_is_over(body: Path) -> None:
    approvals.add_candidate(
        Candidate("1" * 64, "trial-2026-09-r2", "trial", "2026-09", "restated", "late", "Sato", '["x"]', "[]", "2" * 64)
    )
    ledger.note("transform", "trial", "refused", code="TRANSFORM-03", period="2026-09", level="error")
    assert {"approval approver trial-2026-09-r2", "unpublished operator 2026-09"} <= set(told("2026-10-01"))
    approvals.decide(approvals.newest_candidate("trial-2026-09-r2"), "rejected", "Suzuki", "no")
    publish("2026-09", "2026-10-08", digit="3")
    assert "approval" not in " ".join(told("2026-10-01")) and "unpublished" not in " ".join(told("2026-10-01"))


def test_a_file_that_no_source_takes_is_told_and_every_text_says_what_to_do(body: Path, state: Path) -> None:
    inbox = state / "inbox" / "trial"
    inbox.mkdir(parents=True)
    (inbox / "unknown.csv").write_text("x")
    deliver("attendance", "2026-09", "2026-10-07", accepted=1, held=9)
    made, _ = ledger.add_delivery("trial", "attendance", "2026-08", "b" * 64, "attendance.csv", 1)
    ledger.mark_rejected(made.delivery_id, "DECODE-01", "not CP932")
    ledger.note("transform", "trial", "refused", code="TRANSFORM-03", period="2026-09", level="error")
    found = on("2026-10-30").waits
    assert {wait.concern for wait in found} >= {"late_extract", "rejected_delivery", "quarantine", "promise_missed", "unpublished"}
    assert "nobodys_file operator inbox" in told("2026-10-30")
    assert [wait.code for wait in found for language in ("ja", "en") if "→" not in wait.text(language) or "?" in wait.text(language)] == []


def test_a_section_of_an_organization_stands_in_place_of_the_installations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    common = tmp_path / "operation.yml"
    common.write_text('close: {since: "2026-04", working_day: 7, released_by: 9}\nalerts: {quarantine_percent: 1}\n', encoding="utf-8")
    own = declare(tmp_path / "shelf") / "operation.yml"
    own.write_text(CLOSE.splitlines()[0] + "\n", encoding="utf-8")
    monkeypatch.setenv("SEIKA_OPERATION", str(common))
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(own.parents[1]))
    found = load_operation("trial")
    assert found.close and (found.close.working_day, found.alerts.quarantine_percent) == (5, 1)
    own.unlink()
    assert load_operation("trial") == load_operation()
    common.unlink()
    assert load_operation("trial") == Operation()


def test_a_promise_that_no_extract_can_keep_is_found_by_the_doctor(body: Path) -> None:
    check_promise(load_organization("trial"), load_operation("trial"))  # due by the fifth, promised by the sixth
    (body / "operation.yml").write_text('close: {since: "2026-04", working_day: 3, released_by: 4}\n', encoding="utf-8")
    with pytest.raises(BadConfig, match="CONFIG-60"):
        check_promise(load_organization("trial"), load_operation("trial"))


def test_a_promise_before_the_close_is_refused_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = declare(tmp_path / "shelf") / "operation.yml"
    own.write_text('alerts: {}\nclose: {since: "2026-04", working_day: 7, released_by: 5}\n', encoding="utf-8")
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(own.parents[1]))
    with pytest.raises(BadConfig, match="line 2"):
        load_operation("trial")

"""What moved too much, carries warnings or restates a final month waits for a person, who signs exactly what they saw."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from computed_month import month, row
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from seika.errors import BadData, NotReady
from seika.release import release
from seika.release.approval import decide
from seika.store import approvals, ledger, releases
from seika.store.database import transaction
from seika.store.ledger import CheckResult

pytestmark = pytest.mark.usefixtures("state")
FIRST, SECOND = "shinagawa-2025-04-r1", "shinagawa-2025-04-r2"
KPI = "male_childcare_leave_rate"


def computed(folder: Path, value: str = "30.0", given: str = "1", **more: Any) -> Path:
    return month(folder / f"{value}-{given}", [row(value=Decimal(value))], input_hash=given * 64, **more)


def waits(folder: Path, *arguments: Any) -> str:
    with pytest.raises(NotReady) as answer:
        release(folder, *arguments)
    assert answer.value.code == "RELEASE-20"
    return answer.value.where["waits"]


def test_without_anything_declared_nothing_waits(tmp_path: Path) -> None:
    release(computed(tmp_path))
    assert release(computed(tmp_path, "99.0", "9")).is_new


def test_what_moves_beyond_its_tolerance_waits_and_what_stays_within_passes(tmp_path: Path) -> None:
    tolerant = {"tolerances": {KPI: "2.5"}}
    release(computed(tmp_path, **tolerant))
    assert release(computed(tmp_path, "32.5", "2", **tolerant)).is_new
    assert waits(computed(tmp_path, "35.1", "3", **tolerant)) == f"{KPI} moved more than 2.5"
    assert [each.revision for each in releases.snapshots("shinagawa")] == [1, 2]


def test_the_first_revision_of_a_month_is_held_against_the_month_before(tmp_path: Path) -> None:
    release(computed(tmp_path))
    may = [row(value=Decimal("40.0"), period="2025-05")]
    folder = month(tmp_path / "may", may, "2025-05", tolerances={KPI: "5"})
    assert waits(folder) == f"{KPI} moved more than 5"


def test_warnings_and_restatements_wait_where_the_organization_says_so(tmp_path: Path) -> None:
    delivery, _ = ledger.add_delivery("shinagawa", "roster", "2025-04", "6" * 64, "a.csv", 1)
    ledger.add_check_results(
        delivery.delivery_id, [CheckResult("roster.volume", "warn", False, 3), CheckResult("r", "quarantine", False, 1)]
    )
    used = json.loads((computed(tmp_path) / "selection.json").read_text(encoding="utf-8"))["deliveries"]
    used[0]["delivery_id"] = delivery.delivery_id
    folder = computed(tmp_path, "30.0", "4", approval=["warnings"], deliveries=used)
    assert waits(folder) == f"warning roster.volume in {delivery.delivery_id}"
    release(computed(tmp_path), "final")
    restating = computed(tmp_path, "31.0", "5", approval=["restated"])
    assert waits(restating, "restated", "late registrations", "Sato") == "restated"


def test_approved_it_is_published_and_the_manifest_says_who_signed_what(tmp_path: Path) -> None:
    release(computed(tmp_path), "final")
    folder = computed(tmp_path, "31.0", "5", approval=["restated"])
    asked = ("restated", "late registrations", "Sato")
    waits(folder, *asked)
    (candidate,) = approvals.undecided("shinagawa")
    (cell,) = json.loads(candidate.diff)
    assert (cell["before"]["value"], cell["after"]["value"]) == ("30.0000", "31.0000")
    decide(SECOND, "approved", "Suzuki", "checked against the register", candidate.diff_hash[:12])
    assert approvals.undecided("shinagawa") == []
    made = releases.snapshot(release(folder, *asked).snapshot_id)
    approval = json.loads(made.manifest)["approval"]
    assert (approval["by"], approval["comment"], approval["diff_hash"]) == ("Suzuki", "checked against the register", candidate.diff_hash)
    assert approval["replaces"] == made.previous_hash
    assert ledger.events("shinagawa")[1].verb == "approved"


@pytest.mark.parametrize("name", ["Sato", "sato", " SATO ", "Ｓａｔｏ"])
def test_nobody_approves_their_own_restatement(tmp_path: Path, name: str) -> None:
    release(computed(tmp_path), "final")
    waits(computed(tmp_path, "31.0", "5", approval=["restated"]), "restated", "late registrations", "Sato")
    with pytest.raises(BadData) as refused:
        decide(SECOND, "approved", name, "fine")
    assert refused.value.code == "RELEASE-22"
    assert releases.current("shinagawa", "2025-04").snapshot_id == FIRST  # type: ignore[union-attr]


def test_a_byte_that_changes_after_the_approval_voids_it(tmp_path: Path) -> None:
    tolerant = {"tolerances": {KPI: "1"}}
    release(computed(tmp_path, **tolerant))
    waits(computed(tmp_path, "35.0", "3", **tolerant))
    decide(SECOND, "approved", "Suzuki", "fine")
    assert waits(computed(tmp_path, "35.0", "4", **tolerant))  # the same numbers from another input
    assert waits(computed(tmp_path, "35.1", "3", **tolerant))
    assert release(computed(tmp_path, "35.0", "3", **tolerant)).is_new


def test_an_approval_holds_for_what_it_replaces_and_for_nothing_published_since(tmp_path: Path) -> None:
    tolerant = {"tolerances": {KPI: "1"}}
    release(computed(tmp_path, **tolerant))
    waits(computed(tmp_path, "35.0", "3", **tolerant))
    decide(SECOND, "approved", "Suzuki", "fine")
    release(computed(tmp_path, "30.5", "7", **tolerant))
    assert waits(computed(tmp_path, "35.0", "3", **tolerant))


def test_rejected_it_stays_unpublished_with_the_reason(tmp_path: Path) -> None:
    tolerant = {"tolerances": {KPI: "1"}}
    release(computed(tmp_path, **tolerant))
    folder = computed(tmp_path, "35.0", "3", **tolerant)
    waits(folder)
    decide(SECOND, "rejected", "Suzuki", "the register says otherwise")
    with pytest.raises(BadData) as refused:
        release(folder)
    assert (refused.value.code, refused.value.where["comment"]) == ("RELEASE-21", "the register says otherwise")
    with pytest.raises(BadData) as twice:
        decide(SECOND, "approved", "Suzuki", "after all")
    assert twice.value.code == "RELEASE-25"


def test_only_the_diff_that_was_seen_can_be_signed(tmp_path: Path) -> None:
    tolerant = {"tolerances": {KPI: "1"}}
    release(computed(tmp_path, **tolerant))
    waits(computed(tmp_path, "35.0", "3", **tolerant))
    seen = approvals.newest_candidate(SECOND).diff_hash
    waits(computed(tmp_path, "36.0", "4", **tolerant))
    for diff in (seen, ""):
        with pytest.raises(BadData) as refused:
            decide(SECOND, "approved", "Suzuki", "fine", diff)
        assert refused.value.code == "RELEASE-23"
    with pytest.raises(BadData) as unknown:
        decide("shinagawa-2031-01-r1", "approved", "Suzuki", "fine")
    assert unknown.value.code == "RELEASE-24"


@pytest.mark.parametrize("table", ["candidate", "approval"])
@pytest.mark.parametrize("change", ["update ledger.{} set diff_hash = diff_hash", "delete from ledger.{}", "truncate ledger.{} cascade"])
def test_what_was_asked_and_said_stays(tmp_path: Path, table: str, change: str) -> None:
    tolerant = {"tolerances": {KPI: "1"}}
    release(computed(tmp_path, **tolerant))
    waits(computed(tmp_path, "35.0", "3", **tolerant))
    decide(SECOND, "approved", "Suzuki", "fine")
    with pytest.raises(DBAPIError, match="stays"), transaction() as connection:
        connection.execute(text(change.format(table)))

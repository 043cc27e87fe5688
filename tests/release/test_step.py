from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from computed_month import month, row

from seika.errors import BadData
from seika.release import Released, release
from seika.release.audit import kept
from seika.store import releases


def test_a_month_is_published_with_its_rows_and_inputs(state: Path, tmp_path: Path) -> None:
    done = release(month(tmp_path / "m", [row("0000", 90), row("1010", 4)]))
    assert done == Released("shinagawa-2025-04-r1", is_new=True, revision=1)
    whole, section = releases.kpi_rows(done.snapshot_id)
    assert (str(whole["value"]), section["value"], section["status"]) == ("30.0000", None, "suppressed")
    assert [each["source_id"] for each in releases.inputs(done.snapshot_id)] == ["roster"]
    assert len(releases.outcome_rows(done.snapshot_id)) == 1


def test_again_it_is_a_no_op(state: Path, tmp_path: Path) -> None:
    folder = month(tmp_path / "m")
    assert [release(folder).is_new, release(str(folder)).is_new] == [True, False]


def test_a_run_that_is_repeated_elsewhere_gives_the_same_hashes(state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hashes(organization: str) -> list[str]:
        # The clock goes on between the two, and each database counts for itself.
        for period in ("2025-04", "2025-05"):
            rows = [row(unit, organization_id="shinagawa") for unit in ("0000", "1010")]
            release(month(tmp_path / organization / period, rows, period))
        return [each.snapshot_hash for each in releases.snapshots("shinagawa")]

    first = hashes("one")
    from sqlalchemy import text

    from seika.store.database import transaction

    with transaction() as connection:
        # As a fresh database would be; published rows are otherwise not to be removed.
        connection.execute(text("set local session_replication_role = replica"))
        for table in ("current_snapshot", "snapshot_input", "kpi_value_row", "outcome_status_row", "snapshot"):
            connection.execute(text(f"delete from kpi.{table}"))
    assert hashes("two") == first


def test_a_status_that_does_not_exist_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(BadData) as refused:
        release(tmp_path / "missing", "secret")
    assert refused.value.code == "RELEASE-06"


def test_a_changed_input_of_a_final_month_needs_a_reasoned_restatement(state: Path, tmp_path: Path) -> None:
    release(month(tmp_path / "m"), "final")
    changed = month(tmp_path / "n", input_hash="9" * 64)
    with pytest.raises(BadData) as refused:
        release(changed)
    assert refused.value.code == "RELEASE-01"
    assert release(changed, "restated", "late registrations").revision == 2


def test_the_manifest_names_the_locked_dependencies(state: Path, tmp_path: Path) -> None:
    made = releases.snapshot(release(month(tmp_path / "m")).snapshot_id)
    assert '"lock_hash":"' in made.manifest
    assert {field.name for field in dataclasses.fields(made)} >= {"snapshot_hash", "previous_hash", "content_hash"}


def test_the_audit_is_kept_with_the_snapshot_and_says_how_far_readers_are_kept_from_what_is_withheld(state: Path, tmp_path: Path) -> None:
    done = release(month(tmp_path / "m", [row("0000", 90), row("1010", 4, unit_level="section")]))
    found = kept(releases.snapshot(done.snapshot_id))
    assert {each.level: (each.cells, each.published) for each in found.shares} == {"organization": (1, 1), "section": (1, 0)}
    assert {each.measure for each in found.quantities} == {"male_childcare_leave_new_takers", "male_childcare_leave_eligible"}
    assert all(each.high - each.low >= each.need > 0 for each in found.quantities)
    # one of 27 in 90 people: the section's 4 and 1 may be anything up to what the others lie in
    derived = {each.measure: (each.unit_code, each.low, each.high) for each in found.derived}
    assert derived.keys() == {"male_childcare_leave_new_takers", "male_childcare_leave_eligible"}
    assert all(unit == "1010" and low <= least and most >= least for (unit, low, most), least in zip(derived.values(), (4, 1), strict=True))
    old = dataclasses.replace(releases.snapshot(done.snapshot_id), manifest="{}")
    with pytest.raises(BadData, match="DISCLOSURE-03"):
        kept(old)


def test_what_was_withheld_stays_so_in_the_next_revision_of_the_month(state: Path, tmp_path: Path) -> None:
    release(month(tmp_path / "one", [row("0000", 90), row("1010", 4)]))
    done = release(month(tmp_path / "two", [row("0000", 92), row("1010", 6)], input_hash="9" * 64))
    assert [each["status"] for each in releases.kpi_rows(done.snapshot_id)] == ["behind", "suppressed"]

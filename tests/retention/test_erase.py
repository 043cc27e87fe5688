"""One person out of all that was received: found, gone from tables and originals, and what was published can still be verified."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from door import KEY
from whole_way import drop, take_in

from seika.check import stale
from seika.config import load_organization, organization_ids, paths
from seika.decode.pseudonym import pseudonyms
from seika.errors import BadData
from seika.period import Period
from seika.release import release
from seika.release.verify import differences
from seika.retention import erase, find
from seika.simulate import simulate
from seika.store import database, deletions, lake, ledger, releases
from seika.transform import transform

WARD, APRIL = "shinagawa", Period("2025-04")


@pytest.fixture(scope="module")
def ward(own_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small ward with a published month; the staff number of somebody in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEIKA_PERSON_KEY", KEY)
        assert WARD in organization_ids()
        made = simulate([WARD], tmp_path_factory.mktemp("simulated"), staff=60, months=1)
        drop(made.folder / "round-1", WARD)
        roster = next((made.folder / "round-1" / WARD).glob("shokuin_202504*.csv")).read_bytes().decode("cp932").splitlines()
        header = next(index for index, line in enumerate(roster) if "職員番号" in line)
        place = roster[header].split(",").index("職員番号")
        number = roster[header + 5].split(",")[place].strip('"')
        take_in(WARD)
        release(transform(WARD, APRIL).folder)
        yield number
        database.close()


def headcount() -> int:
    current = releases.current(WARD, APRIL)
    assert current
    (row,) = [
        each
        for each in releases.kpi_rows(current.snapshot_id)
        if (each["kpi_id"], each["unit_level"], each["breakdown_id"], each["tree_code"]) == ("headcount", "organization", "all", "as_was")
    ]
    return int(row["numerator"])


def a_person_under_a_legal_hold_stays_and_nothing_is_touched(ward: str, tmp_path: Path) -> None:
    common = tmp_path / "operation.yml"
    common.write_text("retention: {holds: [{id: lawsuit, reason: 係争中のため, owner: 法務, sources: [roster]}]}\n", encoding="utf-8")
    before = find(WARD, ward)
    assert len(before) >= 3 and all(each.has_original for each in before)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEIKA_OPERATION", str(common))
        with pytest.raises(BadData, match="lawsuit"):
            erase(WARD, ward, "asked for by the person", "Sato")
    assert find(WARD, ward) == before and deletions.proofs(WARD) == {}


def test_somebody_whom_nothing_knows_is_not_erased(ward: str) -> None:
    assert find(WARD, "99999999") == []
    with pytest.raises(BadData, match="RETENTION-03") as refused:
        erase(WARD, "99999999", "asked for by the person", "Sato")
    assert "99999999" not in str(refused.value)


def an_erased_person_is_nowhere_and_the_published_chain_holds(ward: str) -> None:
    chain, staff, held = [each.snapshot_hash for each in releases.snapshots(WARD)], headcount(), find(WARD, ward)
    with_person = {each.delivery_id for each in held}
    assert erase(WARD, ward, "asked for by the person", "Sato") == held
    assert find(WARD, ward) == []
    key = pseudonyms(WARD, "person_key")(ward).encode()
    left = [path for root in (paths.vault_url(), paths.lake_url(), paths.scratch()) for path in Path(root).rglob("*") if path.is_file()]
    assert left
    assert [path.name for path in left if ward.encode() in path.read_bytes() and path.suffix != ".duckdb"] == []
    assert not any(key in lake.table(each).to_pandas().to_csv().encode() for each in ledger.deliveries(WARD) if lake.exists(each))
    assert list(differences(WARD)) == []  # what is missing is proven
    assert [each.snapshot_hash for each in releases.snapshots(WARD)] == chain
    assert headcount() == staff
    proven = deletions.proofs(WARD)
    assert {name for name, part in proven if part == "rows.parquet"} == with_person
    assert {proven[name, "original"].rule for name in with_person} == {"erased: asked for by the person"}
    assert ward not in str([event.message for event in ledger.events(WARD)])


def the_month_is_computed_again_without_the_person_and_every_check_of_the_build_holds(ward: str) -> None:
    staff = headcount()
    made = release(transform(WARD, APRIL).folder)
    assert (made.is_new, headcount()) == (True, staff - 1)
    assert list(differences(WARD)) == []
    roster = next(each for each in ledger.deliveries(WARD, "roster"))
    gone, _ = deletions.erased_rows(WARD)[roster.delivery_id]
    (counted,) = [row["accepted_count"] for row in releases.inputs(made.snapshot_id) if row["source_id"] == "roster"]
    assert gone >= 1 and counted == (roster.accepted_count or 0) - gone


def what_somebody_was_erased_from_is_not_judged_again(ward: str) -> None:
    assert [each for source_id in load_organization(WARD).sources for each in stale(WARD, source_id)] == []


def test_a_person_is_held_and_then_erased(ward: str, tmp_path: Path) -> None:
    """One story, because each part begins where the one before has left vault, lake and ledger."""
    a_person_under_a_legal_hold_stays_and_nothing_is_touched(ward, tmp_path)
    an_erased_person_is_nowhere_and_the_published_chain_holds(ward)
    the_month_is_computed_again_without_the_person_and_every_check_of_the_build_holds(ward)
    what_somebody_was_erased_from_is_not_judged_again(ward)

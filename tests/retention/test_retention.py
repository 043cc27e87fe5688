"""What the law no longer asks to keep goes with its proof, and nothing else does; a verification knows the two apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hoshimi import CITY, deliver, say, settle_down
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from seika.config import paths
from seika.errors import BadData
from seika.release.verify import differences
from seika.retention import Item, retention
from seika.store import database, deletions, ledger, releases
from seika.store.database import transaction
from seika.store.reopen import reopen

TERM = "retention: {standard: {years: 1, law: 文書管理規程}, sources: {survey_items: {years: 3, law: 別の規程}}}\n"
LAST_DAY, OVER = date(2028, 3, 31), date(2028, 4, 1)  # June 2026 lies in the fiscal year 2026; a year from April 2027


@pytest.fixture(scope="module")
def city(own_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = settle_down(tmp_path_factory.mktemp("shelf"))
        patch.setenv("SEIKA_ORGANIZATIONS", str(folder.parent))
        patch.setenv("SEIKA_PERSON_KEY", "a key of thirty-two letters at least")
        (folder / "operation.yml").write_text(TERM, encoding="utf-8")
        deliver("2026-06")
        assert say("ingest").exit_code == 0
        assert say("release", "-p", "2026-06").exit_code == 0
        yield folder
        database.close()


def says(day: date = OVER, apply: bool = False) -> dict[str, str]:
    """What is said of June's deliveries, by source."""
    items = [(each.delivery_id.split("-"), each.says) for each in retention(CITY, day, "Sato", apply)]
    assert {word for name, word in items if name[3] == "07"} <= {"in_use"}
    return {name[1]: word for name, word in items if name[3] == "06"}


def found() -> list[str]:
    return [difference.code for difference in differences(CITY)]


def files() -> set[str]:
    roots = (Path(paths.vault_url()), Path(paths.lake_url()) / CITY)
    return {str(path) for root in roots for path in root.rglob("*") if path.is_file()}


def nothing_is_over_before_the_april_after_its_term_and_nothing_goes_that_is_in_use(city: Path) -> None:
    assert says(LAST_DAY) == {}
    assert says() == {"survey": "in_use", "survey_population": "in_use"}
    before = files()
    assert "deleted" not in says(apply=True).values()
    assert files() == before


def what_a_provisional_month_counts_stays_until_the_month_is_closed_and_a_hold_keeps_it_longer(city: Path) -> None:
    deliver("2026-07")
    assert say("ingest").exit_code == 0
    assert says() == {"survey": "not_closed", "survey_population": "not_closed"}
    assert say("release", "-p", "2026-06", "--final").exit_code == 0
    assert says() == {"survey": "over", "survey_population": "over"}
    hold = "  holds: [{id: lawsuit, reason: 係争中のため, owner: 法務, sources: [survey], first: 2026-04, last: 2026-06}]\n"
    (city / "operation.yml").write_text("retention:\n  standard: {years: 1, law: 文書管理規程}\n" + hold, encoding="utf-8")
    item = next(each for each in retention(CITY, OVER, "Sato") if each.says == "held")
    assert (item.delivery_id.split("-")[1], item.why) == ("survey", "lawsuit: 係争中のため")
    (city / "operation.yml").write_text(TERM, encoding="utf-8")


def what_goes_leaves_its_proof_and_the_verification_knows_it_from_a_loss(city: Path) -> None:
    before, chain = files(), [each.snapshot_hash for each in releases.snapshots(CITY)]
    assert says(apply=True) == {"survey": "deleted", "survey_population": "deleted"}
    gone = before - files()
    # July's and the items of June still need the file: one original for all, two tables and their hashes of each delivery
    assert len(gone) == 8 and not [each for each in gone if "/vault/" in each]
    assert found() == []
    assert [each.snapshot_hash for each in releases.snapshots(CITY)] == chain
    proof = deletions.proofs(CITY)[next(iter(each.delivery_id for each in ledger.deliveries(CITY, "survey"))), "rows.parquet"]
    assert (proof.rule, proof.decided_by, proof.action, proof.byte_count > 0) == ("文書管理規程 (2028-04-01)", "Sato", "deleted", True)
    assert says(apply=True) == {}  # what has gone is not named again


def the_original_goes_with_the_last_delivery_that_came_in_it(city: Path) -> None:
    (city / "operation.yml").write_text("retention: {standard: {years: 1, law: 文書管理規程}}\n", encoding="utf-8")
    others = [each for each in ledger.deliveries(CITY) if each.period == "2026-07"]
    with transaction() as connection:  # as if July had been another file
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("update ledger.delivery set sha256 = repeat('a', 64) where period = '2026-07'"))
    june = next(each for each in ledger.deliveries(CITY, "survey_items"))
    original = Path(paths.vault_url()) / june.sha256
    assert original.exists() and others
    assert says(apply=True) == {"survey_items": "deleted"}
    assert not original.exists()
    of_june = [each.delivery_id for each in ledger.deliveries(CITY) if each.period == "2026-06"]
    assert [(each, "original") in deletions.proofs(CITY) for each in of_june] == [True] * 3
    assert [code for code in found() if code not in ("RELEASE-11", "RELEASE-13")] == []  # July's, which this test forged
    with transaction() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("update ledger.delivery set sha256 = :sha where period = '2026-07'"), {"sha": june.sha256})
    with pytest.raises(BadData, match="RETENTION-04"):
        reopen(june.delivery_id, BadData("CHECK-09", delivery=june.delivery_id))


def what_is_missing_without_a_proof_or_there_in_spite_of_one_is_found(city: Path) -> None:
    july = next(each for each in ledger.deliveries(CITY, "survey") if each.period == "2026-07")
    table = Path(paths.lake_url()) / CITY / "survey" / "2026-07" / july.delivery_id / "rows.parquet"
    content = table.read_bytes()
    table.unlink()
    assert "RELEASE-12" in found()
    table.write_bytes(content)
    june = next(each for each in ledger.deliveries(CITY, "survey") if each.period == "2026-06")
    back = Path(str(table).replace("2026-07", "2026-06").replace(july.delivery_id, june.delivery_id))
    back.parent.mkdir(parents=True, exist_ok=True)
    back.write_bytes(content)
    assert "RELEASE-17" in found()
    back.unlink()


def a_proof_is_never_changed_and_a_forged_one_is_found(city: Path) -> None:
    for change in ("update ledger.deletion set rule = 'x'", "delete from ledger.deletion", "truncate ledger.deletion"):
        with pytest.raises(DBAPIError, match="what was decided stays"), transaction() as connection:
            connection.execute(text(change))
    with transaction() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("update ledger.deletion set decided_by = 'nobody' where part = 'rows.parquet'"))
    assert "RELEASE-16" in found()


def without_a_term_everything_is_kept(city: Path) -> None:
    (city / "operation.yml").write_text("alerts: {}\n", encoding="utf-8")
    assert retention(CITY, date(2126, 1, 1), "Sato", apply=True) == []
    assert Item("d", OVER, "law", "over").why is None


def test_the_years_of_a_city_one_after_the_other(city: Path) -> None:
    """One story, because each part begins where the one before has left vault, lake and ledger."""
    nothing_is_over_before_the_april_after_its_term_and_nothing_goes_that_is_in_use(city)
    what_a_provisional_month_counts_stays_until_the_month_is_closed_and_a_hold_keeps_it_longer(city)
    what_goes_leaves_its_proof_and_the_verification_knows_it_from_a_loss(city)
    the_original_goes_with_the_last_delivery_that_came_in_it(city)
    what_is_missing_without_a_proof_or_there_in_spite_of_one_is_found(city)
    a_proof_is_never_changed_and_a_forged_one_is_found(city)
    without_a_term_everything_is_kept(city)

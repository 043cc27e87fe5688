"""Whatever is changed or deleted past the program is found and named: bits in files, files, columns in rows, rows."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from door import KEY
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from seika.cli import app
from seika.config import paths
from seika.release.verify import differences
from seika.store import alerts, approvals, deletions, journal, ledger, seen, semantics, stewardship
from seika.store.alerts import Condition
from seika.store.approvals import Candidate
from seika.store.database import transaction
from seika.store.deletions import Deletion
from seika.store.dispatches import Parcel, once

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial"
CITY, SNAPSHOT = "hoshimi", "hoshimi-2026-06-r1"
# What a snapshot's manifest holds the hash of: any change is told as one of the snapshot.
HASHED = {"kpi.kpi_value_row", "kpi.outcome_status_row", "kpi.snapshot_input", *(f"kpi.{name}_row" for name in semantics.NAMES)}
JOURNAL = "ledger.journal"
OTHERWISE = {
    "text": "left({0}, -1) || case when right({0}, 1) = '1' then '2' else '1' end",
    "boolean": "not {0}",
    "timestamp with time zone": "{0} + interval '1 microsecond'",
}


@pytest.fixture(scope="module")
def city(own_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The city of the tutorial with its first month published."""
    shelf = tmp_path_factory.mktemp("organizations")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEIKA_ORGANIZATIONS", str(shelf))
        patch.setenv("SEIKA_PERSON_KEY", KEY)
        patch.setenv("SEIKA_LANGUAGE", "en")
        shutil.copytree(TUTORIAL / CITY, shelf / CITY)
        inbox = paths.inbox() / CITY
        inbox.mkdir(parents=True)
        shutil.copy(TUTORIAL / "staff_survey_2026-06.xlsx", inbox)
        for verb in ("ingest", "release"):
            assert CliRunner().invoke(app, [verb, "-o", CITY]).exit_code == 0
        asked = Candidate("1" * 64, "hoshimi-2026-06-r2", CITY, "2026-06", "restated", "late", "Sato", "[]", "[]", "2" * 64)
        approvals.add_candidate(asked)
        approvals.decide(asked, "rejected", "Suzuki", "not yet")
        of_other_tables(ledger.deliveries(CITY)[0].delivery_id)
        yield own_state


def of_other_tables(delivery: str) -> None:
    """Write one row into each table of the ledger that this city's month leaves empty."""
    stewardship.release_rows(delivery, [1], "survey.rule", "looked at", "Suzuki")
    deletions.prove([Deletion(CITY, delivery, "older.parquet", "deleted", "3" * 64, 1, "rule", "Suzuki")])
    seen.mark_seen(CITY, ["survey"], "file:///shelf/survey.xlsx", "1 2026", "4" * 64)
    alerts.keep(CITY, [Condition("late", "survey", "owner", "ALERT-01", "{}")])
    with alerts.to_tell("chat", [CITY]) as pending, once(Parcel(CITY, "2026-06", SNAPSHOT, "whole ja", "place:shelf", "5" * 64)) as is_due:
        assert pending and is_due


def found() -> list[str]:
    return [difference.message("en") for difference in differences(CITY)]


def tables() -> list[str]:
    """Return every table of the two schemas but the number of the schema's version."""
    asked = "select table_schema || '.' || table_name from information_schema.tables where table_schema in ('ledger', 'kpi')"
    with transaction() as connection:
        found = set(connection.execute(text(f"{asked} and table_type = 'BASE TABLE'")).scalars())
    return sorted(found - {"ledger.schema_version"})


def in_a_file(chance: random.Random, folder: Path) -> tuple[set[str], Callable[[], None]]:
    """Flip one bit of one file or delete it; return what must be named and how to undo it."""
    # what lies in the lake itself is a mark of the key: with another one nothing is decoded at all
    path = chance.choice(sorted(each for each in folder.rglob("*") if each.is_file() and (folder.name == "vault" or each.parent != folder)))
    content = path.read_bytes()
    path.chmod(0o644)
    if chance.random() < 0.3:
        path.unlink()
    else:
        changed = bytearray(content)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
    # a file of the vault is named by its hash, one of the lake lies in the folder of its delivery
    return {path.name if folder.name == "vault" else path.parent.name}, lambda: path.write_bytes(content) and None


def in_a_row(chance: random.Random, table: str) -> tuple[set[str], Callable[[], None]]:
    """Change one column of one row or delete it, as somebody with all rights on the server could, whom no trigger stops."""
    schema, _, name = table.partition(".")
    with transaction() as connection:
        connection.execute(text("set local timezone = 'UTC'"))
        held = connection.execute(
            text(f"select ctid::text as place, to_jsonb(kept) as content from {table} as kept order by to_jsonb(kept)::text")
        ).all()
        asked = "select column_name, data_type from information_schema.columns where table_schema = :schema and table_name = :name"
        types = dict(row._tuple() for row in connection.execute(text(asked), {"schema": schema, "name": name}))
    place, row = chance.choice(held)._tuple()
    if table in HASHED:
        named = {row["snapshot_id"]}
    elif table == JOURNAL:  # the last line of all is missed by the row that it speaks of
        named = {f"row {row['line_number']} of {JOURNAL}", f"row {row['row_name']} of {row['table_name']}"}
    else:
        named = {" ".join(str(row[column]) for column in journal.KEYS[table])}
    statements = [f"delete from {table} where ctid = cast(:place as tid) returning null"] if chance.random() < 0.3 else []
    for column in chance.sample(
        [each for each in sorted(types) if row[each] is not None], k=len([each for each in row if row[each] is not None])
    ):
        other = OTHERWISE.get(types[column], "{0} + 1").format(column)
        statements.append(f"update {table} set {column} = {other} where ctid = cast(:place as tid) returning ctid::text")
    for statement in statements:  # some columns take only certain values
        try:
            with transaction() as connection:
                connection.execute(text("set local session_replication_role = replica"))
                place = connection.execute(text(statement), {"place": place}).scalar_one()
            break
        except DBAPIError:
            continue
    else:
        raise AssertionError(f"nothing of {table} can be changed")
    return named, lambda: put_back(table, place, row)


def put_back(table: str, place: str | None, row: dict[str, object]) -> None:
    again = f"insert into {table} overriding system value select (jsonb_populate_record(null::{table}, cast(:row as jsonb))).*"
    with transaction() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text(f"delete from {table} where ctid = cast(:place as tid)"), {"place": place})
        connection.execute(text(again), {"row": json.dumps(row)})


def test_every_table_is_in_the_journal_or_hashed_by_a_manifest_and_holds_something_to_change(city: Path) -> None:
    assert set(tables()) == {*journal.KEYS, *HASHED, JOURNAL}
    with transaction() as connection:
        assert [table for table in tables() if not connection.execute(text(f"select count(*) from {table}")).scalar()] == []


def test_what_nobody_touched_is_as_it_was_written(city: Path) -> None:
    assert found() == []
    done = CliRunner().invoke(app, ["verify", "-o", CITY])
    assert (done.exit_code, "all is as it was written" in done.output) == (0, True)


@pytest.mark.parametrize("seed", range(300))
def test_a_change_or_a_deletion_at_a_random_place_is_found_and_named(city: Path, seed: int) -> None:
    chance = random.Random(seed)
    place = chance.choice(["vault", "lake", "row", "row"])
    named, undo = in_a_row(chance, chance.choice(tables())) if place == "row" else in_a_file(chance, city / place)
    try:
        told = found()
    finally:
        undo()
    assert any(name in line for line in told for name in named), (named, told)


def test_all_that_was_changed_and_put_back_is_as_it_was_written_again(city: Path) -> None:
    assert found() == []


def test_what_is_gone_is_found_and_the_command_says_so(city: Path) -> None:
    delivery = ledger.deliveries(CITY)[0]
    original = city / "vault" / delivery.sha256
    hidden = original.rename(original.with_suffix(".hidden"))
    try:
        done = CliRunner().invoke(app, ["verify", "-o", CITY])
        lines = CliRunner().invoke(app, ["verify", "-o", CITY, "--json"]).output.splitlines()
    finally:
        hidden.rename(original)
    assert done.exit_code == 1
    assert delivery.file_name in done.output and delivery.sha256 in done.output.replace("\n", "")
    assert all('"code": "RELEASE-11"' in line for line in lines) and len(lines) == 3  # three deliveries of one workbook

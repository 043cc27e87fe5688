"""Whatever is changed past the program is found and named: bits in files, columns in rows."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from door import KEY
from sqlalchemy import text
from typer.testing import CliRunner

from seika.cli import app
from seika.config import paths
from seika.release.verify import differences
from seika.store import approvals, ledger
from seika.store.approvals import Candidate
from seika.store.database import transaction

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial"
CITY, SNAPSHOT = "hoshimi", "hoshimi-2026-06-r1"
# table: (key, columns that may be changed without breaking another constraint first)
COLUMNS = {
    "ledger.delivery": (
        "delivery_id",
        ["file_name", "byte_count", "received_at", "decided_at", "compared_with", "period"],
    ),
    "kpi.snapshot": ("snapshot_id", ["input_hash", "configuration_hash", "code_hash", "content_hash", "previous_hash", "snapshot_hash"]),
    "kpi.kpi_value_row": ("snapshot_id", ["numerator", "denominator", "value", "people"]),
    "kpi.snapshot_input": ("snapshot_id", ["sha256", "accepted_count", "period"]),
    "ledger.event": ("event_id", ["at", "verb", "message", "organization_id", "period"]),
    "ledger.check_result": ("rule_id", ["failed_count", "seal"]),
    "ledger.arrival": ("arrival_number", ["file_name", "arrived_at"]),
    "ledger.candidate": ("snapshot_id", ["status", "requested_by", "why", "diff", "at"]),
    "ledger.approval": ("approval_id", ["decided_by", "comment", "at", "diff_hash", "seal"]),
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
        yield own_state


def found() -> list[str]:
    return [difference.message("en") for difference in differences(CITY)]


def forged(statement: str, **values: Any) -> None:
    """Change what triggers protect, as somebody with all rights on the server could."""
    with transaction() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text(statement), values)


def in_a_file(chance: random.Random, folder: Path) -> tuple[str, Callable[[], None]]:
    """Flip one bit of one file; return what must be named and how to undo it."""
    # what lies in the lake itself is a mark of the key: with another one nothing is decoded at all
    path = chance.choice(sorted(each for each in folder.rglob("*") if each.is_file() and (folder.name == "vault" or each.parent != folder)))
    content = path.read_bytes()
    changed = bytearray(content)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    path.chmod(0o644)
    path.write_bytes(changed)
    # a file of the vault is named by its hash, one of the lake lies in the folder of its delivery
    return (path.name if folder.name == "vault" else path.parent.name), lambda: path.write_bytes(content) and None


def in_a_row(chance: random.Random) -> tuple[str, Callable[[], None]]:
    """Change one column of one row."""
    table = chance.choice(sorted(COLUMNS))
    key, columns = COLUMNS[table]
    column = chance.choice(columns)
    with transaction() as connection:
        rows = connection.execute(text(f"select ctid::text as place, {key}, {column} from {table} where {column} is not null")).all()
    row = chance.choice(sorted(rows, key=str))
    value = row[2]
    if isinstance(value, str):
        other: Any = value[:-1] + ("1" if value[-1:] != "1" else "2")
    else:
        other = value.replace(microsecond=value.microsecond ^ 1) if hasattr(value, "year") else value + 1
    # the row gets a new place when it is changed
    with transaction() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        changed = text(f"update {table} set {column} = :other where ctid = cast(:place as tid) returning ctid::text")
        place = connection.execute(changed, {"other": other, "place": row.place}).scalar_one()
    undo = f"update {table} set {column} = :value where ctid = cast(:place as tid)"
    return str(row[1]), lambda: forged(undo, value=value, place=place)


def test_what_nobody_touched_is_as_it_was_written(city: Path) -> None:
    assert found() == []
    done = CliRunner().invoke(app, ["verify", "-o", CITY])
    assert (done.exit_code, "all is as it was written" in done.output) == (0, True)


@pytest.mark.parametrize("seed", range(200))
def test_a_change_at_a_random_place_is_found_and_named(city: Path, seed: int) -> None:
    chance = random.Random(seed)
    place = chance.choice(["vault", "lake", "row", "row"])
    named, undo = in_a_row(chance) if place == "row" else in_a_file(chance, city / place)
    try:
        told = found()
    finally:
        undo()
    assert any(named in line for line in told), (named, told)
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

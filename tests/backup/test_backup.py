"""A city is taken, everything is lost, and it is brought back elsewhere: the same chain, the same pseudonyms, as it was written."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hoshimi import CITY, deliver, say, settle_down
from logins import PASSWORD, debian_server
from sqlalchemy import make_url, text
from typer.testing import CliRunner

from seika.backup import backup, restore
from seika.backup.dump import dump, load
from seika.cli import app
from seika.config import paths
from seika.errors import BadConfig, BadData, Outage
from seika.release.verify import differences
from seika.store import database, ledger, releases


@dataclass(frozen=True)
class Taken:
    """A backup and what it was taken of."""

    folder: Path
    shelf: Path
    hashes: list[str]
    deliveries: list[str]


@pytest.fixture(scope="module")
def taken(own_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    with pytest.MonkeyPatch.context() as patch:
        folder = settle_down(tmp_path_factory.mktemp("shelf"))
        patch.setenv("SEIKA_ORGANIZATIONS", str(folder.parent))
        patch.delenv("SEIKA_PERSON_KEY", raising=False)  # the key of the state folder
        deliver("2026-06")
        for verb in ("ingest", "release", "report"):
            assert say(verb).exit_code == 0
        deliver("2026-07")  # at the door, not yet received
        made = tmp_path_factory.mktemp("backups") / "first"
        said = CliRunner().invoke(app, ["backup", str(made)])
        assert said.exit_code == 0, said.output
        hashes = [each.snapshot_hash for each in releases.snapshots(CITY)]
        assert hashes[-1] in said.output
        yield Taken(made, folder.parent, hashes, [each.delivery_id for each in ledger.deliveries(CITY)])
        database.close()


@pytest.fixture
def elsewhere(taken: Taken, state: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another machine: nothing but the configuration, an empty database, an empty state folder."""
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(taken.shelf))
    monkeypatch.delenv("SEIKA_PERSON_KEY", raising=False)
    return state


def brought_back(taken: Taken) -> None:
    said = CliRunner().invoke(app, ["restore", str(taken.folder)], env={"SEIKA_LANGUAGE": "en"})
    assert said.exit_code == 0, said.output
    assert "all is as it was written" in said.output
    assert [each.snapshot_hash for each in releases.snapshots(CITY)] == taken.hashes
    assert [each.delivery_id for each in ledger.deliveries(CITY)] == taken.deliveries
    assert list(differences(CITY)) == []


def test_all_is_brought_back_elsewhere_and_goes_on_from_there(taken: Taken, elsewhere: Path) -> None:
    brought_back(taken)
    assert stat.S_IMODE((elsewhere / "secrets" / "person.key").stat().st_mode) == 0o600
    assert len(list((elsewhere / "reports").rglob("*.pdf"))) == 1
    assert say("ingest").exit_code == 0  # what lay at the door, with the same key into the same lake
    assert len(ledger.deliveries(CITY, state="accepted")) == 2 * len(taken.deliveries)
    with psycopg.connect(_dsn()) as connection, pytest.raises(psycopg.errors.RaiseException):
        connection.execute("update kpi.snapshot set reason = 'x'")  # triggers are back, too


def test_debians_own_server_is_dumped_and_loaded_by_a_login_whose_password_nobody_sees(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, watched: list[list[str]]
) -> None:
    with debian_server(tmp_path) as url:
        monkeypatch.setenv("SEIKA_DATABASE_URL", url)
        ledger.note("verify", "trial", "a line of the ledger")
        dump(tmp_path / "dump")
        with database.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("create database another"))
        monkeypatch.setenv("SEIKA_DATABASE_URL", make_url(url).set(database="another").render_as_string(hide_password=False))
        database.close()
        assert ledger.events("trial") == []
        database.close()
        load(tmp_path / "dump")
        assert [event.message for event in ledger.events("trial")] == ["a line of the ledger"]
        monkeypatch.setenv("SEIKA_DATABASE_URL", make_url(url).set(password="wrong-password").render_as_string(hide_password=False))
        with pytest.raises(Outage, match="STORE-15") as refused:
            load(tmp_path / "dump")
        monkeypatch.setenv("SEIKA_DATABASE_URL", url)
        database.close()
    assert len(watched) == 5 and PASSWORD not in str(watched) and "wrong-password" not in f"{watched} {refused.value}"


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The command lines of PostgreSQL's programs, as the list of processes shows them."""
    seen: list[list[str]] = []
    run = subprocess.run

    def watching(command: list[str], **more: Any) -> Any:
        if str(command[0]).endswith(("pg_dump", "pg_restore", "psql")):
            seen.append(command)
        return run(command, **more)

    monkeypatch.setattr("seika.backup.dump.subprocess.run", watching)
    return seen


def test_only_the_owner_may_read_it_and_it_is_named_with_its_hashes(taken: Taken) -> None:
    assert stat.S_IMODE(taken.folder.stat().st_mode) == 0o700
    manifest = json.loads((taken.folder / "manifest.json").read_text(encoding="utf-8"))
    kinds = {name.split("/")[0] for name in manifest["files"]}
    assert kinds == {"database.dump", "vault", "lake", "reports", "inbox", "configuration", "secrets"}
    assert f"configuration/include/organizations/{CITY}/kpis.yml" in manifest["files"]
    assert manifest["chains"] == {CITY: taken.hashes[-1]}


@pytest.mark.parametrize("name", ["database.dump", "vault", "manifest.json"])
def test_a_backup_that_lost_a_bit_or_a_file_is_not_brought_back(taken: Taken, elsewhere: Path, tmp_path: Path, name: str) -> None:
    broken = shutil.copytree(taken.folder, tmp_path / "broken")
    path = next(each for each in sorted(broken.rglob("*")) if each.is_file() and name in (each.name, each.parent.name))
    path.chmod(0o644)
    if name == "manifest.json":
        path.unlink()
    else:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    with pytest.raises(BadData, match="BACKUP-02"):
        restore(broken)
    assert releases.snapshots(CITY) == []


def test_a_list_that_names_what_lies_outside_is_not_followed(taken: Taken, elsewhere: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(taken.folder, tmp_path / "broken")
    outside = tmp_path / "outside"
    outside.write_text("x")
    manifest = json.loads((broken / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"]["../outside"] = ["2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881", 1]
    (broken / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(BadData, match="BACKUP-02"):
        restore(broken)


def test_nothing_is_brought_back_over_what_is_in_use_and_no_backup_over_another(taken: Taken) -> None:
    with pytest.raises(BadData, match="database, vault, lake"):
        restore(taken.folder)
    with pytest.raises(BadData, match="BACKUP-01"):
        backup(taken.folder)


def test_another_key_and_a_backup_of_a_newer_program_are_refused_before_anything_is_touched(
    taken: Taken, elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", "another key of thirty-two letters at least")
    with pytest.raises(BadConfig, match="DECODE-52"):
        restore(taken.folder)
    newer = tmp_path / "newer"
    newer.mkdir()
    (newer / "manifest.json").write_text(json.dumps({"format": 1, "schema_version": "9999", "files": {}}), encoding="utf-8")
    with pytest.raises(BadConfig, match="BACKUP-04"):
        restore(newer)
    assert releases.snapshots(CITY) == []
    assert list(paths.state().glob("vault/*")) == []


def _dsn() -> str:
    return make_url(paths.database_url() or "").set(drivername="postgresql").render_as_string(hide_password=False)

"""A small ward, two months taken in and published, one of them corrected, served with Airflow's sign-in."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
from door import KEY, lay
from sqlalchemy import make_url
from whole_way import drop, take_in

from seika.config import paths
from seika.store import database

HERE = Path(__file__).parent
WARD = "shinagawa"
HOSTILE = "kintai_202506_<img src=x onerror=alert(1)>.csv"
_OURS = ("SEIKA_INBOX", "SEIKA_VAULT", "SEIKA_LAKE", "SEIKA_ORGANIZATIONS", "SEIKA_HOME")


@dataclass(frozen=True)
class Served:
    """The pages at an address, with a token for each user of ``serve.USERS``."""

    address: str
    tokens: dict[str, str]
    routes: tuple[str, ...]

    def get(self, path: str, who: str | None, **headers: str) -> httpx.Response:
        """Ask for a path below the pages as somebody, or as nobody."""
        cookies = {"_token": self.tokens[who]} if who else {}
        asked = {"accept-language": "ja"} | headers
        return httpx.get(f"{self.address}{path}", cookies=cookies, headers=asked, trust_env=False, timeout=60)


@pytest.fixture(scope="session")
def published(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """State folder and database of the ward, made once for all modules."""
    folder, place = tmp_path_factory.mktemp("pages"), make_url(postgres)
    beside = {"host": place.query["host"], "port": place.query["port"], "user": place.username, "dbname": "postgres"}
    with psycopg.connect(**beside, autocommit=True) as connection:
        connection.execute("create database pages template seika")
    url = place.set(database="pages").render_as_string(hide_password=False)
    with pytest.MonkeyPatch.context() as patch:
        _environment(patch, folder / "state", url)
        _publish(folder)
        database.close()
    yield folder / "state", url
    with psycopg.connect(**beside, autocommit=True) as connection:
        connection.execute("drop database pages with (force)")


@pytest.fixture(scope="module")
def served(published: tuple[Path, str]) -> Iterator[Served]:
    with pytest.MonkeyPatch.context() as patch:
        _environment(patch, *published)
        command = [sys.executable, str(HERE / "serve.py")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout
            told = json.loads(server.stdout.readline())
            yield Served(f"http://127.0.0.1:{told['port']}/seika", told["tokens"], tuple(told["routes"]))
            server.communicate()
        database.close()


def _environment(patch: pytest.MonkeyPatch, state: Path, url: str) -> None:
    for name in _OURS:
        patch.delenv(name, raising=False)
    for name, value in {"STATE": state, "DATABASE_URL": url, "PERSON_KEY": KEY}.items():
        patch.setenv(f"SEIKA_{name}", str(value))


def _publish(folder: Path) -> None:
    """Two months as they come; then a corrected attendance of the first one, and a file that cannot be read."""
    from seika.release import release
    from seika.simulate import simulate
    from seika.transform import ready, transform

    _approve()
    made = simulate([WARD], folder / "simulated", staff=60, months=2)
    drop(made.folder / "round-1", WARD)
    files = {path.name: path.read_bytes() for path in (paths.inbox() / WARD).iterdir()}
    first = min(name for name in files if name.startswith("kintai_"))
    for turn in (1, 2):
        take_in(WARD)
        for month in ready(WARD):
            release(transform(WARD, month).folder)
        if turn == 1:
            lines = files[first].splitlines(keepends=True)
            lay(first.replace(".csv", "_v2.csv"), b"".join([*lines[:400], *lines[405:]]))
            lay(HOSTILE, "corpus/attendance/column_twice.csv")


def _approve() -> None:
    """A month that somebody has let pass, and one that waits for somebody."""
    from seika.release.snapshot import content_hash, deliveries_hash
    from seika.store import approvals, releases

    signed = {"by": "suzuki", "comment": "checked <b>twice</b>", "why": ["restated"], "diff_hash": "d" * 64, "replaces": None}
    hashes = {"input_hash": "1" * 64, "configuration_hash": "2" * 64, "code_hash": "3" * 64}
    made_of = {"content_hash": content_hash([], []), "deliveries_hash": deliveries_hash([])}
    releases.publish(releases.Manifest(WARD, "2024-12", "provisional", **hashes, **made_of, approval=signed), [], [], [])
    waits = {
        "status": "restated",
        "reason": "late leave",
        "requested_by": "sato",
        "why": '["restated"]',
        "diff": "[]",
        "diff_hash": "e" * 64,
    }
    approvals.add_candidate(approvals.Candidate("c" * 64, f"{WARD}-2024-12-r2", WARD, "2024-12", **waits))

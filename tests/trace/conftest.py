"""A small ward with three published months, taken in once and looked at by every module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from door import KEY
from sqlalchemy import make_url
from whole_way import drop, take_in

from seika.store import database

WARD = "shinagawa"
_OURS = ("SEIKA_INBOX", "SEIKA_VAULT", "SEIKA_LAKE", "SEIKA_ORGANIZATIONS", "SEIKA_HOME")


def environment(patch: pytest.MonkeyPatch, folder: Path, url: str) -> None:
    for name in _OURS:
        patch.delenv(name, raising=False)
    for name, value in {"STATE": folder, "DATABASE_URL": url, "PERSON_KEY": KEY, "LANGUAGE": "en"}.items():
        patch.setenv(f"SEIKA_{name}", str(value))


@pytest.fixture(scope="session")
def published_ward(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    from seika.release import release
    from seika.simulate import simulate
    from seika.transform import ready, transform

    folder, place = tmp_path_factory.mktemp("ward"), make_url(postgres)
    beside = {"host": place.query["host"], "port": place.query["port"], "user": place.username, "dbname": "postgres"}
    with psycopg.connect(**beside, autocommit=True) as connection:
        connection.execute("create database ward template seika")
    url = place.set(database="ward").render_as_string(hide_password=False)
    with pytest.MonkeyPatch.context() as patch:
        environment(patch, folder / "state", url)
        made = simulate([WARD], folder / "simulated", staff=60, months=3)
        drop(made.folder / "round-1", WARD)
        take_in(WARD)
        for month in ready(WARD):
            release(transform(WARD, month).folder)
        database.close()
    yield folder / "state", url
    with psycopg.connect(**beside, autocommit=True) as connection:
        connection.execute("drop database ward with (force)")


@pytest.fixture(scope="module")
def ward(published_ward: tuple[Path, str]) -> Iterator[str]:
    """The id of the ward, its state and database being those of the settings."""
    with pytest.MonkeyPatch.context() as patch:
        environment(patch, *published_ward)
        yield WARD
        database.close()

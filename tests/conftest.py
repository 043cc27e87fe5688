"""A real PostgreSQL for whoever asks: one server a test process, one database a test."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from spark_cluster import Cluster

# Tests are no packages (``tests`` is also the name of one that a dependency installs): what they share is imported from here.
sys.path.insert(0, str(Path(__file__).parent / "support"))
_OURS = ("SEIKA_INBOX", "SEIKA_VAULT", "SEIKA_LAKE", "SEIKA_ORGANIZATIONS", "SEIKA_HOME")
_numbers = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=("duckdb", "spark"), default="duckdb", help="spark: with the tests that compare it with DuckDB")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A Spark cluster that every build on Spark of this test process uses, in one session."""
    from spark_cluster import spark_cluster, stop_session

    folder = tmp_path_factory.mktemp("spark")
    with spark_cluster(folder) as running, pytest.MonkeyPatch.context() as patch:
        for name, value in running.settings.items():
            patch.setenv(name, value)
        yield running
        stop_session()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # What compares Spark with DuckDB has nothing to compare where the engine is DuckDB.
    if config.getoption("--engine") == "duckdb":
        compared = [item for item in items if item.get_closest_marker("spark")]
        config.hook.pytest_deselected(items=compared)
        items[:] = [item for item in items if item not in compared]
    for item in items:
        if "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.service)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an embedded server's database ``seika``: migrated, empty, the template of each test's own."""
    from sqlalchemy import create_engine

    from seika.store.cluster import PORT, ROLE
    from seika.store.migrations import migrate
    from seika.store.server import start_server, stop_server

    folder = tmp_path_factory.mktemp("pg")
    # What the tests write may be lost with the machine.
    place = start_server(folder, settings=("fsync=off", "synchronous_commit=off", "full_page_writes=off"))
    url = f"postgresql+psycopg://{ROLE}@/seika?host={place}&port={PORT}"
    engine = create_engine(url)
    migrate(engine)
    engine.dispose()
    yield url
    stop_server(folder)


@pytest.fixture
def state(postgres: str, tmp_path: Path) -> Iterator[Path]:
    """A fresh ``SEIKA_STATE`` and a migrated, empty database of its own (``SEIKA_DATABASE_URL``); both go with the test."""
    with _fresh_state(postgres, tmp_path / "state") as folder:
        yield folder


@pytest.fixture(scope="module")
def own_state(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The same for all tests of one module, where each would make the same at length."""
    with _fresh_state(postgres, tmp_path_factory.mktemp("own") / "state") as folder:
        yield folder


@contextmanager
def _fresh_state(postgres: str, folder: Path) -> Iterator[Path]:
    import psycopg
    from sqlalchemy import make_url

    from seika.store import database

    url = make_url(postgres)
    name = f"test_{next(_numbers)}"
    beside = {"host": url.query["host"], "port": url.query["port"], "user": url.username, "dbname": "postgres"}
    with psycopg.connect(**beside, autocommit=True) as connection:
        connection.execute(f"create database {name} template seika")
    with pytest.MonkeyPatch.context() as patch:
        for variable in _OURS:
            patch.delenv(variable, raising=False)
        patch.setenv("SEIKA_STATE", str(folder))
        patch.setenv("SEIKA_DATABASE_URL", url.set(database=name).render_as_string(hide_password=False))
        yield folder
        database.close()
    with psycopg.connect(**beside, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")

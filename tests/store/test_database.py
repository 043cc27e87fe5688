from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, make_url, text

from seika.config import paths
from seika.errors import BadConfig, Outage
from seika.store import database, dispatches, migrations, semantics, tables
from seika.store.database import airflow_database_url, engine, transaction


def test_the_tables_of_the_queries_are_those_that_the_migrations_made(state: object) -> None:
    def ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare: object) -> bool:
        # What only the database needs to know: constraints, indexes, the version itself.
        return kind in ("table", "column") and name != migrations.TABLE

    with engine().connect() as connection:
        options = {"include_schemas": True, "include_object": ours, "compare_type": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), tables.metadata)
    assert len(tables.metadata.tables) == 19 + len(semantics.TABLES)
    assert differences == [] and dispatches.dispatch.name == "dispatch"


def test_a_database_is_at_the_newest_version_and_stays_there(state: object) -> None:
    migrations.migrate(engine())
    with engine().connect() as connection:
        assert migrations.version(connection) == migrations.head()


def test_a_database_of_a_newer_program_is_refused(state: object) -> None:
    with transaction() as connection:
        connection.execute(text("update ledger.schema_version set version_num = '9999'"))
    database.close()
    with pytest.raises(BadConfig) as refused:
        engine()
    assert (refused.value.code, refused.value.where["found"]) == ("STORE-09", "9999")


def test_what_fails_half_way_leaves_nothing(state: object) -> None:
    with pytest.raises(ZeroDivisionError), transaction() as connection:
        connection.execute(text("insert into ledger.event (verb, level, message) values ('x', 'info', 'x')"))
        raise ZeroDivisionError
    with transaction() as connection:
        assert connection.execute(text("select count(*) from ledger.event")).scalar() == 0


def test_one_engine_serves_a_process_and_a_new_one_comes_after_closing(state: object) -> None:
    first = engine()
    assert engine() is first
    database.close()
    assert engine() is not first


@pytest.mark.parametrize(("url", "problem"), [("sqlite:///x.db", "sqlite"), ("no url", "not a URL"), ("mysql://h/d", "mysql")])
def test_any_other_database_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, url: str, problem: str) -> None:
    monkeypatch.setenv("SEIKA_DATABASE_URL", url)
    with pytest.raises(BadConfig) as refused:
        engine()
    assert refused.value.code == "STORE-02"
    assert problem in refused.value.where["problem"]


def test_a_server_that_does_not_answer_is_an_outage_and_its_password_stays_out_of_the_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SEIKA_DATABASE_URL", "postgresql://someone:hidden@127.0.0.1:1/seika")
    with pytest.raises(Outage) as refused:
        engine()
    assert refused.value.code == "STORE-01"
    assert "hidden" not in refused.value.message("en")


def test_the_old_form_of_a_url_is_understood(state: object, monkeypatch: pytest.MonkeyPatch) -> None:
    wished = make_url(paths.database_url() or "")
    legacy = "postgres" + wished.render_as_string(hide_password=False).removeprefix("postgresql+psycopg")
    monkeypatch.setenv("SEIKA_DATABASE_URL", legacy)
    with transaction() as connection:
        assert connection.execute(text("select current_database()")).scalar() == wished.database


def test_airflow_gets_a_database_of_its_own_beside_ours(state: object) -> None:
    ours = make_url(paths.database_url() or "").database
    for _ in range(2):
        url = airflow_database_url()
    beside = create_engine(url)
    try:
        with beside.connect() as connection:
            assert connection.execute(text("select current_database()")).scalar() == f"{ours}_airflow"
    finally:
        beside.dispose()
        with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"drop database {ours}_airflow with (force)"))

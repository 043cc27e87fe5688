"""What real logins of the three roles may do, on the embedded server and on the system's own PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from computed_month import month
from logins import debian_server, login
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from seika.config import paths
from seika.errors import BadConfig
from seika.release import release
from seika.store import database, ledger, migrations, releases, semantics
from seika.store.roles import AUDITOR, READER, ROLES, WRITER, check_roles, database_user

DECLARED = tuple(f"{name}_row" for name in semantics.NAMES)
PUBLISHED = ("snapshot", "snapshot_input", "kpi_value_row", "outcome_status_row")
CHANGES = ("update kpi.{} set snapshot_id = snapshot_id", "delete from kpi.{}", "truncate kpi.{} cascade")


@pytest.fixture(params=["embedded", "debian"], scope="module")
def server(request: pytest.FixtureRequest, own_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with one published month on either server."""
    if request.param == "embedded":
        yield published(paths.database_url() or "", tmp_path_factory.mktemp("month"))
        return
    with debian_server(tmp_path_factory.mktemp("debian")) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEIKA_DATABASE_URL", url)
        yield published(url, tmp_path_factory.mktemp("month"))
        database.close()


def published(url: str, folder: Path) -> str:
    release(month(folder))
    return url


@pytest.fixture
def as_role(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A function that makes the program connect as a fresh login of a role."""

    def connect(role: str) -> None:
        monkeypatch.setenv("SEIKA_DATABASE_URL", login(server, role, f"somebody_of_{role or 'nothing'}"))

    yield connect
    monkeypatch.undo()
    drop_logins(server)


def drop_logins(url: str) -> None:
    database.close()
    engine = create_engine(make_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for (name,) in connection.execute(text("select rolname from pg_roles where rolname like 'somebody_of_%'")).all():
            connection.execute(text(f"drop owned by {name}; drop role {name}"))
    engine.dispose()


def asked(statement: str) -> object:
    """Ask as a BI tool does, by a plain connection of its own."""
    engine = create_engine(make_url(paths.database_url() or ""))
    try:
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        engine.dispose()


def refused(statement: str) -> bool:
    try:
        asked(statement)
    except DBAPIError as error:
        return isinstance(error.orig, psycopg.errors.InsufficientPrivilege)
    return False


@pytest.mark.parametrize("role", ROLES)
def test_no_role_may_change_what_was_published(as_role: object, role: str) -> None:
    as_role(role)
    assert [change for change in CHANGES for table in (*PUBLISHED, *DECLARED) if not refused(change.format(table))] == []


def test_readers_see_what_was_published_and_nothing_else(as_role: object) -> None:
    as_role(READER)
    for relation in ("kpi_value", "outcome_status", "kpi_board", "成果指標", "成果の状況", "指標一覧", *PUBLISHED, "current_snapshot"):
        assert asked(f'select count(*) from kpi."{relation}"')
    for relation in (*semantics.NAMES, *DECLARED, "指標の定義", "ロジックモデルの成果", "ロジックモデルのつながり", "所属"):
        assert asked(f'select count(*) from kpi."{relation}"') == 0  # readable; this month was computed without declarations
    seen = "select count(*) from pg_class join pg_namespace on pg_namespace.oid = relnamespace where relkind in ('r', 'v', 'm', 'p', 'f')"
    ours = " and has_schema_privilege(relnamespace, 'usage') and has_table_privilege(pg_class.oid, '{}')"
    beside = " and nspname not in ('kpi', 'pg_catalog', 'information_schema')"
    assert asked(seen + ours.format("select") + beside) == 0
    for right in ("insert", "update", "delete", "truncate"):
        assert asked(seen + ours.format(right) + " and nspname not in ('pg_catalog', 'information_schema')") == 0, right
    assert refused("select * from ledger.event") and refused("select * from ledger.delivery")
    assert refused("insert into kpi.current_snapshot values ('a', '2025-04', 'b')") and refused("create table kpi.mine (a int)")
    assert asked("select pg_has_role('seika_auditor', 'member')") is False


def test_auditors_read_all_and_write_events_only(as_role: object) -> None:
    as_role(AUDITOR)
    # other tests of the module may have looked at and written to the same month before
    assert "release" in {event.verb for event in ledger.events("shinagawa")} and len(ledger.deliveries("shinagawa")) <= 1
    ledger.note("trace", "shinagawa", "somebody looked")
    assert refused("insert into kpi.current_snapshot values ('a', '2025-04', 'b')") and refused("delete from ledger.event")
    assert refused("update ledger.event set message = ''") and refused("insert into ledger.check_result values ('a','b','warn',true,0)")
    assert database_user() == ("somebody_of_seika_auditor", True)


def test_writers_do_all_that_a_month_needs(as_role: object, tmp_path: Path) -> None:
    as_role(WRITER)
    delivery, _ = ledger.add_delivery("shinagawa", "roster", "2025-05", "6" * 64, "a.csv", 1)
    ledger.mark_decoded(delivery.delivery_id, 2, 1)
    ledger.add_check_results(delivery.delivery_id, [ledger.CheckResult("r", "warn", True, 0)] * 1)
    ledger.add_check_results(delivery.delivery_id, [])
    ledger.mark_accepted(delivery.delivery_id, 1, 1)
    assert release(month(tmp_path, period="2025-05")).is_new
    assert releases.current("shinagawa", "2025-05") is not None
    assert database_user()[1] is False


def test_a_login_of_no_role_sees_nothing(as_role: object) -> None:
    as_role("")
    assert refused("select * from kpi.kpi_value") and refused("select * from ledger.schema_version")


def test_without_the_right_to_make_roles_all_works_and_it_is_said_who_must_make_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with debian_server(tmp_path) as boss:
        url = login(boss, "", "plain")
        administrator = create_engine(boss, isolation_level="AUTOCOMMIT")
        with administrator.connect() as connection:
            connection.execute(text("grant create on database seika to plain"))
        monkeypatch.setenv("SEIKA_DATABASE_URL", url)
        assert release(month(tmp_path / "m")).is_new
        with pytest.raises(BadConfig) as told:
            check_roles()
        assert (told.value.code, told.value.where["roles"]) == ("STORE-13", ", ".join(ROLES))
        assert database_user() == ("plain", False)
        with administrator.connect() as connection:
            for role in ROLES:
                connection.execute(text(f"create role {role} nologin"))
            assert connection.execute(text("select ledger.grant_roles()")).scalar() == []
        assert check_roles() == ", ".join(ROLES)
        monkeypatch.setenv("SEIKA_DATABASE_URL", login(boss, READER, "somebody"))
        assert asked("select count(*) from kpi.kpi_value") == 1
        database.close()
        administrator.dispose()


def test_granting_again_changes_nothing(state: Path) -> None:
    with database.transaction() as connection:
        assert connection.execute(text("select ledger.grant_roles()")).scalar() == []
        migrations.migrate(database.engine())

"""A database of the first version, with data in it, opened by the program of now; and one whose upgrade fails half way."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from seika.store import migrations
from seika.store.migrations import head, migrate, version

_numbers = itertools.count(1)
DELIVERY = """
insert into ledger.delivery (delivery_id, organization_id, source_id, period, sha256, file_name, byte_count, state, decided_at,
    received_count, accepted_count, quarantined_count)
values ('ward-leave-2025-04-aaaaaaaa', 'ward', 'leave', '2025-04', repeat('a', 64), 'leave.csv', 10, 'accepted', now(), 3, 2, 1)
"""
PUBLISHED = """
insert into ledger.check_result values ('ward-leave-2025-04-aaaaaaaa', 'leave.volume', 'warn', false, 1);
insert into ledger.event (verb, organization_id, level, message) values ('check', 'ward', 'info', 'a line of the ledger');
insert into kpi.snapshot (snapshot_id, organization_id, period, revision, status, input_hash, configuration_hash, code_hash, content_hash,
    previous_hash, snapshot_hash, manifest)
values ('ward-2025-04-r1', 'ward', '2025-04', 1, 'final', 'i', 'c', 'k', 'o', repeat('0', 64), repeat('b', 64), '{}');
insert into kpi.current_snapshot values ('ward', '2025-04', 'ward-2025-04-r1');
insert into kpi.snapshot_input values ('ward-2025-04-r1', 'ward-leave-2025-04-aaaaaaaa', 'leave', '2025-04', repeat('a', 64), 2, 1);
insert into kpi.kpi_value_row values ('ward-2025-04-r1', 'ward', '2025-04', 'headcount', 'month', '0', 'organization', '2025-04-01',
    '2025-04-30', 60, null, 60.0, 60, null, 'no_target');
"""


@pytest.fixture
def old(postgres: str) -> Iterator[Engine]:
    """A database at the first version, with a delivery and a published month."""
    url, name = make_url(postgres), f"upgrade_{next(_numbers)}"
    beside = {"host": url.query["host"], "port": url.query["port"], "user": url.username, "dbname": "postgres"}
    with psycopg.connect(**beside, autocommit=True) as connection:
        connection.execute(f"create database {name} template template0")
    engine = create_engine(url.set(database=name))
    with engine.begin() as connection:
        connection.execute(text(f"create schema {migrations.SCHEMA}"))
    step(engine, "0001")
    with engine.begin() as connection:
        for statement in [DELIVERY, *(each for each in PUBLISHED.split(";\n") if each.strip())]:
            connection.execute(text(statement))
    yield engine
    engine.dispose()
    with psycopg.connect(**beside, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


def step(engine: Engine, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.__path__[0]))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def held(engine: Engine) -> dict[str, object]:
    """What the first version said, as the tables say it now."""
    asked = {
        "delivery": "select delivery_id, state, accepted_count, quarantined_count, sha256 from ledger.delivery",
        "rule": "select rule_id, failed_count from ledger.check_result",
        "event": "select message from ledger.event",
        "snapshot": "select snapshot_id, snapshot_hash, status from kpi.current_snapshot inner join kpi.snapshot using (snapshot_id)",
        "input": "select delivery_id, accepted_count from kpi.snapshot_input",
        "value": "select kpi_id, numerator, value, status from kpi.kpi_value_row",
    }
    with engine.connect() as connection:
        return {name: [tuple(row) for row in connection.execute(text(sql))] for name, sql in asked.items()}


def test_what_the_first_version_held_is_there_after_each_step_and_read_by_the_views(old: Engine) -> None:
    before = held(old)
    assert all(before.values())
    steps = sorted(path.name[:4] for path in Path(migrations.__path__[0]).glob("versions/0*.py"))
    for number in steps[1:]:
        step(old, number)
        assert held(old) == before, number
    with old.connect() as connection:
        assert version(connection) == head()
        assert connection.execute(text("select numerator from kpi.kpi_value")).scalar_one() == 60
        # what came before there was a journal, and arrivals, is in it now
        assert connection.execute(text("select count(distinct table_name) from ledger.journal")).scalar_one() == 7
        assert connection.execute(text("select count(*) from ledger.arrival")).scalar_one() == 1


def test_an_upgrade_in_one_go_holds_the_same_and_published_rows_stay_protected(old: Engine) -> None:
    before = held(old)
    migrate(old)
    assert held(old) == before
    with pytest.raises(DBAPIError, match="never changed"), old.begin() as connection:
        connection.execute(text("update kpi.kpi_value_row set numerator = 61"))


def test_an_upgrade_that_fails_half_way_leaves_the_old_version_and_its_data(old: Engine) -> None:
    with old.begin() as connection:  # something of that name, which a migration wants to make
        connection.execute(text("create table ledger.deletion (wrong text)"))
    before = held(old)
    with pytest.raises(psycopg.errors.DuplicateTable):
        migrate(old)
    with old.connect() as connection:
        assert version(connection) == "0001"
    assert held(old) == before
    with old.begin() as connection:
        connection.execute(text("drop table ledger.deletion"))
    migrate(old)
    assert held(old) == before


def test_a_row_whose_seal_was_broken_before_there_was_a_journal_stays_broken(old: Engine) -> None:
    step(old, "0016")
    with old.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("update ledger.event set message = 'another line'"))
        connection.execute(text("update ledger.delivery set seal = repeat('0', 64)"))
    migrate(old)
    with old.connect() as connection:
        asked = "select table_name from ledger.journal where content_hash like '%broken%' order by table_name"
        assert connection.execute(text(asked)).scalars().all() == ["ledger.delivery", "ledger.event"]

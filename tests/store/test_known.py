"""What was known on a day: the snapshot in force at its end in Japan, after later revisions and a rollback."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from computed_month import outcome, row
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from seika.errors import BadData
from seika.period import TOKYO
from seika.store import known, releases
from seika.store.database import transaction
from seika.store.releases import Manifest

pytestmark = pytest.mark.usefixtures("state")
MONTH = {"organization_id": "shinagawa", "period": "2025-04"}


def publish(given: str, value: int) -> str:
    manifest = Manifest(
        **MONTH, status="provisional", input_hash=given * 64, configuration_hash="2" * 64, code_hash="3" * 64,
        content_hash=given * 64, deliveries_hash=given * 64,
    )  # fmt: skip
    return releases.publish(manifest, [row(**MONTH, numerator=value)], [outcome(**MONTH)], []).snapshot.snapshot_id


def put_back(snapshot_id: str, days: int) -> None:
    with transaction() as connection:
        connection.execute(text("alter table kpi.in_force disable trigger never_changed"))
        moved = text("update kpi.in_force set since = since - make_interval(days => :days) where snapshot_id = :snapshot_id")
        connection.execute(moved, {"days": days, "snapshot_id": snapshot_id})
        connection.execute(text("alter table kpi.in_force enable trigger never_changed"))


def known_on(days_ago: int) -> str:
    day = datetime.now(TOKYO).date() - timedelta(days=days_ago)
    return known.snapshot_as_known_on("shinagawa", "2025-04", day).snapshot_id


def test_each_day_knows_the_revision_that_was_in_force_at_its_end() -> None:
    first, second = publish("1", 9), publish("5", 8)
    put_back(first, 9)
    put_back(second, 4)
    assert [known_on(days) for days in (9, 5, 4, 0)] == [first, first, second, second]
    releases.roll_back(first, "wrong file")
    assert [known_on(days) for days in (5, 1, 0)] == [first, second, first]
    with pytest.raises(BadData, match="TRACE-03"):
        known_on(10)


def test_bi_reads_the_numbers_of_a_day_and_nobody_changes_what_was_in_force() -> None:
    first = publish("1", 9)
    put_back(first, 9)
    publish("5", 8)
    day = datetime.now(TOKYO).date() - timedelta(days=2)
    with transaction() as connection:
        numbers = connection.execute(text("select numerator from kpi.kpi_value_as_known_on(:day)"), {"day": day}).scalars().all()
    assert numbers == [9]
    with pytest.raises(DBAPIError, match="never changed"), transaction() as connection:
        connection.execute(text("delete from kpi.in_force"))


def test_a_day_ends_at_midnight_in_japan_and_is_written_in_one_form() -> None:
    assert known.end_of(date(2026, 5, 1)).astimezone(UTC) == datetime(2026, 5, 1, 14, 59, 59, 999999, UTC)
    assert known.day_of("2026-05-01") == date(2026, 5, 1)
    with pytest.raises(BadData, match="PERIOD-03"):
        known.day_of("1 May")

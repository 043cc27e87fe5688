"""What was known on an earlier day: the snapshots that were in force at its end, and the moment up to which deliveries count."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import text

from seika.errors import BadData
from seika.period import TOKYO
from seika.store import releases
from seika.store.database import transaction
from seika.store.releases import Snapshot

_IN_FORCE = "select snapshot_id from kpi.snapshots_as_known_on(:day) where organization_id = :organization_id and period = :period"


def day_of(words: str) -> date:
    """Return the day asked for as YYYY-MM-DD; raises ``BadData PERIOD-03`` for another form."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise BadData("PERIOD-03", day=words) from None


def end_of(day: date) -> datetime:
    """Return the last moment of a day in Japan."""
    return datetime.combine(day + timedelta(days=1), time(), TOKYO) - timedelta(microseconds=1)


def snapshot_as_known_on(organization_id: str, period: str, day: date) -> Snapshot:
    """Return the snapshot of a month that was in force at the end of ``day``; raises ``BadData TRACE-03`` before any was."""
    with transaction() as connection:
        found = connection.execute(text(_IN_FORCE), {"day": day, "organization_id": organization_id, "period": period}).scalar()
    if found is None:
        raise BadData("TRACE-03", organization=organization_id, period=f"{period} ({day:%Y-%m-%d})")
    return releases.snapshot(found)

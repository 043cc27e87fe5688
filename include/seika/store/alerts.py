"""Which conditions are open, since when, and which channel has told them: one alert a condition until it changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_new

from seika.store import tables
from seika.store.database import transaction

_ALERT, _TOLD = tables.alert.c, tables.alert_told.c


@dataclass(frozen=True)
class Condition:
    """Something that somebody is to be alerted of; ``subject`` names it, ``place`` (canonical JSON) is what changes with it."""

    concern: str
    subject: str
    whom: str
    code: str
    place: str


@dataclass(frozen=True)
class Alert(Condition):
    """A condition in the ledger."""

    alert_id: int
    organization_id: str
    began_at: datetime
    ended_at: datetime | None


def keep(organization_id: str, found: Collection[Condition]) -> None:
    """Bring the open alerts of an organization to what was found: what is new or otherwise opens one, what is over ends."""
    with transaction() as connection:
        _lock(connection, organization_id)
        held = {(each.concern, each.subject): each for each in _open(connection, organization_id)}
        wanted = {(each.concern, each.subject): each for each in found}
        changed = [each for key, each in wanted.items() if key not in held or _said(held[key]) != _said(each)]
        over = [each.alert_id for key, each in held.items() if key not in wanted or wanted[key] in changed]
        if over:
            now = text("clock_timestamp()")
            connection.execute(update(tables.alert).where(_ALERT.alert_id.in_(over)).values(ended_at=now))
        if changed:
            connection.execute(insert(tables.alert), [{"organization_id": organization_id, **_plain(each)} for each in changed])


def open_alerts(organization_id: str) -> list[Alert]:
    """Return the open alerts of an organization, oldest first."""
    with transaction() as connection:
        return _open(connection, organization_id)


@contextmanager
def to_tell(channel: str, organization_ids: Collection[str]) -> Iterator[list[Alert]]:
    """Yield the open alerts that ``channel`` has not told; where the body ends without an error, they are told.

    One process at a time a channel: two runs at once do not tell the same twice.
    """
    with transaction() as connection:
        _lock(connection, channel)
        told = select(_TOLD.alert_id).where(_TOLD.channel == channel)
        mine = [each for name in organization_ids for each in _open(connection, name)]
        done = {row[0] for row in connection.execute(told)}
        pending = [each for each in mine if each.alert_id not in done]
        yield pending
        if pending:
            rows = [{"alert_id": each.alert_id, "channel": channel} for each in pending]
            connection.execute(insert_new(tables.alert_told).on_conflict_do_nothing(), rows)


def _open(connection: Connection, organization_id: str) -> list[Alert]:
    columns = [_ALERT[field.name] for field in fields(Alert)]
    asked = select(*columns).where(_ALERT.organization_id == organization_id, _ALERT.ended_at.is_(None)).order_by(_ALERT.alert_id)
    return [Alert(**row._mapping) for row in connection.execute(asked)]


def _lock(connection: Connection, name: str) -> None:
    connection.execute(text("select pg_advisory_xact_lock(hashtextextended(:name, 3))"), {"name": name})


def _plain(condition: Condition) -> dict[str, str]:
    return {field.name: getattr(condition, field.name) for field in fields(Condition)}


def _said(condition: Condition) -> tuple[str, str, str]:
    return condition.whom, condition.code, condition.place

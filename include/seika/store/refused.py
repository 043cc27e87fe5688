"""Months whose last word in the ledger is a refusal."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import select

from seika.store import tables
from seika.store.database import transaction
from seika.store.ledger import Event

_EVENT = tables.event.c


def refused_months(organization_id: str) -> list[Event]:
    """Return the refusal of each month that was neither computed nor published since, oldest month first."""
    columns = [_EVENT[each.name] for each in fields(Event)]
    ours = select(*columns).filter_by(organization_id=organization_id).where(_EVENT.verb.in_(("transform", "release")))
    last = ours.where(_EVENT.period.is_not(None)).distinct(_EVENT.period).order_by(_EVENT.period, _EVENT.event_id.desc())
    with transaction() as connection:
        found = [Event(**row._mapping) for row in connection.execute(last)]
    return [event for event in found if event.level == "error"]

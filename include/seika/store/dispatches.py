"""What was sent of a snapshot to whom: one row an attempt and one for how it ended, and nothing is sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import BigInteger, Column, Connection, DateTime, Identity, Table, Text, insert, select, text

from seika.canonical import hash_of
from seika.errors import SeikaError
from seika.store import tables
from seika.store.database import transaction

Outcome = Literal["begun", "sent", "failed"]
_KEY_OF_ADDRESS = 16  # hex digits of an address's hash: enough to tell addresses apart, and none can be read

dispatch = Table(
    "dispatch", tables.metadata,
    Column("dispatch_id", BigInteger, Identity(always=True), primary_key=True),
    Column("dispatch_key", Text, nullable=False),
    Column("organization_id", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("snapshot_id", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("code", Text),
    Column("at", DateTime(timezone=True), nullable=False),
    schema="ledger",
)  # fmt: skip


@dataclass(frozen=True)
class Parcel:
    """One edition of one snapshot for one recipient; ``recipient`` is ``mail:<hash>`` or ``place:<id>``, never an address."""

    organization_id: str
    period: str
    snapshot_id: str
    edition: str
    recipient: str
    content_hash: str

    @property
    def key(self) -> str:
        """What makes it the same parcel: whatever its bytes are."""
        return hash_of([self.organization_id, self.period, self.snapshot_id, self.edition, self.recipient])


@dataclass(frozen=True)
class Attempt:
    """The last that is known of a parcel: ``begun`` is one of which nobody knows whether it was sent."""

    parcel: Parcel
    outcome: Outcome
    code: str | None
    at: datetime


def mail_recipient(address: str) -> str:
    """Return how the ledger names an address."""
    return f"mail:{hash_of(address.strip().casefold())[:_KEY_OF_ADDRESS]}"


@contextmanager
def once(parcel: Parcel, again: bool = False) -> Iterator[bool]:
    """Yield whether the parcel is to be sent now; the body sends it, and how that ended is written down.

    It is not where it was sent, nor where an attempt was begun and its end is not known (a process that was killed between sending and
    writing that down): ``again`` is a person's word that it has not come. One process at a time a parcel.
    """
    with _alone(parcel) as connection:
        last = _last(connection, parcel.key)
        is_due = last is None or last == "failed" or (again and last == "begun")
        if not is_due:
            yield False
            return
        _note(parcel, "begun")
        try:
            yield True
        except SeikaError as error:
            _note(parcel, "failed", error.code)
            raise
        _note(parcel, "sent")


def attempts(organization_id: str) -> list[Attempt]:
    """Return the last attempt of each parcel of an organization, newest first."""
    ours = dispatch.c
    newest = select(dispatch).filter_by(organization_id=organization_id).distinct(ours.dispatch_key)
    with transaction() as connection:
        rows = connection.execute(newest.order_by(ours.dispatch_key, ours.dispatch_id.desc())).all()
    found = [
        Attempt(
            Parcel(row.organization_id, row.period, row.snapshot_id, row.edition, row.recipient, row.content_hash),
            row.outcome,
            row.code,
            row.at,
        )
        for row in sorted(rows, key=lambda row: -row.dispatch_id)
    ]
    return found


@contextmanager
def _alone(parcel: Parcel) -> Iterator[Connection]:
    with transaction() as connection:
        connection.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 4))"), {"key": parcel.key})
        yield connection


def _last(connection: Connection, key: str) -> str | None:
    wished = select(dispatch.c.outcome).where(dispatch.c.dispatch_key == key).order_by(dispatch.c.dispatch_id.desc()).limit(1)
    found: str | None = connection.execute(wished).scalar()
    return found


def _note(parcel: Parcel, outcome: Outcome, code: str | None = None) -> None:
    # In a transaction of its own: what was begun is known whatever becomes of the process.
    with transaction() as connection:
        values = {name: value for name, value in vars(parcel).items()} | {"dispatch_key": parcel.key}
        connection.execute(insert(dispatch).values(**values, outcome=outcome, code=code))

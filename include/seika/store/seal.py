"""A seal over each row of deliveries: the hash of all else that the ledger says of it, written with every change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, update

from seika.canonical import hash_of
from seika.store import tables

if TYPE_CHECKING:
    from seika.store.ledger import Delivery


def seal_of(delivery: Delivery) -> str:
    """Return the SHA-256 of all that the ledger says of a delivery but its seal: texts, numbers, moments in UTC."""
    moments = {name: value.astimezone(UTC).isoformat() for name, value in vars(delivery).items() if isinstance(value, datetime)}
    return hash_of({name: value for name, value in vars(delivery).items() if name != "seal"} | moments)


def sealed(connection: Connection, delivery: Delivery) -> Delivery:
    """Write the seal of a row as it is now, in the transaction that changed it, and return the row with it."""
    done = replace(delivery, seal=seal_of(delivery))
    connection.execute(update(tables.delivery).filter_by(delivery_id=delivery.delivery_id).values(seal=done.seal))
    return done

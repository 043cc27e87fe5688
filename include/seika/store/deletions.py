"""The proof of what was deleted: which bytes, when, by which rule, by whom. It is written before the bytes go."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Literal

from sqlalchemy import func, insert, select

from seika.store import tables
from seika.store.database import transaction
from seika.store.ledger import Delivery

ORIGINAL = "original"
_DELETION = tables.deletion.c


@dataclass(frozen=True)
class Deletion:
    """One part of a delivery that went: its ``original``, or a table of the lake (``rows.parquet``).

    ``deleted`` as a whole, or ``erased``: the rows of one person, and ``replaced_by`` is the SHA-256 of the table without them.
    """

    organization_id: str
    delivery_id: str
    part: str
    action: Literal["deleted", "erased"]
    sha256: str
    byte_count: int
    rule: str
    decided_by: str
    replaced_by: str | None = None
    accepted_count: int = 0
    quarantined_count: int = 0


@dataclass(frozen=True)
class Proof(Deletion):
    """A deletion in the ledger."""

    deletion_id: int = 0
    at: datetime | None = None


def prove(deletions: Collection[Deletion]) -> None:
    """Write down what is to be deleted; what is written already for the same bytes of a part is not written twice."""
    with transaction() as connection:
        for each in deletions:
            place = {"organization_id": each.organization_id, "delivery_id": each.delivery_id, "part": each.part}
            same = select(_DELETION.deletion_id).filter_by(**place, sha256=each.sha256, replaced_by=each.replaced_by)
            if connection.execute(same).first() is None:
                connection.execute(insert(tables.deletion).values(**asdict(each)))


def proofs(organization_id: str) -> dict[tuple[str, str], Proof]:
    """Return the last deletion of each part of each delivery."""
    columns = [_DELETION[field.name] for field in fields(Proof)]
    ours = select(*columns).filter_by(organization_id=organization_id).order_by(_DELETION.deletion_id)
    with transaction() as connection:
        return {(row.delivery_id, row.part): Proof(**row._mapping) for row in connection.execute(ours)}


def of_bytes(sha256: str) -> list[Delivery]:
    """Return the deliveries of all organizations that came as these bytes: a workbook of several sources is one file."""
    with transaction() as connection:
        return [Delivery(**row._mapping) for row in connection.execute(select(tables.delivery).filter_by(sha256=sha256))]


def erased_rows(organization_id: str) -> dict[str, tuple[int, int]]:
    """Return by delivery how many accepted and how many quarantined rows were erased from it."""
    sums = (func.sum(_DELETION.accepted_count), func.sum(_DELETION.quarantined_count))
    ours = select(_DELETION.delivery_id, *sums).filter_by(organization_id=organization_id, action="erased").group_by(_DELETION.delivery_id)
    with transaction() as connection:
        return {row[0]: (int(row[1]), int(row[2])) for row in connection.execute(ours)}

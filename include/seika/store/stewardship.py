"""What a data steward decided about single rows; written once, never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from seika.store.database import transaction
from seika.store.tables import quarantine_release


@dataclass(frozen=True)
class Released:
    """One row that counts although a rule holds it back: who said so, when and why."""

    delivery_id: str
    row_number: int
    rule_id: str
    reason: str
    released_by: str
    released_at: datetime


def release_rows(delivery_id: str, row_numbers: Sequence[int], rule_id: str, reason: str, released_by: str) -> None:
    """Write down that rows of a delivery count although ``rule_id`` holds them back; what was written before stays as it is."""
    said = {"delivery_id": delivery_id, "rule_id": rule_id, "reason": reason, "released_by": released_by}
    with transaction() as connection:
        rows = [said | {"row_number": number} for number in row_numbers]
        connection.execute(insert(quarantine_release).values(rows).on_conflict_do_nothing())


def released(delivery_id: str) -> list[Released]:
    """Return what was released of a delivery, by row and rule."""
    ours = select(quarantine_release).filter_by(delivery_id=delivery_id)
    with transaction() as connection:
        found = connection.execute(ours.order_by(quarantine_release.c.row_number, quarantine_release.c.rule_id))
        return [Released(**row._mapping) for row in found]


def released_rows(delivery_id: str) -> dict[str, set[int]]:
    """Return by rule the rows of a delivery that it no longer holds back."""
    rows: dict[str, set[int]] = defaultdict(set)
    for each in released(delivery_id):
        rows[each.rule_id].add(each.row_number)
    return dict(rows)

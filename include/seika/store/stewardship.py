"""What people decided about findings: rows let through (written once, never changed), and what an acceptance rests on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from seika.canonical import canonical_json
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


@dataclass(frozen=True)
class Waived:
    """A rule that a delivery breaks and that a waiver had switched off: the waiver as it was then (days in ISO form).

    ``rows`` counts the rows that break it (0 for a rule of the whole file), ``protects`` are the ids of the KPIs that they may touch.
    """

    rule_id: str
    owner: str
    reason: str
    since: str
    until: str
    rows: int
    protects: tuple[str, ...]


def decisions_of(let_through: Mapping[str, Set[int]], waived: Sequence[Waived]) -> str | None:
    """Return what the acceptance of a delivery rests on as canonical JSON; none where nobody decided anything."""
    if not let_through and not waived:
        return None
    rows = [[rule_id, sorted(let_through[rule_id])] for rule_id in sorted(let_through)]
    told = [asdict(each) | {"protects": list(each.protects)} for each in sorted(waived, key=lambda each: each.rule_id)]
    return canonical_json({"let_through": rows, "waived": told}).decode()


def waived_in(decisions: str | None) -> list[Waived]:
    """Return the waivers of what ``decisions_of`` made, by rule."""
    told = json.loads(decisions)["waived"] if decisions else []
    return [Waived(**each | {"protects": tuple(each["protects"])}) for each in told]


def release_rows(delivery_id: str, row_numbers: Sequence[int], rule_id: str, reason: str, released_by: str) -> None:
    """Write down that rows of a delivery count although ``rule_id`` holds them back; what was written before stays as it is."""
    said = {"delivery_id": delivery_id, "rule_id": rule_id, "reason": reason, "released_by": released_by}
    with transaction() as connection:
        rows = [said | {"row_number": number} for number in row_numbers]
        connection.execute(insert(quarantine_release).values(rows).on_conflict_do_nothing())


def released(delivery_id: str) -> list[Released]:
    """Return what was released of a delivery, by row and rule."""
    columns = [quarantine_release.c[field.name] for field in fields(Released)]
    ours = select(*columns).filter_by(delivery_id=delivery_id)
    with transaction() as connection:
        found = connection.execute(ours.order_by(quarantine_release.c.row_number, quarantine_release.c.rule_id))
        return [Released(**row._mapping) for row in found]


def released_rows(delivery_id: str) -> dict[str, set[int]]:
    """Return by rule the rows of a delivery that it no longer holds back."""
    rows: dict[str, set[int]] = defaultdict(set)
    for each in released(delivery_id):
        rows[each.rule_id].add(each.row_number)
    return dict(rows)

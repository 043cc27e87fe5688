"""What is held back, in the words of the sender's file: never a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seika.check import own
from seika.check.suite import Said, load_rules, texts
from seika.config import load_organization
from seika.store import lake, ledger
from seika.store.ledger import Delivery


@dataclass(frozen=True)
class Held:
    """One row and one rule that holds it back.

    ``header`` is the column as the sender's file calls it, ``why`` what is wrong,
    ``do`` what to do.
    """

    delivery_id: str
    file_name: str
    row_number: int
    header: str | None
    rule_id: str
    why: Said
    do: Said
    can_be_let_through: bool


def held_rows(
    organization_id: str,
    source_id: str | None = None,
    period: str | None = None,
    delivery_ids: Sequence[str] = (),
    rule_id: str | None = None,
) -> list[Held]:
    """Return the rows in quarantine of the deliveries in force (or of ``delivery_ids``, in force or not), by delivery, row and rule."""
    organization = load_organization(organization_id)
    sources = [source_id] if source_id else sorted(organization.sources)
    chosen = [ledger.delivery(each) for each in delivery_ids] or [
        each for name in sources for each in ledger.accepted(organization_id, name)
    ]
    found = []
    for delivery in chosen:
        if (period in (None, delivery.period)) and delivery.state in ("accepted", "decoded"):
            found += [each for each in _of(delivery) if rule_id in (None, each.rule_id)]
    return found


def _of(delivery: Delivery) -> list[Held]:
    source = load_organization(delivery.organization_id).sources[delivery.source_id]
    rules = load_rules(delivery.source_id)
    keeps_apart = {rule.id for rule in rules if own.is_unique(rule) or rule.type == own.SPELLS}
    said = texts(rules)
    held = []
    for line in lake.table(delivery, "quarantine").to_pylist():
        column = source.columns.get(line["column_name"] or "")
        held.append(
            Held(
                delivery.delivery_id,
                delivery.file_name,
                line["row_number"],
                column.header if column else line["column_name"],
                line["rule_id"],
                *said(line["rule_id"]),
                line["stage"] == "check" and line["rule_id"] not in keeps_apart,
            )
        )
    return held

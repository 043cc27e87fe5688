"""A steward lets single rows through: with a reason that the ledger keeps, and the delivery is checked again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from seika.check import own
from seika.check.step import Checked, check
from seika.check.suite import load_rules
from seika.errors import BadData
from seika.store import lake, ledger
from seika.store.reopen import reopen
from seika.store.stewardship import release_rows


def let_through(delivery_id: str, row_numbers: Sequence[int], rule_id: str, reason: str, who: str, today: date | None = None) -> Checked:
    """Return what becomes of an accepted delivery when rows count although ``rule_id`` holds them back.

    Other rules may still hold them back. Raises ``BadData``: ``CHECK-33`` not accepted, ``CHECK-30`` not held back by that rule,
    ``CHECK-31`` a row that could not be read, ``CHECK-32`` a rule that keeps rows from counting twice. Killed in between, the same
    command again brings it to its end.
    """
    delivery = ledger.delivery(delivery_id)
    if delivery.state != "accepted":
        raise BadData("CHECK-33", delivery=delivery_id, state=delivery.state)
    held_back = lake.table(delivery, "quarantine").to_pylist()
    stages = {line["row_number"]: line["stage"] for line in held_back if line["rule_id"] == rule_id}
    keeps_apart = {rule.id for rule in load_rules(delivery.source_id) if own.is_unique(rule) or rule.type == own.SPELLS}
    for row in row_numbers:
        if row not in stages:
            raise BadData("CHECK-30", delivery=delivery_id, rule=rule_id, row=row)
        if stages[row] == "decode":
            raise BadData("CHECK-31", rule=rule_id, row=row)
        if rule_id in keeps_apart:
            raise BadData("CHECK-32", rule=rule_id, row=row)
    release_rows(delivery_id, row_numbers, rule_id, reason, who)
    reopen(delivery_id, BadData("STORE-12", delivery=delivery_id, state=delivery.state))
    return check(delivery_id, today)

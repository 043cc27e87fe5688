"""Which delivery of a source and month counts: the one rule, on deliveries alone.

| a delivery that is | counts |
|---|---|
| accepted, the only one of its source and month | yes, however late it came and whatever month came before it |
| accepted, and another accepted one was received later for the same source and month | no: superseded by that one, and kept |
| accepted, received before a later one that was rejected | yes: what is rejected supersedes nothing |
| accepted after a later received one was | no: the order of receiving counts, not of deciding |
| rejected | no |
| received or decoded | not yet |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from seika.store.ledger import Delivery


@dataclass(frozen=True)
class Standing:
    """What the rule says of a delivery; ``by`` is the delivery that counts in place of a superseded one."""

    delivery: Delivery
    verdict: Literal["counts", "superseded", "rejected", "waiting"]
    by: str | None = None


def counting(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Return the deliveries that count, one a source and month, by source and month."""
    newest: dict[tuple[str, str], Delivery] = {}
    for each in sorted(deliveries, key=lambda one: one.sequence_number):
        if each.state == "accepted":
            newest[each.source_id, each.period] = each
    return [newest[place] for place in sorted(newest)]


def standings(deliveries: Sequence[Delivery]) -> list[Standing]:
    """Return what the rule says of each delivery, by source and month in the order received."""
    ours = {(each.source_id, each.period): each for each in counting(deliveries)}
    in_order = sorted(deliveries, key=lambda one: (one.source_id, one.period, one.sequence_number))
    return [_standing(each, ours.get((each.source_id, each.period))) for each in in_order]


def checked_against_older(deliveries: Sequence[Delivery], check_after: Mapping[str, Sequence[str]]) -> list[Delivery]:
    """Return the deliveries that count and were decided before what they are checked against, by source and month.

    ``check_after`` has the sources that a source is checked against; of these the newest up to the delivery's month is meant.
    """
    ours = counting(deliveries)

    def is_older(delivery: Delivery, source_id: str) -> bool:
        basis = [each for each in ours if each.source_id == source_id and each.period <= delivery.period][-1:]
        return any(one.decided_at and delivery.decided_at and one.decided_at > delivery.decided_at for one in basis)

    return [each for each in ours if any(is_older(each, other) for other in check_after.get(each.source_id, ()))]


def _standing(delivery: Delivery, ours: Delivery | None) -> Standing:
    if delivery.state == "rejected":
        return Standing(delivery, "rejected")
    if delivery.state != "accepted" or ours is None:
        return Standing(delivery, "waiting")
    if delivery == ours:
        return Standing(delivery, "counts")
    return Standing(delivery, "superseded", by=ours.delivery_id)

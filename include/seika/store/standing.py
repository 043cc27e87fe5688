"""Which delivery counts: the one rule, for the computation and for people.

| what happens | what counts |
|---|---|
| one accepted delivery for a month | that one |
| a corrected one: the same month, other bytes | the one whose bytes arrived last; the one before is superseded, never deleted |
| the same bytes again, right after themselves | nothing changes |
| the same bytes again, after others | they have arrived last: they count again |
| a refused one | the accepted one before it stays in force |
| a month that comes after later months, or months late | counts for its own month like any other |
| a month whose snapshot is final | the delivery is kept, the published number stays until it is restated with a reason |
| a ledger (its newest month holds the whole state) | the one in force of the newest month up to the month computed |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from seika.store.ledger import Delivery

Says = Literal["counts", "superseded", "refused", "in_work"]


@dataclass(frozen=True)
class Standing:
    """What a delivery is now: ``by`` is the delivery that superseded it, ``is_closed`` that its month is published as final."""

    delivery: Delivery
    says: Says
    by: str | None = None
    is_closed: bool = False


def in_force(accepted: Iterable[Delivery], arrivals: Mapping[str, int]) -> list[Delivery]:
    """Return of accepted deliveries of one source the one that counts for each period, oldest period first.

    ``arrivals`` maps a delivery to the number of the last time its bytes arrived.
    """
    last: dict[str, Delivery] = {}
    for delivery in sorted(accepted, key=lambda each: arrivals[each.delivery_id]):
        last[delivery.period] = delivery
    return [last[period] for period in sorted(last)]


def standings(deliveries: Iterable[Delivery], arrivals: Mapping[str, int], closed: Set[str] = frozenset()) -> list[Standing]:
    """Return what each delivery of one source is, by period and arrival; ``closed`` are the periods that are published as final."""
    ours = sorted(deliveries, key=lambda each: (each.period, arrivals[each.delivery_id]))
    counting = {each.period: each.delivery_id for each in in_force((each for each in ours if each.state == "accepted"), arrivals)}
    found = []
    for each in ours:
        now = counting.get(each.period)
        if each.state == "accepted":
            says: Says = "counts" if now == each.delivery_id else "superseded"
        else:
            says = "refused" if each.state == "rejected" else "in_work"
        found.append(Standing(each, says, now if says == "superseded" else None, each.period in closed))
    return found

"""Deliveries that were compared with one that is now superseded are checked again, or they would be right about the past only."""

from __future__ import annotations

from seika.config import Organization
from seika.errors import BadData
from seika.store import ledger
from seika.store.ledger import Delivery
from seika.store.reopen import reopen


def reopen_compared(organization: Organization, delivery: Delivery) -> list[str]:
    """Return the deliveries of the same month that wait for another check because ``delivery`` is about to supersede what they saw.

    To be called before ``delivery`` is accepted: killed in between, they wait for it and nothing is forgotten.
    """
    if ledger.newest_accepted(organization.id, delivery.source_id, delivery.period) is None:
        return []
    found = []
    for source_id, source in organization.sources.items():
        compared = ledger.newest_accepted(organization.id, source_id, delivery.period)
        if delivery.source_id in source.check_after and compared:
            reopen(compared.delivery_id, BadData("CHECK-09", delivery=compared.delivery_id, other=delivery.delivery_id))
            found.append(compared.delivery_id)
    return found

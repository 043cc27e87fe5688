"""Deliveries that were compared with one that no longer counts are checked again, or they would be right about the past only."""

from __future__ import annotations

from collections import defaultdict

from seika.config import Organization, load_organization
from seika.errors import BadData
from seika.store import deletions, ledger
from seika.store.reopen import reopen


def counting_beside(organization: Organization, source_id: str) -> dict[str, str]:
    """Return by period the deliveries that one of ``source_id`` is compared with now: their ids, by source."""
    ids: dict[str, list[str]] = defaultdict(list)
    source = organization.sources[source_id]
    for other in sorted({*source.check_after, *source.compare_with}):
        for delivery in ledger.accepted(organization.id, other):
            ids[delivery.period].append(delivery.delivery_id)
    return {period: " ".join(each) for period, each in ids.items()}


def stale(organization_id: str, source_id: str) -> list[str]:
    """Return the deliveries in force of a source that were compared with others than those that count now."""
    organization = load_organization(organization_id)
    source = organization.sources[source_id]
    if not (source.check_after or source.compare_with):
        return []
    now = counting_beside(organization, source_id)
    erased = deletions.proofs(organization_id)
    # What somebody was erased from, or what was deleted, was judged for good: its rows are no longer those that were received.
    counting = [each for each in ledger.accepted(organization_id, source_id) if (each.delivery_id, deletions.ORIGINAL) not in erased]
    return [each.delivery_id for each in counting if each.compared_with is not None and each.compared_with != now.get(each.period, "")]


def reopen_stale(organization_id: str, source_id: str) -> None:
    """Take back what was decided of stale deliveries: they wait for their check again."""
    for delivery_id in stale(organization_id, source_id):
        reopen(delivery_id, BadData("CHECK-09", delivery=delivery_id))

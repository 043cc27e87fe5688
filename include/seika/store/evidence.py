"""What the ledger can show of the sources behind a KPI."""

from __future__ import annotations

from collections.abc import Iterable

from seika.kpi.quality import SourceEvidence, WaivedRule
from seika.store import ledger
from seika.store.ledger import Delivery
from seika.store.stewardship import waived_in


def source_evidence(organization_id: str, source_ids: Iterable[str], period: str | None = None) -> list[SourceEvidence]:
    """Return what is accepted of each source for months up to ``period`` (all without one), by source; a source without any says so."""
    return [_evidence(source_id, _accepted(organization_id, source_id, period)) for source_id in sorted(set(source_ids))]


def waived_for(organization_id: str, source_ids: Iterable[str], kpi_id: str, period: str | None = None) -> list[WaivedRule]:
    """Return the rules that were waived for accepted deliveries of the sources and that protect a KPI, each once, by rule."""
    found = {
        waived.rule_id: WaivedRule(waived.rule_id, waived.until, waived.reason)
        for source_id in set(source_ids)
        for delivery in _accepted(organization_id, source_id, period)
        for waived in waived_in(delivery.decisions)
        if kpi_id in waived.protects
    }
    return [found[rule_id] for rule_id in sorted(found)]


def _accepted(organization_id: str, source_id: str, period: str | None) -> list[Delivery]:
    return [each for each in ledger.accepted(organization_id, source_id) if period is None or each.period <= period]


def _evidence(source_id: str, held: list[Delivery]) -> SourceEvidence:
    if not held:
        return SourceEvidence(source_id)
    newest = held[-1]
    return SourceEvidence(
        source_id=source_id,
        delivery_id=newest.delivery_id,
        period=newest.period,
        received=newest.received_count or 0,
        accepted=newest.accepted_count or 0,
        quarantined=newest.quarantined_count or 0,
        months=len(held),
        all_received=sum(each.received_count or 0 for each in held),
        all_quarantined=sum(each.quarantined_count or 0 for each in held),
    )

"""How an organization stands, as numbers for a monitoring system."""

from __future__ import annotations

from collections import Counter

from seika import metrics
from seika.status.step import Status


def send_gauges(status: Status) -> None:
    """Send deliveries by state, rows held back, months that wait or are late, late sources, and what waits by concern."""
    concerns = Counter(str(wait.concern) for wait in status.waits)
    sources = status.sources
    refused, in_work = sum(each.refused for each in sources), sum(each.in_work for each in sources)
    values: dict[str, float] = {
        "deliveries.accepted": sum(each.files for each in sources) - refused - in_work,
        "deliveries.rejected": refused,
        "deliveries.in_work": in_work,
        "rows.accepted": sum(each.accepted for each in sources),
        "rows.quarantined": sum(each.quarantined for each in sources),
        "sources.late": sum(bool(each.late) for each in sources),
        "months.published": sum(each.snapshot_id is not None for each in status.months),
        "months.waiting": concerns["approval"],
        "months.late": sum(each.is_promise_missed for each in status.months),
        "months.days_late": status.months[-1].days_late if status.months else 0,
        "deliveries.after_the_close": sum(each.late_deliveries for each in status.months),
    }
    names = ("broken_chain", "failed_task", "late_extract", "rejected_delivery", "quarantine", "unpublished", "promise_missed")
    metrics.gauges(status.organization_id, values | {f"waits.{name}": concerns[name] for name in names})

"""Which extracts a snapshot was made without: judged by its own inputs and by when each is due, never by the clock."""

from __future__ import annotations

from dataclasses import dataclass

from seika.config.source import Source
from seika.period import Period
from seika.report.content import Content


@dataclass(frozen=True)
class SourceState:
    """A source as the snapshot has it: the newest month delivered, deliveries and their rows, and whether a due month is missing."""

    source_id: str
    label: str
    newest: Period | None
    deliveries: int
    accepted: int
    quarantined: int
    is_late: bool


def source_states(content: Content) -> list[SourceState]:
    """Return the state of every source of the organization, in the order of their files."""
    held = content.published.deliveries
    found = []
    for source_id, source in content.organization.sources.items():
        ours = [each for each in held if each.source_id == source_id]
        newest = max((Period(each.period) for each in ours), default=None)
        found.append(
            SourceState(
                source_id,
                content.voice.said(source.label),
                newest,
                len(ours),
                sum(each.accepted_count for each in ours),
                sum(each.quarantined_count for each in ours),
                newest is not None and newest < _due(source, content.published.period),
            )
        )
    return found


def late_sources(content: Content) -> list[SourceState]:
    """Return the sources that came before and whose newest due month is not in the snapshot."""
    return [each for each in source_states(content) if each.is_late]


def _due(source: Source, period: Period) -> Period:
    """Return the newest month up to ``period`` whose extract is expected."""
    return next(month for month in (period.plus(-back) for back in range(12)) if month.month in source.due.months)

"""restate: months of a range, oldest first, each computed once and published at most once; what is as it was stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from seika.errors import BadData, NotReady, SeikaError
from seika.log import events
from seika.period import Period
from seika.release import release
from seika.store import ledger, releases
from seika.store.releases import Status
from seika.transform import is_current, ready, transform

log = events(__name__)
Says = Literal["published", "unchanged", "not_published", "waits", "refused"]


@dataclass(frozen=True)
class Done:
    """What became of one month; ``not_published`` has nothing to restate, ``waits`` and ``refused`` say why in ``error``."""

    period: str
    says: Says
    snapshot_id: str | None = None
    error: SeikaError | None = None


def restate(
    organization_id: str, first: Period, last: Period, reason: str, by: str, tell: Callable[[Done], None] = lambda _: None
) -> list[Done]:
    """Restate the published months from ``first`` to ``last`` whose deliveries, configuration or code are others by now.

    A closed month (final or restated) becomes a restated one with ``reason``, a provisional one a revision. ``by`` asks for it: where a
    person has to approve, it must be another. A month that is refused or waits does not hold up those after it; run again, only what is
    still otherwise is published. Raises ``BadData PERIOD-02`` for a range that ends before it begins, ``RELEASE-02`` without a reason.
    """
    if not reason.strip():
        raise BadData("RELEASE-02", organization=organization_id, period=first)
    found = []
    for month in months_between(first, last):
        current = releases.current(organization_id, month)
        if current is None:
            found.append(Done(month.text, "not_published"))
        elif is_current(organization_id, month):
            found.append(Done(month.text, "unchanged", current.snapshot_id))
        else:
            is_closed = current.status != "provisional"
            found.append(_publish(organization_id, month, "restated" if is_closed else "provisional", reason if is_closed else None, by))
        tell(found[-1])
    return found


def backfill(organization_id: str, first: Period, last: Period, by: str, tell: Callable[[Done], None] = lambda _: None) -> list[Done]:
    """Publish the months of a range that can be computed and are not published as they are now; closed ones stay as they are.

    Raises ``BadData PERIOD-02`` for a range that ends before it begins.
    """
    wanted = set(months_between(first, last))
    found = []
    for month in ready(organization_id):
        if month in wanted:
            found.append(_publish(organization_id, month, "provisional", None, by))
            tell(found[-1])
    return found


def months_between(first: Period, last: Period) -> list[Period]:
    """Return the months of a range, oldest first; raises ``BadData PERIOD-02`` for one that ends before it begins."""
    if last < first:
        raise BadData("PERIOD-02", first=first, last=last)
    return list(first.until(last))


def _publish(organization_id: str, month: Period, status: Status, reason: str | None, by: str) -> Done:
    try:
        made = release(transform(organization_id, month).folder, status, reason, by)
    except NotReady as waits:
        return Done(month.text, "waits", error=waits)
    except BadData as refusal:
        log.warning("restate.refused", organization=organization_id, period=month, why=refusal.code)
        ledger.note("release", organization_id, refusal.message("ja"), code=refusal.code, period=month, level="error")
        return Done(month.text, "refused", error=refusal)
    return Done(month.text, "published" if made.is_new else "unchanged", made.snapshot_id)

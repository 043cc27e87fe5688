"""From a value and a target to a status, and from the statuses of an outcome's KPIs to its own.

The dbt models ``kpi_value`` and ``outcome_status`` say the same in SQL; every build is checked against these words before it counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

Status = Literal["achieved", "on_track", "behind", "no_target", "no_data", "no_kpi", "suppressed", "stale"]
Rule = Literal["worst", "majority", "all"]
Direction = Literal["higher", "lower", "nearer", "neutral"]
_UNJUDGED: tuple[Status, ...] = ("no_target", "suppressed", "stale")


def status_of(
    value: Decimal | None,
    target: Decimal | None,
    direction: Direction,
    on_track_percent: int,
    is_stale: bool = False,
    ideal: Decimal | None = None,
) -> Status:
    """Return how a value stands to its target.

    ``achieved`` at the target or better, ``on_track`` within ``on_track_percent`` of it (of 85 with 90 percent: from 76.5; where lower
    is better, up to the target divided by that share; where nearer to ``ideal`` is better, of the distances from it), else
    ``behind``; ``no_data`` without a value, ``stale`` where it speaks of an earlier month because a source is late, ``no_target``
    without one or where neither way is better.
    """
    if value is None:
        return "no_data"
    if is_stale:
        return "stale"
    if target is None or direction == "neutral":
        return "no_target"
    if direction == "nearer" and ideal is not None:
        value, target, direction = abs(value - ideal), abs(target - ideal), "lower"
    if direction == "higher":
        reached, near = value >= target, value * 100 >= target * on_track_percent
    else:
        reached, near = value <= target, value * on_track_percent <= target * 100
    return "achieved" if reached else "on_track" if near else "behind"


def rolled_up(statuses: Sequence[Status], rule: Rule) -> Status:
    """Return the status of an outcome from those of its KPIs.

    Only KPIs with a target and a value are judged. ``worst``: the worst of them. ``majority``: what more than half of them are.
    ``all``: what all of them are. Where they disagree, ``majority`` and ``all`` say ``on_track``. Without any judged KPI:
    ``no_target`` where one has a value, ``suppressed`` where one is withheld, ``stale`` where one is old, else ``no_data``; ``no_kpi``
    for an empty list.
    """
    judged = [status for status in statuses if status in {"achieved", "on_track", "behind"}]
    if not statuses:
        return "no_kpi"
    if not judged:
        return next((status for status in _UNJUDGED if status in statuses), "no_data")
    if rule == "worst":
        return "behind" if "behind" in judged else "on_track" if "on_track" in judged else "achieved"
    for status in ("achieved", "behind"):
        share = judged.count(status)
        if share == len(judged) or (rule == "majority" and 2 * share > len(judged)):
            return status
    return "on_track"

"""What an organization wants a KPI to be: baselines, targets by date, the way there, and goalposts that were moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from seika.config.document import Cited
from seika.config.load import Strict
from seika.exact import round_half_up

Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class Baseline(Cited):
    """What the KPI was in ``period``, as a document says it: where a path starts and what change is measured from."""

    period: Month
    value: Decimal
    note: str | None = None


class Milestone(Strict):
    """What is expected from ``since`` on, until the next milestone or the target itself."""

    since: Month
    value: Decimal


class Moved(Cited):
    """That a target took the place of another: decided ``on`` a day, for a ``reason``; ``was`` is the value it took the place of."""

    on: date
    was: Decimal = Field(alias="from")
    reason: str = Field(min_length=5)


class Target(Cited):
    """A target: months from ``since`` on are judged by it, and it is to be reached in ``due`` (without: at once).

    ``source`` is what people read beside it. Until it is due, ``path`` gives what a month is judged by: ``linear`` from the newest
    baseline to the target, or milestones of which the first begins with the target. Without a path every month is judged by ``value``.
    """

    since: Month
    due: Month | None = None
    value: Decimal
    source: str
    path: Literal["linear"] | tuple[Milestone, ...] | None = None
    moved: Moved | None = None

    @model_validator(mode="after")
    def _way(self) -> Target:
        if self.due is not None and self.due < self.since:
            raise ValueError("due lies before since")
        if self.path is not None and self.due is None:
            raise ValueError("a path leads to a month: it needs due")
        if isinstance(self.path, tuple):
            months = [milestone.since for milestone in self.path]
            if months[:1] != [self.since] or months != sorted(set(months)) or months[-1] >= (self.due or ""):
                raise ValueError("milestones begin with the target's since, stand oldest first and end before due")
        return self


def target_in(period: str, targets: Sequence[Target], baselines: Sequence[Baseline], decimals: int) -> Target | None:
    """Return the target that ``period`` is judged by, with the value its path gives for that month; none before the first.

    A value on a linear path is exact and rounded half up once to ``decimals``, the precision of the KPI.
    """
    held = [target for target in targets if target.since <= period]
    target = max(held, key=lambda target: target.since, default=None)
    if target is None or target.path is None or target.due is None or period >= target.due:
        return target
    if isinstance(target.path, tuple):
        value = [milestone.value for milestone in target.path if milestone.since <= period][-1]
    else:
        start = baseline_in(target.since, baselines)
        assert start is not None  # check_targets refuses a linear path without one
        value = _between(start, target, period, decimals)
    return target.model_copy(update={"value": value})


def baseline_in(period: str, baselines: Sequence[Baseline]) -> Baseline | None:
    """Return the newest baseline of a month up to ``period``."""
    return max((each for each in baselines if each.period <= period), key=lambda each: each.period, default=None)


def _between(start: Baseline, target: Target, period: str, decimals: int) -> Decimal:
    gone, whole = (_months(month) - _months(start.period) for month in (period, target.due or period))
    top = start.value * whole + (target.value - start.value) * gone
    numerator, denominator = top.as_integer_ratio()
    return round_half_up(numerator, denominator * whole, decimals)


def _months(period: str) -> int:
    return int(period[:4]) * 12 + int(period[5:])

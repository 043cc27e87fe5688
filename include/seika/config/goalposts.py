"""Targets that took the place of others: refused without a word why, and listed with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from seika.config.kpi import KpiChoice
from seika.config.load import line_of
from seika.config.target import Moved, Target, baseline_in
from seika.errors import BadConfig


@dataclass(frozen=True)
class Goalpost:
    """A target that took the place of another, and what that was."""

    old: Target
    new: Target
    moved: Moved


def goalposts(targets: Sequence[Target]) -> list[Goalpost]:
    """Return the targets that were moved, oldest first."""
    return [Goalpost(old, new, new.moved) for old, new in pairwise(targets) if new.moved is not None]


def check_targets(path: Path, choices: Sequence[KpiChoice]) -> None:
    """Refuse targets of ``kpis.yml`` that do not follow on each other. Raises ``BadConfig`` with file and line.

    ``CONFIG-53``: targets out of order, or one that takes the place of another and does not say so (``moved``), or says so wrongly.
    ``CONFIG-54``: a linear path without a baseline that it could start from.
    """
    for index, choice in enumerate(choices):
        for number, target in enumerate(choice.targets):
            line = line_of(path, index, "targets", number)
            before = choice.targets[number - 1] if number else None
            problem = _problem(before, target)
            if problem:
                raise BadConfig("CONFIG-53", file=path, line=line, kpi=choice.kpi, problem=problem)
            if target.path == "linear" and baseline_in(target.since, choice.baselines) is None:
                raise BadConfig("CONFIG-54", file=path, line=line, kpi=choice.kpi, since=target.since)


def _problem(before: Target | None, target: Target) -> str | None:
    if before is None:
        return "moved, but there is no target before it" if target.moved else None
    if target.since <= before.since:
        return f"since {target.since} does not come after {before.since}"
    takes_the_place = before.due is None or target.since <= before.due
    if takes_the_place and target.moved is None:
        return f"it takes the place of {before.value} (since {before.since}), which was still to be reached: say so by moved"
    if target.moved and target.moved.was != before.value:
        return f"moved from {target.moved.was}, but the target before it is {before.value}"
    return None

"""The tree of an organization's units through time: which unit lies in which, on any day and in today's tree.

``units.csv`` has one row a unit and stretch of time: a unit that is renamed or moved under another has a second row of the same code.
``unit_successions.csv`` says what became of units that ended: rename, merge and move name one successor, a split names several.
Units that are published together, too (``organization.yml: disclosure``), lie in a unit of level ``merged`` below the one above them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

AS_WAS, TODAY = "as_was", "today"
# Records of no known unit count in the whole organization only; dbt_project.yml names the same code.
UNKNOWN_UNIT = "-"
LEVELS = ("organization", "department", "section", "subsection")
MERGED = "merged"


class NoTree(ValueError):
    """The rows are no tree; the text says why."""


@dataclass(frozen=True)
class UnitVersion:
    """A unit as it was from ``first`` to ``last`` (both included, open while it lasts)."""

    code: str
    label: str
    level: str
    parent: str | None
    first: date
    last: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the unit is there, like this, on ``day``."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Epoch:
    """A stretch of days through which the tree does not change: unit → unit right above (none for the root), and unit → level."""

    first: date
    parents: Mapping[str, str | None]
    levels: Mapping[str, str]

    @property
    def root(self) -> str:
        """The organization itself."""
        return next(code for code, parent in self.parents.items() if parent is None)

    def way_up(self, code: str) -> list[str]:
        """Return a unit and all above it, the root last; raises ``NoTree`` at an unknown unit or a circle."""
        way: list[str] = []
        step: str | None = code
        while step is not None:
            if step not in self.parents or step in way:
                raise NoTree(f"above {code} there is an unknown unit or a circle")
            way.append(step)
            step = self.parents[step]
        return way


@dataclass(frozen=True)
class UnitTree:
    """All versions of all units, what became of those that ended (unit → successors), and with which others a unit is published.

    ``merged`` names by unit the one of level ``merged`` that it lies in while that is there.
    """

    versions: tuple[UnitVersion, ...]
    successors: Mapping[str, Sequence[str]]
    merged: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def epochs(self) -> tuple[Epoch, ...]:
        """The trees through time, oldest first; raises ``NoTree`` unless each has one root, of level organization."""
        changes = {version.first for version in self.versions}
        changes |= {date.fromordinal(version.last.toordinal() + 1) for version in self.versions if version.last}
        return tuple(each for day in sorted(changes) if (each := self._on(day)).parents)

    @property
    def today(self) -> Epoch:
        """The newest tree."""
        return self.epochs[-1]

    def on(self, day: date) -> Epoch:
        """Return the tree of a day; before the first day of all it is the first tree."""
        return next((epoch for epoch in reversed(self.epochs) if epoch.first <= day), self.epochs[0])

    def ancestors(self) -> Iterator[tuple[str, date, str, str, str]]:
        """Yield tree, first day of the epoch, unit, unit above it (or itself) and that one's level.

        Tree ``as_was`` is that of the epoch; ``today`` leads each unit into the newest tree and is there only where successions are.
        A unit that had ended by then counts in what became of it (a leave that began in it, say), one that is not known in the whole only.
        """
        codes = sorted({version.code for version in self.versions} | {UNKNOWN_UNIT})
        for epoch in self.epochs:
            for code in codes:
                for each in epoch.way_up(self.led(code, epoch, epoch)):
                    yield AS_WAS, epoch.first, code, each, epoch.levels[each]
                for each in self.today.way_up(self.led(code, epoch, self.today)) if self.successors else ():
                    yield TODAY, epoch.first, code, each, self.today.levels[each]

    def led(self, code: str, epoch: Epoch, into: Epoch) -> str:
        """Return where a unit of a record of ``epoch`` lies in ``into``: itself, its successor, or the least unit that holds all of them.

        What was split cannot be told apart afterwards, so it counts in what its parts have in common; of a unit without a successor
        counts the nearest unit above it that is still there.
        """
        ends = self._ends(code, into, frozenset())
        if not ends:
            last = next((each for each in reversed(self.epochs) if each.first <= epoch.first and code in each.parents), None)
            above = last.way_up(code) if last else []
            return next((each for each in above if each in into.parents), into.root)
        ways = [into.way_up(end) for end in sorted(ends)]
        return next(each for each in ways[0] if all(each in way for way in ways))

    def _ends(self, code: str, into: Epoch, passed: frozenset[str]) -> set[str]:
        if code in passed:
            raise NoTree(f"the successions of {code} lead round in a circle")
        if code in into.parents:
            return {code}
        return {end for successor in self.successors.get(code, ()) for end in self._ends(successor, into, passed | {code})}

    def _on(self, day: date) -> Epoch:
        there = [version for version in self.versions if version.holds_on(day)]
        codes = {each.code for each in there}
        parents = {each.code: self.merged[each.code] if self.merged.get(each.code) in codes else each.parent for each in there}
        epoch = Epoch(day, parents, {each.code: each.level for each in there})
        roots = [each for each in there if each.parent is None]
        if len(epoch.parents) != len(there):
            raise NoTree(f"a unit is there twice on {day}")
        if there and [each.level for each in roots] != ["organization"]:
            raise NoTree(f"on {day} there must be one root, of level organization")
        for code in epoch.parents:
            epoch.way_up(code)
        return epoch

"""Which sections there are on a day, and where people go when theirs ends: the reorganizations that ``units.csv`` declares."""

from __future__ import annotations

import random
from datetime import date

from seika.config import Organization
from seika.config.unit_tree import MERGED


class Units:
    """The ward's units through time, as ``units.csv`` and ``unit_successions.csv`` have them."""

    def __init__(self, organization: Organization) -> None:
        self._tree = organization.unit_tree

    def sections(self, day: date) -> list[str]:
        """Return the sections that there are on a day, in the order of ``units.csv``."""
        there = (each for each in self._tree.versions if each.level == "section" and each.holds_on(day))
        return [each.code for each in there]

    def turns_on(self, day: date) -> bool:
        """Whether the tree changes on a day."""
        return any(epoch.first == day for epoch in self._tree.epochs)

    def has(self, unit_code: str, day: date) -> bool:
        """Whether there is a unit on a day."""
        return any(each.code == unit_code and each.holds_on(day) for each in self._tree.versions)

    def on(self, day: date) -> list[str]:
        """Return departments and sections that there are on a day, in the order of ``units.csv``."""
        return [each.code for each in self._tree.versions if each.level in {"department", "section"} and each.holds_on(day)]

    def way_up(self, unit_code: str, day: date) -> list[str]:
        """Return a unit and all above it on a day, without what is only published together."""
        tree = self._tree.on(day)
        return [code for code in tree.way_up(unit_code) if tree.levels[code] != MERGED]

    def after(self, unit_code: str, day: date, chance: random.Random) -> str:
        """Return where somebody of a section that has ended serves from ``day`` on: in what became of it, of several one by chance."""
        open_to = [code for code in self._tree.successors.get(unit_code, ()) if self.has(code, day)]
        return chance.choice(open_to or self.sections(day))

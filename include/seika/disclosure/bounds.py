"""What a reader can work out about withheld cells of a tree of units: the least and the most that each can be.

A unit is the sum of the units right below it and of what lies in it directly. A reader knows the published cells, that nothing is negative,
and where nothing lies directly in a unit. In a tree these bounds are exact: what is known below a unit and what is known around it
meet in that unit alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

Bounds = tuple[float, float]
_OPEN: Bounds = (0.0, float("inf"))


@dataclass(frozen=True)
class Tree:
    """The number of people in each unit, and the units right below each; ``roots`` have none above."""

    people: Mapping[str, int]
    below: Mapping[str, Sequence[str]]
    roots: Sequence[str]

    def within(self, unit: str) -> list[str]:
        """Return all units below ``unit`` and itself, those below first."""
        order, waiting = [], [unit]
        while waiting:
            order.append(waiting.pop())
            waiting += self.below[order[-1]]
        return order[::-1]

    def on_the_way(self, unit: str) -> set[str]:
        """Return a unit with all above and below it: the people of the smallest are among those of each."""
        above, way = self.above, set[str]()
        step: str | None = unit
        while step:
            way.add(step)
            step = above.get(step)
        return way | set(self.within(unit)) if unit else way

    @cached_property
    def above(self) -> dict[str, str]:
        """The unit right above each that has one."""
        return {child: parent for parent, children in self.below.items() for child in children}


def tree_of(people: Mapping[str, int], parents: Mapping[str, str | None]) -> Tree:
    """Return the tree of the units in ``people``; a unit whose parent is not among them is a root."""
    below: dict[str, list[str]] = {unit: [] for unit in sorted(people)}
    roots = []
    for unit in sorted(people):
        parent = parents.get(unit)
        if parent in below and parent != unit:
            below[parent].append(unit)
        else:
            roots.append(unit)
    return Tree(people, below, roots)


def bounds_of(tree: Tree, withheld: Set[str]) -> dict[str, Bounds]:
    """Return for each unit the least and the most people that a reader who sees all but the withheld cells must allow for."""
    from_below: dict[str, Bounds] = {}
    for root in tree.roots:
        for unit in tree.within(root):
            from_below[unit] = _sum([from_below[child] for child in tree.below[unit]] + [_direct(tree, unit)])
            if unit not in withheld:
                from_below[unit] = (tree.people[unit], tree.people[unit])
    found: dict[str, Bounds] = {}
    for root in tree.roots:
        found[root] = from_below[root]
        for unit in reversed(tree.within(root)):
            _share(tree, unit, found, from_below)
    return found


def _share(tree: Tree, unit: str, found: dict[str, Bounds], from_below: Mapping[str, Bounds]) -> None:
    """Bound each unit right below ``unit`` by what the others leave of it."""
    children = tree.below[unit]
    parts = [from_below[child] for child in children] + [_direct(tree, unit)]
    least, most = _sum(parts)
    for child in children:
        low, high = from_below[child]
        others_least, others_most = least - low, _without(parts, most, high)
        found[child] = (max(low, found[unit][0] - others_most), min(high, found[unit][1] - others_least))


def _direct(tree: Tree, unit: str) -> Bounds:
    """Return what is known of those directly in a unit: without a unit below that is the unit itself, else nothing where some are."""
    if not tree.below[unit]:
        return _OPEN
    rest = tree.people[unit] - sum(tree.people[child] for child in tree.below[unit])
    # People of two units count once above: a reader who knows of them knows the difference.
    return _OPEN if rest > 0 else (rest, rest)


def _sum(parts: Sequence[Bounds]) -> Bounds:
    return sum(low for low, _ in parts), sum(high for _, high in parts)


def _without(parts: Sequence[Bounds], most: float, high: float) -> float:
    """Return the most of the other parts; of two without an end one is left."""
    if high != float("inf"):
        return most - high
    endless = sum(part == float("inf") for _, part in parts)
    return float("inf") if endless > 1 else sum(part for _, part in parts if part != float("inf"))

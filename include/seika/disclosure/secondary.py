"""Secondary suppression over the tree of units: no withheld cell can be worked out from its total and the other parts.

A withheld cell is safe when a reader who adds and subtracts all published cells must still allow for a range of at least the KPI's
minimum of people, also when the few of another withheld cell tell what they know of themselves. What is withheld besides is
the least: the smallest unit beside it first, then the unit above.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from seika.disclosure.bounds import Tree, bounds_of, tree_of

_FEW_ENOUGH_TO_TALK = 2  # the people of a cell that small may put together what they know


def also_withheld(people: Mapping[str, int], parents: Mapping[str, str | None], primary: Set[str], minimum_people: int) -> set[str]:
    """Return the units to withhold besides ``primary`` ones, of one KPI and window; deterministic.

    ``people`` is by unit, ``parents`` names the unit right above. A unit that nobody is in protects nobody and is never taken.
    """
    tree = tree_of(people, parents)
    withheld = set(primary)
    while exposed := first_exposed(tree, withheld, primary, minimum_people):
        taken = _next(tree, withheld, exposed)
        if taken is None:
            break  # everything around it is withheld: more than that cannot be done
        withheld.add(taken)
    return withheld - primary


def first_exposed(tree: Tree, withheld: Set[str], primary: Set[str], minimum_people: int) -> str | None:
    """Return the first unit of ``primary`` that somebody can pin closer than the minimum: a reader, or one with insiders' knowledge."""
    insiders = sorted(unit for unit in withheld if 0 < tree.people[unit] <= _FEW_ENOUGH_TO_TALK)
    for known in ("", *insiders):
        bounds, own = bounds_of(tree, withheld - {known}), tree.on_the_way(known)
        for unit in sorted(primary):
            low, high = bounds[unit]
            if unit not in own and high - low < minimum_people:
                return unit
    return None


def _next(tree: Tree, withheld: Set[str], exposed: str) -> str | None:
    """Return the unit to withhold next for an exposed one.

    The smallest beside it that holds people, or below one beside it that is withheld and can be worked out from there; else the unit
    above, and then the same for that one.
    """
    above, bounds = tree.above, bounds_of(tree, withheld)
    unit: str | None = exposed
    while unit is not None:
        parent = above.get(unit)
        beside = [each for each in (tree.below[parent] if parent else tree.roots) if each != unit]
        known = [each for each in beside if each in withheld and bounds[each][0] == bounds[each][1]]
        for units in (beside + [each for other in known for each in tree.within(other)], [parent] if parent else []):
            published = [each for each in units if each not in withheld and tree.people[each] > 0]
            if published:
                return min(published, key=lambda each: (tree.people[each], each))
        unit = parent
    return None

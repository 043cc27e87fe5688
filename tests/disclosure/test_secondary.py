"""What readers can work out about withheld cells: attackers with tools of their own, which share no code with what protects."""

from __future__ import annotations

import random
from collections.abc import Mapping, Set

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from seika.disclosure.bounds import bounds_of, tree_of
from seika.disclosure.secondary import also_withheld

MINIMUM = 10
Parents = dict[str, str | None]


@st.composite
def wards(draw: st.DrawFn) -> tuple[dict[str, int], Parents]:
    """A ward of departments and sections; some people lie directly in a department, some units are empty."""
    people, parents = {}, {}
    total = 0
    for number in range(draw(st.integers(1, 4))):
        department, inside = f"d{number}", 0
        for place in range(draw(st.integers(0, 4))):
            section = f"{department}s{place}"
            people[section], parents[section] = draw(st.integers(0, 30)), department
            inside += people[section]
        people[department], parents[department] = inside + draw(st.sampled_from([0, 0, 0, 1, 4])), "ward"
        total += people[department]
    return {**people, "ward": total + draw(st.sampled_from([0, 0, 3]))}, {**parents, "ward": None}


def by_linear_programme(people: Mapping[str, int], parents: Parents, withheld: Set[str], unit: str) -> tuple[float, float]:
    """Return the least and the most people of ``unit`` that the published numbers allow, by a solver that knows only the equations."""
    units = sorted(people)
    inner = [each for each in units if each in parents.values()]
    unknown = [*units, *(f"directly in {each}" for each in inner)]
    equations, totals = [], []
    limits: list[tuple[float, float | None]] = [(0, None) if each in withheld else (people[each], people[each]) for each in units]
    for parent in inner:
        children = [each for each in units if parents[each] == parent]
        directly = people[parent] - sum(people[each] for each in children)
        limits.append((0, None) if directly else (0, 0))
        line = np.zeros(len(unknown))
        line[units.index(parent)] = 1
        line[[units.index(each) for each in children]] = -1
        line[unknown.index(f"directly in {parent}")] = -1
        equations.append(line)
        totals.append(0)
    goal = np.zeros(len(unknown))
    goal[units.index(unit)] = 1
    found = []
    for sign in (1, -1):
        done = linprog(sign * goal, A_eq=equations or None, b_eq=totals or None, bounds=limits, method="highs")
        found.append(float("inf") if done.status == 3 else round(sign * done.fun, 6))
    return found[0], found[1]


def way(unit: str, parents: Parents) -> set[str]:
    def over(each: str | None) -> list[str]:
        return [each, *over(parents[each])] if each else []

    return {*over(unit), *(other for other in parents if unit in over(other))}


def small(people: Mapping[str, int]) -> set[str]:
    return {unit for unit, count in people.items() if 0 < count < MINIMUM}


def protected(people: Mapping[str, int], parents: Parents) -> set[str]:
    primary = small(people)
    return primary | also_withheld(people, parents, primary, MINIMUM)


@settings(max_examples=150, deadline=None)
@given(wards())
def test_the_bounds_are_those_of_a_solver(ward: tuple[dict[str, int], Parents]) -> None:
    people, parents = ward
    withheld = protected(people, parents)
    bounds = bounds_of(tree_of(people, parents), withheld)
    for unit in sorted(withheld):
        assert bounds[unit] == pytest.approx(by_linear_programme(people, parents, withheld, unit))


@settings(max_examples=150, deadline=None)
@given(wards())
def test_no_small_cell_is_pinned_closer_than_the_minimum_unless_everybody_around_it_is_withheld(
    ward: tuple[dict[str, int], Parents],
) -> None:
    people, parents = ward
    withheld = protected(people, parents)
    around = {unit for unit, count in people.items() if count > 0}
    for unit in small(people):
        low, high = by_linear_programme(people, parents, withheld, unit)
        assert high - low >= MINIMUM or around <= withheld


@settings(max_examples=100, deadline=None)
@given(wards())
def test_two_who_know_their_own_cell_learn_no_more_of_another(ward: tuple[dict[str, int], Parents]) -> None:
    people, parents = ward
    withheld = protected(people, parents)
    around = {unit for unit, count in people.items() if count > 0}
    for insider in (unit for unit in withheld if 0 < people[unit] <= 2):
        for unit in small(people) - way(insider, parents):  # of those in the same units the insider is one
            low, high = by_linear_programme(people, parents, withheld - {insider}, unit)
            assert high - low >= MINIMUM or around <= withheld


def test_without_secondary_suppression_the_attackers_win() -> None:
    chance = random.Random(7)
    pinned = 0
    for _ in range(50):
        people: dict[str, int] = {f"s{number}": chance.randrange(0, 40) for number in range(5)}
        parents: Parents = {**dict.fromkeys(people, "ward"), "ward": None}
        people["ward"] = sum(people.values())
        primary = small(people)
        pinned += any(np.ptp(by_linear_programme(people, parents, primary, unit)) < MINIMUM for unit in primary)
    assert pinned > 20


def table(**sections: int) -> tuple[dict[str, int], Parents]:
    return {**sections, "ward": sum(sections.values())}, {**dict.fromkeys(sections, "ward"), "ward": None}


@pytest.mark.parametrize(
    ("sections", "also"),
    [
        ({"a": 4, "b": 20, "c": 30}, {"b"}),
        ({"a": 4, "b": 5, "c": 30}, {"c"}),
        ({"a": 4, "b": 9, "c": 30}, set()),
        ({"a": 1, "b": 9, "c": 30}, {"c"}),
        ({"a": 4, "b": 0, "c": 30}, {"c"}),
        ({"a": 20, "b": 30, "c": 40}, set()),
    ],
    ids=["smallest beside it", "two small together", "two hide each other", "one knows of the one", "an empty one hides nobody", "none"],
)
def test_as_little_as_needed_is_withheld_besides(sections: dict[str, int], also: set[str]) -> None:
    people, parents = table(**sections)
    assert also_withheld(people, parents, small(people), MINIMUM) == also


def test_a_section_that_could_be_worked_out_through_its_department_is_hidden_there_too() -> None:
    people = {"a1": 4, "a2": 0, "a": 4, "b1": 20, "b2": 15, "b": 35, "c": 50, "ward": 89}
    parents: Parents = {"a1": "a", "a2": "a", "a": "ward", "b1": "b", "b2": "b", "b": "ward", "c": "ward", "ward": None}
    withheld = protected(people, parents)
    assert {"a1", "a", "b"} <= withheld  # the department has the same four people, and its neighbour hides it
    assert withheld & {"b1", "b2"}  # and the neighbour must not be the sum of its published sections
    assert "ward" not in withheld


def test_the_same_cells_are_withheld_whatever_order_they_come_in() -> None:
    people, parents = table(a=4, b=20, c=20, d=30)
    other = dict(reversed(people.items()))
    assert protected(people, parents) == protected(other, dict(reversed(parents.items())))

"""What moved between two snapshots, by how much and why: computed again with one thing changed at a time, so that causes add up exactly."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any, cast

from seika.errors import BadData
from seika.release.moved import NUMBERS, Moved, from_plain, moved
from seika.store import recipes, releases, vault
from seika.store.approvals import Candidate
from seika.store.recipes import Recipe
from seika.store.releases import CELL_KEY, Snapshot, Status
from seika.trace.archives import changed, changed_lines
from seika.trace.flips import Flips, Key, Rows
from seika.trace.mounted import mounted
from seika.trace.reproduce import computed_with
from seika.transform.compiled import relation

Numbers = tuple[int | None, int | None, Decimal | None]
Cells = Mapping[Key, Numbers]


@dataclass(frozen=True)
class Cause:
    """By how much one thing moved a cell: ``what`` is ``delivery``, ``month``, ``configuration`` or ``code``.

    A number is none where one of the two sides has none.
    """

    what: str
    name: str
    numerator: int | None
    denominator: int | None
    value: Decimal | None


@dataclass(frozen=True)
class Change:
    """One cell that moved; ``causes`` add up to what moved, and are empty for a cell that is withheld or missing on a side.

    ``flips`` says what of ``status``, ``rank`` (among units of its level) and ``trend`` (against the month before) turned round.
    """

    cell: Moved
    causes: tuple[Cause, ...]
    flips: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """Two snapshots of one organization; ``configuration`` are the lines that differ, ``code`` the files (``+``, ``-``, ``~``)."""

    before: Snapshot
    after: Snapshot
    changes: tuple[Change, ...]
    configuration: tuple[str, ...]
    code: tuple[str, ...]


def diff(before_id: str, after_id: str) -> Difference:
    """Return what moved from one snapshot to another, revisions of a month or two months.

    Changed one after the other: each delivery by source and month (of two months: the month with its deliveries), the configuration, the
    code. Raises ``BadData TRACE-09`` for two organizations, ``TRACE-01`` where what is computed again is not what was published,
    ``TRACE-08`` where the code of the time cannot be run any more, ``STORE-11``, ``STORE-14``.
    """
    before, after = releases.snapshot(before_id), releases.snapshot(after_id)
    if before.organization_id != after.organization_id:
        raise BadData("TRACE-09", before=before_id, after=after_id)
    rows = releases.kpi_rows(before_id), releases.kpi_rows(after_id)
    return _difference(before, after, (recipes.recipe(before), recipes.recipe(after)), moved(*rows), *rows)


def diff_of(candidate: Candidate) -> Difference | None:
    """Return what would move, and why, if what waits for approval were published; none where it replaces nothing.

    The cells are those of the diff that is signed. Raises as ``diff`` does.
    """
    before = releases.current(candidate.organization_id, candidate.period)
    if before is None or candidate.recipe_hash is None:
        return None
    cells = from_plain(json.loads(candidate.diff))
    rows = releases.kpi_rows(before.snapshot_id)
    levels = {row["unit_code"]: row["unit_level"] for row in rows}
    held = {tuple(row[name] for name in CELL_KEY): row for row in rows}
    for each in cells:
        named = dict(zip(CELL_KEY, each.key, strict=True))
        row = held.pop(each.key, named | {"unit_level": levels.get(named["unit_code"])})
        if each.after:
            held[each.key] = {**row, **each.after}
    # As it would be called, after all that there is.
    after = replace(before, snapshot_id=candidate.snapshot_id, status=cast(Status, candidate.status), reason=candidate.reason)
    after = replace(after, sequence_number=sys.maxsize)
    return _difference(before, after, (recipes.recipe(before), recipes.read(candidate.recipe_hash)), cells, rows, list(held.values()))


def _difference(before: Snapshot, after: Snapshot, made_by: tuple[Recipe, Recipe], cells: list[Moved], old: Rows, new: Rows) -> Difference:
    one, two = made_by
    told = [each for each in cells if _is_told(each.before) and _is_told(each.after)]
    steps = list(_stages(before, one, after, two)) if told else []
    for snapshot, published, computed in ((before, "before", steps[:1]), (after, "after", steps[-1:])):
        _prove(snapshot, told, published, computed)
    flips = Flips(before, after, old, new)
    configuration = vault.get_bytes(one.configuration), vault.get_bytes(two.configuration)
    return Difference(
        before,
        after,
        tuple(Change(each, _causes(each.key, steps) if each in told else (), flips.of(each)) for each in cells),
        changed_lines(*configuration),
        changed(vault.get_bytes(one.code), vault.get_bytes(two.code)),
    )


def _is_told(row: Mapping[str, Any] | None) -> bool:
    return row is not None and row["status"] != "suppressed"


def _stages(before: Snapshot, one: Recipe, after: Snapshot, two: Recipe) -> Iterator[tuple[str, str, Cells]]:
    """Yield what each cell comes to as one thing after the other becomes what it is in ``two``."""
    yield "", "", cells_of(one)
    names = []
    if before.period == after.period:
        swaps = _swaps(one, two)
        for number, (name, extracts) in enumerate(swaps, 1):
            names.append(name)
            if number < len(swaps):
                yield "delivery", name, cells_of(replace(one, extracts=extracts, declared=one.declared | {"delivery": _told_of(extracts)}))
    same_code, same_configuration = one.code == two.code, one.configuration == two.configuration
    if names or before.period != after.period:
        kind, name = ("delivery", names[-1]) if names else ("month", f"{before.period} → {after.period}")
        both = same_code and same_configuration
        yield kind, name, cells_of(two) if both else _keyed(computed_with(one.code, one.configuration, after, two))
    if not same_configuration:
        yield "configuration", "", cells_of(two) if same_code else _keyed(computed_with(one.code, two.configuration, after, two))
    if not same_code:
        yield "code", "", cells_of(two)


def cells_of(recipe: Recipe) -> Cells:
    """Return numerator, denominator and value of every cell of a month, computed by its own SQL."""
    columns = (*CELL_KEY, *NUMBERS)
    with mounted(recipe, ["kpi_value"]) as connection:
        found = connection.execute(f"select {', '.join(columns)} from {relation('kpi_value')}").fetchall()  # noqa: S608
    return _keyed([dict(zip(columns, row, strict=True)) for row in found])


def _keyed(rows: list[dict[str, Any]]) -> Cells:
    return {tuple(row[name] for name in CELL_KEY): (row["numerator"], row["denominator"], row["value"]) for row in rows}


def _swaps(one: Recipe, two: Recipe) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the deliveries that differ by source and month, each with the extracts that count once it is swapped, too."""
    old, new = ({(each["source_id"], each["period"]): each for each in recipe.extracts} for recipe in (one, two))
    now, found = dict(old), []
    for place in sorted({*old, *new}):
        if old.get(place) == new.get(place):
            continue
        now.pop(place, None)
        if place in new:
            now[place] = new[place]
        names = " → ".join(each["delivery_id"] if each else "nothing" for each in (old.get(place), new.get(place)))
        found.append((names, [now[each] for each in sorted(now)]))
    return found


def _told_of(extracts: list[dict[str, Any]]) -> dict[str, Any]:
    columns = [["delivery_id", "varchar"], ["source_id", "varchar"], ["period", "varchar"], ["period_first_date", "date"]]
    rows = [[each["delivery_id"], each["source_id"], each["period"], f"{each['period']}-01", each["accepted_count"]] for each in extracts]
    return {"columns": [*columns, ["accepted_count", "bigint"]], "rows": rows}


def _prove(snapshot: Snapshot, told: list[Moved], side: str, stages: list[tuple[str, str, Cells]]) -> None:
    for _, _, cells in stages:
        for each in told:
            row = getattr(each, side)
            if cells.get(each.key) != tuple(row[name] for name in NUMBERS):
                raise BadData("TRACE-01", snapshot=snapshot.snapshot_id, cell=" ".join(each.key))


def _causes(key: Key, stages: list[tuple[str, str, Cells]]) -> tuple[Cause, ...]:
    found = []
    nothing: Numbers = (None, None, None)
    for (_, _, old), (what, name, new) in pairwise(stages):
        by = [_minus(b, a) for a, b in zip(old.get(key, nothing), new.get(key, nothing), strict=True)]
        if old.get(key) != new.get(key):
            found.append(Cause(what, name, *by))
    return tuple(found)


def _minus(new: Any, old: Any) -> Any:
    return None if new is None or old is None else new - old

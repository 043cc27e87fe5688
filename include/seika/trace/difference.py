"""What moved between two snapshots, by how much and why: computed again with one thing changed at a time, so that causes add up exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from seika.errors import BadData
from seika.period import Period
from seika.release.moved import NUMBERS, Moved, moved
from seika.store import recipes, releases, vault
from seika.store.recipes import Recipe
from seika.store.releases import CELL_KEY, Snapshot
from seika.trace.mounted import mounted
from seika.trace.reproduce import changed, computed_with
from seika.transform.compiled import relation

Key = tuple[str, ...]
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
    """Two snapshots of one organization; ``configuration`` and ``code`` are the files that differ (``+``, ``-``, ``~``)."""

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
    one, two = recipes.recipe(before), recipes.recipe(after)
    rows = (releases.kpi_rows(before_id), releases.kpi_rows(after_id))
    cells = moved(*rows)
    told = [each for each in cells if _is_told(each.before) and _is_told(each.after)]
    steps = list(_stages(before, one, after, two)) if told else []
    for snapshot, published, computed in ((before, "before", steps[:1]), (after, "after", steps[-1:])):
        _prove(snapshot, told, published, computed)
    flips = _Flips(before, after, *rows)
    return Difference(
        before,
        after,
        tuple(Change(each, _causes(each.key, steps) if each in told else (), flips.of(each)) for each in cells),
        changed(vault.get_bytes(one.configuration), vault.get_bytes(two.configuration)),
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


class _Flips:
    """Whether status, rank or trend of a cell turned round."""

    def __init__(self, before: Snapshot, after: Snapshot, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
        self.ranks = (_ranks(old), _ranks(new))
        self.earlier = (_values_before(before), _values_before(after))

    def of(self, cell: Moved) -> tuple[str, ...]:
        """Return what of a cell turned round, in the order status, rank, trend."""
        if not (cell.before and cell.after):
            return ()
        rank_old, rank_new = (ranks.get(cell.key) for ranks in self.ranks)
        trends = [_trend(row["value"], earlier.get(cell.key)) for row, earlier in zip((cell.before, cell.after), self.earlier, strict=True)]
        flips = {
            "status": cell.before["status"] != cell.after["status"],
            "rank": None not in (rank_old, rank_new) and rank_old != rank_new,
            "trend": None not in trends and trends[0] != trends[1],
        }
        return tuple(name for name, flipped in flips.items() if flipped)


def _ranks(rows: list[dict[str, Any]]) -> dict[Key, int]:
    """Return the rank of each cell among those of its level that differ from it in the unit only; the same value has the same rank."""
    of_place: dict[Key, list[Decimal]] = {}
    for row in rows:
        if row["value"] is not None:
            of_place.setdefault(_place(row), []).append(row["value"])
    ordered = {place: sorted(set(values), reverse=True) for place, values in of_place.items()}
    told = [row for row in rows if row["value"] is not None]
    return {tuple(row[name] for name in CELL_KEY): ordered[_place(row)].index(row["value"]) for row in told}


def _place(row: Mapping[str, Any]) -> Key:
    return (row["unit_level"], *(row[name] for name in CELL_KEY if name != "unit_code"))


def _values_before(snapshot: Snapshot) -> dict[Key, Decimal]:
    earlier = releases.current(snapshot.organization_id, Period(snapshot.period).plus(-1))
    rows = releases.kpi_rows(earlier.snapshot_id) if earlier else []
    return {tuple(row[name] for name in CELL_KEY): row["value"] for row in rows if row["value"] is not None}


def _trend(value: Decimal | None, earlier: Decimal | None) -> int | None:
    return None if value is None or earlier is None else (value > earlier) - (value < earlier)

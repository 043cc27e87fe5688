"""Protect one month: cells that must not be read, what is withheld besides, and the audit that shows that it is enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

import numpy as np

from seika.disclosure import optimum, secondary
from seika.disclosure.audit import Width, audit
from seika.disclosure.cells import Ints, Kpi, Parents, Row, sheet_of
from seika.disclosure.history import over_time
from seika.disclosure.primary import BESIDE, primary
from seika.disclosure.tables import Tables, tables_of


@dataclass(frozen=True)
class Protected:
    """What was decided: by index of the row handed in why it is withheld (0: it is published), and the audit."""

    reasons: Ints
    tables: Tables
    widths: list[Width]

    @property
    def failed(self) -> list[Width]:
        """The protected quantities that readers could pin too closely; none where the month may be published."""
        return [each for each in self.widths if not each.holds]


def protect(
    rows: Sequence[Row],
    kpis: Mapping[str, Kpi],
    parents: Mapping[str, Parents],
    earlier: Sequence[Row] = (),
    successors: Mapping[str, str] | None = None,
) -> Protected:
    """Return which rows of one month are withheld; the same rows in any order give the same cells.

    ``rows`` and ``successors`` as for ``cells.sheet_of``, ``kpis`` by id, ``parents`` by tree the unit right above each unit. ``earlier``
    are the rows of earlier releases, as they were published, with their ``status``. Raises ``KeyError`` for a KPI that ``kpis`` lacks,
    rather than publish without a rule.
    """
    sheet = sheet_of(rows, parents, successors)
    reasons = primary(sheet, kpis)
    still = over_time(sheet, kpis, reasons, earlier)
    tables = tables_of(sheet, kpis, reasons, still, earlier)
    widths = hide_besides(tables)
    decided = np.zeros(len(rows), dtype=np.int64)
    decided[sheet.row[sheet.present]] = tables.reasons[sheet.present]
    return Protected(decided, tables, widths)


def hide_besides(tables: Tables) -> list[Width]:
    """Withhold what is needed besides until the audit holds, and return the audit; changes ``tables``."""
    started, must = tables.reasons.copy(), tables.need.copy()
    secondary.protect(tables, must)
    widths = {(each.table, each.place): each for each in audit(tables)}
    broken = sorted(at for at, each in widths.items() if not each.holds)
    most = {(each.table, each.place): each.width for each in audit(tables.all_hidden(), broken)} if broken else {}
    while broken := sorted(at for at, each in widths.items() if not _with_most(each, most).holds):
        for at in broken:
            if not _widen(tables, must, widths[at]):
                most[at] = widths[at].width
        secondary.settle(tables, must)
        # what is hidden for another quantity only helps, so that what held still holds
        widths |= {(each.table, each.place): each for each in audit(tables, broken)}
    _show_wholes_again(tables, widths, most)
    for system in optimum.small_systems(tables, started):
        _withhold_least(tables, system, started, widths, most)
    return [_with_most(widths[at], most) for at in sorted(widths)]


def _with_most(width: Width, most: Mapping[tuple[int, int], int]) -> Width:
    at = width.table, width.place
    return replace(width, most=most[at]) if at in most else width


def _show_wholes_again(tables: Tables, widths: dict[tuple[int, int], Width], most: Mapping[tuple[int, int], int]) -> None:
    """Publish the figures of the whole body that were withheld besides where all stays wide enough without; changes both."""
    wholes = np.flatnonzero(tables.is_whole_body)
    for series, index in zip(*np.nonzero(tables.reasons[:, wholes] == BESIDE), strict=True):
        place = int(wholes[index])
        changed = tables.show(int(series), place)
        asked = _around(tables, changed, widths)
        after = list(takewhile(lambda each: _with_most(each, most).holds, audit(tables, asked)))
        if len(after) == len(asked):
            widths |= {(each.table, each.place): each for each in after}
        else:
            tables.reasons[series, place] = BESIDE
            tables.hidden[sorted(changed), place] = True


def _around(tables: Tables, changed: set[int], widths: Mapping[tuple[int, int], Width]) -> list[tuple[int, int]]:
    """Return the quantities that may have become narrower where these tables have changed: theirs, and those that moved with them."""
    near = changed | {each for pair in tables.parts if changed & {*pair} for each in pair}
    near |= {twin for (table, _), twins in tables.twins.items() if table in near for twin in twins}
    return [at for at in widths if at[0] in near]


def _withhold_least(
    tables: Tables, system: optimum.System, started: Ints, widths: dict[tuple[int, int], Width], most: Mapping[tuple[int, int], int]
) -> None:
    """Withhold the least of a small system instead, where that is less and the audit holds; changes ``tables`` and ``widths``."""
    costs = {cell: secondary.cost_of_cell(tables, *cell) for cell in system.free}
    now = [cell for cell in system.free if tables.reasons[cell]]
    chosen = optimum.least(tables, system, started, costs) if now else None
    if chosen is None or sum(costs[cell] for cell in chosen) >= sum(costs[cell] for cell in now):
        return
    tables.choose(system.free, chosen, BESIDE)
    asked = _around(tables, {table for each in system.free for table in tables.tells[each[0]]}, widths)
    after = list(takewhile(lambda each: _with_most(each, most).holds, audit(tables, asked)))
    if len(after) == len(asked):
        widths |= {(each.table, each.place): each for each in after}
    else:
        tables.choose(system.free, now, BESIDE)


def _widen(tables: Tables, must: Ints, broken: Width) -> bool:
    """Withhold the cheapest cell of the sums nearest to a quantity that is pinned too closely; False where all are withheld.

    A figure of the whole body only where nothing else is left in the sums around.
    """
    whole: list[int] = []
    free = tables.movable[broken.table] & ~tables.hidden[broken.table] & ~tables.known[broken.table]
    seen, ring = {broken.place}, [broken.place]
    while ring:
        sums = sorted({one for place in ring for one in tables.sums_with[place]})
        near = sorted({int(each) for one in sums for each in (tables.sheet.sums[one].parent, *tables.sheet.sums[one].parts)})
        open_ = [each for each in near if free[each]]
        candidates = [each for each in open_ if not tables.is_whole_body[each]]
        whole += [each for each in open_ if tables.is_whole_body[each]]
        ring = [each for each in near if each not in seen and tables.hidden[broken.table, each]]
        seen.update(ring)
        if candidates or (whole and not ring):
            chosen = min(candidates or whole, key=lambda each: (secondary.cost_of(tables, broken.table, each), each))
            must[broken.table, chosen] = max(must[broken.table, chosen], broken.need)
            tables.withhold(broken.table, chosen, BESIDE)
            return True
    return False

"""Protect one month: cells that must not be read, what is withheld besides, and the audit that shows that it is enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from seika.disclosure import secondary
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
    tables = tables_of(sheet, kpis, reasons, still)
    widths = hide_besides(tables)
    decided = np.zeros(len(rows), dtype=np.int64)
    decided[sheet.row[sheet.present]] = tables.reasons[sheet.present]
    return Protected(decided, tables, widths)


def hide_besides(tables: Tables) -> list[Width]:
    """Withhold what is needed besides until the audit holds, and return the audit; changes ``tables``."""
    must = tables.need.copy()
    secondary.protect(tables, must)
    widths = {(each.table, each.place): each for each in audit(tables)}
    while broken := [each for each in widths.values() if not each.holds]:
        for each in broken:
            if not _widen(tables, must, each):
                widths[each.table, each.place] = replace(each, is_alone=True)
        secondary.settle(tables, must)
        # what is hidden for another quantity only helps, so that what held still holds
        again = {at for at, each in widths.items() if not each.holds}
        widths |= {(each.table, each.place): each for each in audit(tables, again)}
    return [widths[at] for at in sorted(widths)]


def _widen(tables: Tables, must: Ints, broken: Width) -> bool:
    """Withhold the cheapest cell of the sums nearest to a quantity that is pinned too closely; False where all are withheld."""
    seen, ring = {broken.place}, [broken.place]
    while ring:
        sums = sorted({one for place in ring for one in tables.sums_with[place]})
        near = sorted({int(each) for one in sums for each in (tables.sheet.sums[one].parent, *tables.sheet.sums[one].parts)})
        candidates = [each for each in near if not tables.hidden[broken.table, each] and tables.movable[broken.table, each]]
        if candidates:
            chosen = min(candidates, key=lambda each: (secondary.cost_of(tables, broken.table, each), each))
            must[broken.table, chosen] = max(must[broken.table, chosen], broken.need)
            tables.withhold(broken.table, chosen, BESIDE)
            return True
        ring = [each for each in near if each not in seen and tables.hidden[broken.table, each]]
        seen.update(ring)
    return False

"""What a cell was before: the month before, the year before, the revision before, and the months of its trend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from seika.config.kpi import Kpi
from seika.period import Period
from seika.store.history import PastCell

MONTHS = 13
Key = tuple[str, str, str]  # KPI, window, unit
# What is added up from April or January on is higher each month by itself: it is compared with the year before only.
_TO_DATE = ("fiscal_year_to_date", "calendar_year_to_date")


@dataclass(frozen=True)
class Past:
    """A cell as it was published earlier; ``value`` is None where it was withheld or had no data."""

    snapshot_id: str
    value: Decimal | None
    status: str


@dataclass(frozen=True)
class History:
    """Earlier months of an organization: the snapshot of each, and their cells by key and month; ``replaced`` is the revision before."""

    snapshots: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[Key, Mapping[str, Past]] = field(default_factory=dict)
    replaced_id: str | None = None
    replaced: Mapping[Key, Past] = field(default_factory=dict)

    def before(self, key: Key, kpi: Kpi, period: Period) -> Past | None:
        """Return the cell of the month before; none of a value that is added up through the year, and across a break."""
        return None if key[1] in _TO_DATE else self._at(key, kpi, period, period.plus(-1))

    def year_ago(self, key: Key, kpi: Kpi, period: Period) -> Past | None:
        """Return the cell of the same month a year before; none across a break."""
        return self._at(key, kpi, period, period.plus(-12))

    def trend(self, key: Key, period: Period, value: Decimal | None) -> tuple[Decimal | None, ...]:
        """Return the values of 13 months, oldest first, this one last; None where there is no snapshot, no cell or no value to show."""
        months = [str(period.plus(-back)) for back in range(MONTHS - 1, 0, -1)]
        past = self.cells.get(key, {})
        return (*(past[month].value if month in past else None for month in months), value)

    def _at(self, key: Key, kpi: Kpi, period: Period, month: Period) -> Past | None:
        if any(str(month) < each.on <= str(period) for each in kpi.breaks):
            return None
        return self.cells.get(key, {}).get(str(month))


def history_of(snapshots: Mapping[str, str], cells: Iterable[PastCell], replaced_id: str | None = None) -> History:
    """Return the history made of past cells; ``snapshots`` is the snapshot by month."""
    months = {snapshot_id: month for month, snapshot_id in snapshots.items()}
    found: dict[Key, dict[str, Past]] = {}
    replaced: dict[Key, Past] = {}
    for each in cells:
        key, past = each[1:4], Past(each.snapshot_id, each.value, each.status)
        if each.snapshot_id == replaced_id:
            replaced[key] = past
        else:
            found.setdefault(key, {})[months[each.snapshot_id]] = past
    return History(snapshots, found, replaced_id, replaced)

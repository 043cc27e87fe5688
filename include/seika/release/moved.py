"""Which published cells differ between two sets of rows, and by how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from seika.store.releases import CELL_KEY

NUMBERS = ("numerator", "denominator", "value")
_SHOWN = (*NUMBERS, "people", "target", "status")


@dataclass(frozen=True)
class Moved:
    """One cell; ``before`` and ``after`` hold what was published in it, none where it was not there."""

    key: tuple[str, ...]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    @property
    def by(self) -> Decimal | None:
        """By how much the value moved; none where one of the two has none."""
        old, new = (row["value"] if row else None for row in (self.before, self.after))
        return None if old is None or new is None else new - old


def moved(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> list[Moved]:
    """Return the cells that differ, by their key; rows have the published columns."""
    one, two = ({tuple(row[name] for name in CELL_KEY): row for row in rows} for rows in (before, after))
    found = [Moved(key, _shown(one.get(key)), _shown(two.get(key))) for key in sorted({*one, *two})]
    return [each for each in found if each.before != each.after]


def plain(cells: Iterable[Moved]) -> list[dict[str, Any]]:
    """Return cells as texts and whole numbers, for canonical JSON."""
    return [{"key": list(each.key), "before": _plain(each.before), "after": _plain(each.after)} for each in cells]


def from_plain(cells: Iterable[Mapping[str, Any]]) -> list[Moved]:
    """Return cells as they were before ``plain``."""
    return [Moved(tuple(each["key"]), _exact(each["before"]), _exact(each["after"])) for each in cells]


def _exact(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return (
        {name: Decimal(told) if name in ("value", "target") and told is not None else told for name, told in row.items()} if row else None
    )


def _shown(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {name: row[name] for name in _SHOWN} if row else None


def _plain(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {name: f"{value:.4f}" if isinstance(value, Decimal) else value for name, value in row.items()} if row else None

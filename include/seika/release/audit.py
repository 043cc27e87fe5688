"""The audit of a month's disclosure control, as it is kept beside its snapshot: for those who may see it, not for readers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from seika.canonical import canonical_json
from seika.disclosure.intervals import Linked, intervals, linked
from seika.disclosure.primary import BESIDE
from seika.errors import BadData
from seika.release.withhold import Withheld
from seika.store import vault
from seika.store.releases import Snapshot


@dataclass(frozen=True)
class Share:
    """How many cells of one level there are, how many are published, and how many the rules alone (nothing besides) would publish."""

    level: str
    is_part: bool
    cells: int
    published: int
    by_rules_alone: int


@dataclass(frozen=True)
class Pinned:
    """A protected quantity: whoever talks, readers are left with at least ``low`` to ``high``, and need a width of ``need``.

    ``is_alone``: no more withholding could make it wider.
    """

    measure: str
    unit_code: str
    breakdown: str
    need: int
    low: int
    high: int
    is_alone: bool


@dataclass(frozen=True)
class Derived:
    """A withheld quantity: what a reader with a solver can derive of it, exactly; ``high`` is None where there is no end to it."""

    measure: str
    days: str
    tree_code: str
    unit_code: str
    breakdown: str
    low: int
    high: int | None


@dataclass(frozen=True)
class Audit:
    """What is kept: cells by level, every protected quantity, narrowest against its need first, and the interval of every withheld one."""

    shares: list[Share]
    quantities: list[Pinned]
    derived: list[Derived]


def keep(withheld: Withheld) -> str:
    """Keep the audit of a month in the vault and return its hash, which the manifest names; the same decisions give the same bytes."""
    tables = withheld.protected.tables
    content = {
        "shares": [[*key, *numbers] for key, numbers in sorted(_shares(withheld).items())],
        "measures": [list(name) for name in tables.names],
        "places": [list(place) for place in tables.sheet.places],
        "linked": list(linked(tables)),
        "widths": [[each.table, each.place, each.need, each.low, each.high, int(each.is_alone)] for each in withheld.protected.widths],
    }
    return vault.put_bytes(canonical_json(content))


def kept(snapshot: Snapshot) -> Audit:
    """Return the audit of a snapshot; raises ``BadData DISCLOSURE-03`` where it has none, ``STORE-05`` where the vault lost it."""
    name = json.loads(snapshot.manifest).get("audit_hash")
    if name is None:
        raise BadData("DISCLOSURE-03", snapshot=snapshot.snapshot_id)
    told = json.loads(vault.get_bytes(name))
    shares = [Share(level, bool(part), *numbers) for level, part, *numbers in told["shares"]]
    quantities = sorted(_quantities(told), key=lambda each: (each.high - each.low - each.need, each.measure, each.unit_code))
    return Audit(
        shares,
        quantities,
        sorted(_derived(told), key=lambda each: (each.measure, each.days, each.tree_code, each.unit_code, each.breakdown)),
    )


def _derived(told: dict[str, Any]) -> Iterator[Derived]:
    for table, place, low, high in intervals(Linked(*told["linked"])) if "linked" in told else ():
        _, measure, first, last = told["measures"][table]
        tree, unit, breakdown, code = told["places"][place]
        part = "" if breakdown == "all" else f"{breakdown}={code}"
        yield Derived(measure, f"{first}/{last}" if first else last, tree, unit, part, low, high)


def _quantities(told: dict[str, Any]) -> Iterator[Pinned]:
    for table, place, need, low, high, alone in told["widths"]:
        _, unit, breakdown, code = told["places"][place]
        yield Pinned(told["measures"][table][1], unit, "" if breakdown == "all" else f"{breakdown}={code}", need, low, high, bool(alone))


def _shares(withheld: Withheld) -> dict[tuple[str, int], list[int]]:
    cells: Counter[tuple[str, int]] = Counter()
    published: Counter[tuple[str, int]] = Counter()
    alone: Counter[tuple[str, int]] = Counter()
    for row, why in zip(withheld.rows, withheld.protected.reasons.tolist(), strict=True):
        key = (row["unit_level"], int(row.get("breakdown_id", "all") != "all"))
        cells[key] += 1
        published[key] += not why
        alone[key] += why in (0, BESIDE)
    return {key: [count, published[key], alone[key]] for key, count in cells.items()}

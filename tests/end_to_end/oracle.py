"""Compare what is published with the truth that the simulator wrote beside its extracts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from seika.config import load_organization
from seika.store import releases

Key = tuple[str, str, str, str, str]
_NOTHING = (0, 0, 0, None)


@dataclass
class Compared:
    """Cells that are equal, withheld, empty (no survey yet, so no truth), and a line for each cell that is none of these."""

    equal: int = 0
    withheld: int = 0
    empty: int = 0
    differences: list[str] = field(default_factory=list)


def compare(truth_file: Path, organizations: list[str]) -> Compared:
    """Return how every published cell of the current snapshots stands to the truth, in both directions."""
    truth = {_key(row): row for row in json.loads(truth_file.read_text(encoding="utf-8"))}
    published = {_key(row): row for organization_id in organizations for row in _published(organization_id)}
    minimum = {kpi_id: kpi.minimum_people for each in organizations for kpi_id, kpi in load_organization(each).kpis.items()}
    compared = Compared()
    for key in sorted(truth.keys() | published.keys()):
        _judge(key, truth.get(key), published.get(key), minimum, compared)
    return compared


def _judge(key: Key, true: dict[str, Any] | None, ours: dict[str, Any] | None, minimum: dict[str, int], compared: Compared) -> None:
    if true is None and ours is not None and ours["window_id"] in ("wave", "fiscal_year") and _says(ours) == _NOTHING:
        compared.empty += 1
    elif true is None or ours is None:
        compared.differences.append(f"{key}: {'published, not in the truth' if true is None else 'in the truth, not published'}")
    elif ours["status"] == "suppressed":
        compared.withheld += 1
        if _says(ours) != (None, None, None, None):
            compared.differences.append(f"{key}: withheld, but it says something")
    elif true["people"] < minimum[true["kpi_id"]] and any(_says(true)[:3]):
        compared.differences.append(f"{key}: published, of {true['people']} people")
    elif _says(true) == _says(ours):
        compared.equal += 1
    else:
        compared.differences.append(f"{key}: {_says(ours)} instead of {_says(true)}")


def _says(row: dict[str, Any]) -> tuple[object, ...]:
    value = None if row["value"] is None else Decimal(row["value"])
    return row["numerator"], row["denominator"], row["people"], value


def _published(organization_id: str) -> list[dict[str, Any]]:
    rows = [row for snapshot in releases.current_snapshots(organization_id) for row in releases.kpi_rows(snapshot.snapshot_id)]
    # what is broken down or merged is compared before it is withheld (tests/oracle/test_every_cell.py)
    return [row for row in rows if row["breakdown_id"] == "all" and row["unit_level"] != "merged"]


def _key(row: dict[str, Any]) -> Key:
    return row["organization_id"], row["period"], row["kpi_id"], row["window_id"], row["unit_code"]

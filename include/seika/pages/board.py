"""The board: where things stand, and every KPI of a month with its status in word, shape and colour, and what it has been."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Literal

from fastapi import APIRouter, Depends, Request, Response

from seika.config import Organization
from seika.config.kpi import Kpi
from seika.config.logic_model import LEVELS, Node
from seika.pages.asked import bodies, body, months_of, of_month
from seika.pages.auth import may_open
from seika.pages.cells import KEY, Row, cells, key_of, series
from seika.pages.view import language_of, show, words
from seika.period import TOKYO, Period
from seika.status import status as status_of
from seika.store import releases
from seika.store.releases import Snapshot

router = APIRouter(dependencies=[Depends(may_open("board"))])
_MONTHS = 13
_DEPTH = {"organization": 0, "department": 1, "section": 2, "subsection": 3, "merged": 2}
INDENT = "\u00a0\u00a0"
_LINE = (96.0, 22.0)  # width and height of a drawn series


@dataclass(frozen=True)
class Line:
    """One cell on the board: the KPI, its outcome, the published row, the months before as points of a line."""

    kpi: Kpi
    node_id: str
    node: Node
    row: Row
    is_first_window: bool
    points: str
    months: int

    @property
    def address(self) -> dict[str, str]:
        """What names the cell, for links."""
        return {name: self.row[name] for name in KEY}


@router.get("/")
def board(
    request: Request,
    organization: str | None = None,
    period: str | None = None,
    unit: str | None = None,
    outcome: str | None = None,
    status: str | None = None,
    tree: Literal["as_was", "today"] = "as_was",
) -> Response:
    """Show the board of one organization, month and unit, in a tree; ``outcome`` and ``status`` leave out the rest.

    The form sends all that was chosen: what another organization had and this one has not is not asked for.
    """
    ours = body(request, organization)
    current = releases.current_snapshots(ours.id)
    snapshot = of_month(current, period if period in {each.period for each in current} else None)
    unit_code = unit if unit in {each["unit_code"] for each in ours.units} else _root(ours)
    outcome = outcome if outcome in ours.logic_model.nodes else None
    lines = _lines(ours, current, snapshot, {"unit_code": unit_code, "tree_code": tree, "breakdown_id": "all"}) if snapshot else []
    shown = [line for line in lines if outcome in (None, "", line.node_id) and status in (None, "", line.row["status"])]
    return show(
        request,
        "board",
        bodies=bodies(request),
        organization=ours,
        snapshot=snapshot,
        months=months_of(current),
        units=_units(ours, snapshot),
        nodes=[(node_id, f"{node_id} {getattr(node.label, language_of(request))}") for node_id, node in _nodes(ours).items()],
        statuses=[(name, each["word"]) for name, each in words(language_of(request))["status"].items()],
        trees=list(words(language_of(request))["tree"].items()) if (ours.folder / "unit_successions.csv").is_file() else [],
        asked={"unit": unit_code, "outcome": outcome or "", "status": status or "", "tree": tree},
        groups=[(node_id, list(group)) for node_id, group in groupby(shown, key=lambda line: line.node_id)],
        lines=shown,
        now=status_of(ours.id, datetime.now(TOKYO).date()),
        counts=Counter(line.row["status"] for line in lines if line.is_first_window),
    )


def _lines(organization: Organization, current: Sequence[Snapshot], snapshot: Snapshot, where: dict[str, str]) -> list[Line]:
    outcomes = {choice.kpi: choice.outcome for choice in organization.kpi_choices}
    before = [each.snapshot_id for each in current if each.period <= snapshot.period][-_MONTHS:]
    been = series(before, **where)
    found = []
    for row in cells(snapshot.snapshot_id, **where):
        kpi = organization.kpis.get(row["kpi_id"])
        if kpi is None:
            continue  # a KPI that the organization no longer follows: its snapshot still has it
        node_id = outcomes[row["kpi_id"]]
        values = [each["value"] for each in been.get(key_of(row), [])]
        node = organization.logic_model.nodes[node_id]
        found.append(Line(kpi, node_id, node, row, row["window_id"] == kpi.windows[0], points(values), len(values)))
    return sorted(found, key=partial(_place, list(organization.kpis)))


def _place(kpi_ids: Sequence[str], line: Line) -> tuple[int, str, int, int]:
    """Return where a line stands: outcomes from the final one down, KPIs as the organization lists them, their first window first."""
    windows = line.kpi.windows
    window = windows.index(line.row["window_id"]) if line.row["window_id"] in windows else len(windows)
    return -LEVELS.index(line.node.level), line.node_id, kpi_ids.index(line.row["kpi_id"]), window


def points(values: Sequence[Decimal | None]) -> str:
    """Return a series as points of an SVG polyline in a box of 96 by 22; empty where there is no line to draw."""
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    width, height = _LINE
    step = width / (len(values) - 1)
    middle = 0.5 if low == high else 0.0
    return " ".join(
        f"{step * index:.1f},{height * (1 - middle - (float(value) - low) / (high - low or 1)):.1f}"
        for index, value in enumerate(values)
        if value is not None
    )


def _root(organization: Organization) -> str:
    return next(row["unit_code"] for row in organization.units if row["level"] == "organization")


def _units(organization: Organization, snapshot: Snapshot | None) -> list[tuple[str, str]]:
    """Return the units of the month's last day to choose from, in the order of the tree."""
    day = str(Period(snapshot.period).last_day) if snapshot else ""
    held = [row for row in organization.units if row["valid_from_date"] <= day and (not row["valid_to_date"] or day < row["valid_to_date"])]
    return [(row["unit_code"], _DEPTH[row["level"]] * INDENT + row["label"]) for row in held]


def _nodes(organization: Organization) -> dict[str, Node]:
    followed = {choice.outcome for choice in organization.kpi_choices}
    return {node_id: node for node_id, node in organization.logic_model.nodes.items() if node_id in followed}

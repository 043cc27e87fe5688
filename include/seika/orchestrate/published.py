"""What a demo ends with: the newest month of each organization, as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from seika.config import Organization, load_organization


@dataclass(frozen=True)
class KpiLine:
    """One KPI of a whole organization: label, value, unit, target and status as text."""

    label: str
    value: str
    unit: str
    target: str
    status: str


@dataclass(frozen=True)
class Published:
    """The newest current snapshot of an organization: its KPI lines in the order of ``kpis.yml``, and its workbook."""

    organization_id: str
    label: str
    period: str
    snapshot_id: str
    rows: tuple[KpiLine, ...]
    pdf: Path
    workbook: Path


def newest(organization_id: str) -> Published | None:
    """Return the newest published month of an organization; none where nothing is published."""
    from seika.release.snapshot import is_whole
    from seika.report import files_of
    from seika.store import releases

    current = releases.current_snapshots(organization_id)
    if not current:
        return None
    snapshot = max(current, key=lambda each: each.period)
    organization = load_organization(organization_id)
    rows = [row for row in releases.kpi_rows(snapshot.snapshot_id) if is_whole(row)]
    files = files_of(snapshot)
    return Published(
        organization_id,
        organization.header.label.ja,
        snapshot.period,
        snapshot.snapshot_id,
        tuple(_lines(organization, rows)),
        files.pdf,
        files.xlsx,
    )


def _lines(organization: Organization, rows: list[dict[str, Any]]) -> list[KpiLine]:
    values = {(row["kpi_id"], row["window_id"]): row for row in rows}
    found = []
    for kpi_id, kpi in organization.kpis.items():
        row = values.get((kpi_id, kpi.windows[0]))
        if row:
            value, target = (_text(row[name], kpi.unit.decimals) for name in ("value", "target"))
            found.append(KpiLine(kpi.label.ja, value, kpi.unit.label.ja, target, row["status"]))
    return found


def _text(number: Decimal | None, decimals: int) -> str:
    return "-" if number is None else f"{number:,.{decimals}f}"

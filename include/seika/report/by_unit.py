"""The same KPIs side by side for departments or sections: units down, KPIs across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seika.report.content import Content, Line


@dataclass(frozen=True)
class UnitRow:
    """One unit; a cell is None where the unit did not exist on the day its KPI speaks of."""

    unit_code: str
    label: str
    cells: tuple[Line | None, ...]


@dataclass(frozen=True)
class Matrix:
    """KPIs (their whole-organization lines) across, units down in the order of ``units.csv``."""

    columns: tuple[Line, ...]
    rows: tuple[UnitRow, ...]


def matrix(content: Content, level: str, of: Sequence[Line]) -> Matrix:
    """Return the first window of the KPIs of lines ``of`` for the units of ``level`` (department, section), if any."""
    columns = tuple(line for line in of if line.is_first_window)
    lines = [line for line in content.unit_lines if line.unit_level == level and line.is_first_window]
    cells = {(line.unit_code, line.kpi_id): line for line in lines}
    labels = {line.unit_code: line.unit_label for line in lines}
    rows = [UnitRow(code, label, tuple(cells.get((code, column.kpi_id)) for column in columns)) for code, label in labels.items()]
    return Matrix(columns, tuple(rows))

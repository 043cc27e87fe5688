"""What to read where a cell is withheld: another cell of the same snapshot, chosen by the view ``kpi.read_instead``."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from seika.store.database import transaction

_ASKED = "select number_id, choice, instead_window_id, instead_unit_code, instead_number_id from kpi.read_instead where snapshot_id = :id"


@dataclass(frozen=True)
class Instead:
    """The cell to read; ``choice`` is ``longer_window``, ``merged_units``, ``unit_above`` or ``whole_unit``."""

    choice: str
    window_id: str
    unit_code: str
    number_id: str


def read_instead(snapshot_id: str) -> dict[str, Instead]:
    """Return by the id of each withheld number what is published in its stead; a number for which nothing is has none."""
    with transaction() as connection:
        return {row[0]: Instead(*row[1:]) for row in connection.execute(text(_ASKED), {"id": snapshot_id})}

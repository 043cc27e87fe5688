"""The law of the front door: rows received = rows accepted + rows quarantined, always."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from seika.errors import BadData


@dataclass(frozen=True)
class Counts:
    """Rows of a delivery's file."""

    received: int
    accepted: int
    quarantined: int


def conserve(delivery_id: str, received_count: int, lake_row_numbers: Any, quarantined_row_numbers: Any) -> Counts:
    """Return the counts of a delivery, each found by itself: what the file held, what the lake holds, what is held back.

    Several records of the lake may come from one row (the answers of a sheet), several rules may hold one row back; a row counts
    once. Raises ``BadData CHECK-02`` where a row is lost or counted twice.
    """
    quarantined = distinct(np.asarray(quarantined_row_numbers, dtype=np.int64))
    decoded = distinct(np.asarray(lake_row_numbers, dtype=np.int64))
    counts = Counts(received_count, len(decoded) - int(np.isin(quarantined, decoded).sum()), len(quarantined))
    if counts.received != counts.accepted + counts.quarantined:
        raise BadData(
            "CHECK-02",
            delivery=delivery_id,
            received=counts.received,
            accepted=counts.accepted,
            quarantined=counts.quarantined,
        )
    return counts


def distinct(numbers: Any) -> Any:
    """Return the numbers each once, sorted; those of a file are in its order mostly, which costs next to nothing."""
    steps = np.diff(numbers)
    if (steps < 0).any():
        return np.unique(numbers)
    return numbers if steps.all() else numbers[np.concatenate([[True], steps > 0])]

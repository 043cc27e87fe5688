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
    quarantined = np.unique(np.asarray(quarantined_row_numbers, dtype=np.int64))
    accepted = np.setdiff1d(np.asarray(lake_row_numbers, dtype=np.int64), quarantined)
    counts = Counts(received_count, len(accepted), len(quarantined))
    if counts.received != counts.accepted + counts.quarantined:
        raise BadData(
            "CHECK-02",
            delivery=delivery_id,
            received=counts.received,
            accepted=counts.accepted,
            quarantined=counts.quarantined,
        )
    return counts

"""One row of a delivery as its sender wrote it: for a steward with the right to the vault, and for nobody else."""

from __future__ import annotations

import os

import numpy as np

from seika.config import load_organization
from seika.decode.step import read_records
from seika.errors import BadConfig, BadData
from seika.store import ledger

RIGHT = "SEIKA_VAULT_READER"


def original_row(delivery_id: str, row_number: int, who: str) -> dict[str, str]:
    """Return the cells of a row by the headers that its source declares; names and free text, which no source reads, are not among them.

    That somebody looked is written into the ledger first. Raises ``BadConfig DECODE-60`` without the right to the vault and ``BadData
    DECODE-61`` where the file has no such row or the row has another width than the header.
    """
    if os.environ.get(RIGHT) != "1":
        raise BadConfig("DECODE-60", variable=RIGHT)
    delivery = ledger.delivery(delivery_id)
    told = BadData("DECODE-62", delivery=delivery_id, row=row_number, who=who)
    ledger.note(
        "show",
        delivery.organization_id,
        told.message("ja"),
        code=told.code,
        source_id=delivery.source_id,
        period=delivery.period,
        delivery_id=delivery_id,
    )
    records = read_records(delivery, load_organization(delivery.organization_id))
    found = np.flatnonzero(records.row_numbers == row_number)
    if not len(found):
        raise BadData("DECODE-61", file=delivery.file_name, row=row_number)
    place = int(found[0])
    return {header: str(column[place].as_py()) for header, column in records.columns.items()}

"""What a source carries, the same for every organization: ``include/contracts/<source>.yml``."""

from __future__ import annotations

from typing import Literal

from seika.config.load import Label, Strict

ColumnType = Literal["string", "int", "date", "timestamp", "boolean"]


class ContractColumn(Strict):
    """One typed column of a lake table."""

    type: ColumnType
    label: Label
    nullable: bool = False


class Contract(Strict):
    """The columns of one source as the lake keeps them.

    ``carries`` says which deliveries count for a month: ``month`` (every month of the window has its own delivery),
    ``ledger`` (the newest delivery holds the whole state).
    """

    label: Label
    carries: Literal["month", "ledger"]
    grain: str
    columns: dict[str, ContractColumn]

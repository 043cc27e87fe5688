"""Control totals: what the sender says of its own file, in its total row, against what came."""

from __future__ import annotations

import re
from decimal import Decimal

import pyarrow.compute as pc

from seika.config.contract import Contract
from seika.config.source import Column, Control, Source
from seika.decode.readers import read_cells
from seika.decode.records import Records, filled_down
from seika.decode.widths import narrow
from seika.errors import BadData

_CLOCK = re.compile(r"(\d{1,12}):([0-5]\d)", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,10})?", re.ASCII)
_PER_UNIT = {"decimal_hours": 60, "thousand_yen": 1000, "day_fraction": 1440}


def reconcile(records: Records, source: Source, contract: Contract, file: str) -> None:
    """Compare what the total row declares with the rows that came; without a declaration there is nothing to compare.

    A sum is left alone where a cell of its column could not be read: those rows are named one by one. Raises ``BadData``: ``DECODE-63``
    for no total row or several, ``DECODE-64`` for a total that cannot be read, ``DECODE-65`` where a total is another.
    """
    control = source.control
    if control is None:
        return
    if len(records.totals) != 1:
        raise BadData("DECODE-63", file=file, count=len(records.totals))
    (declared,) = records.totals
    if control.rows:
        _compare(declared.get(control.rows, ""), records.received_count, 1, control.rows, file)
    for name in control.sums:
        column = source.columns[name]
        total = _sum(records, column, contract, name)
        if total is not None:
            header = column.header or name
            _compare(declared.get(header, ""), total, _per_unit(column), header, file)


def headers_of_control(control: Control | None) -> tuple[str, ...]:
    """Return the headers that only the control total is read from."""
    return (control.rows,) if control and control.rows else ()


def _sum(records: Records, column: Column, contract: Contract, name: str) -> int | None:
    texts = records.columns[column.header or ""]
    cells = read_cells(filled_down(texts) if column.fill_down else texts, column, contract.columns[name])
    if cells.unreadable.any() or records.misshapen:
        return None
    return int(pc.sum(cells.values).as_py() or 0)


def _compare(text: str, counted: int, per_unit: int, header: str, file: str) -> None:
    plain = narrow(text).replace(",", "")
    clock = _CLOCK.fullmatch(plain)
    if clock:
        declared = Decimal(int(clock[1]) * 60 + int(clock[2]))
    elif _NUMBER.fullmatch(plain):
        declared = Decimal(plain) * per_unit
    else:
        raise BadData("DECODE-64", file=file, header=header)
    if declared != counted:
        raise BadData("DECODE-65", file=file, header=header, declared=f"{declared.normalize():f}", counted=counted)


def _per_unit(column: Column) -> int:
    return column.per_day or _PER_UNIT.get(column.unit or "", 1)

"""Records of text to the rows of the lake, and the list of what could not be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seika.config.contract import Contract
from seika.config.identity import PERSON
from seika.config.source import Source
from seika.config.table import Row
from seika.decode.answers import melt
from seika.decode.control import headers_of_control
from seika.decode.identity import NUMBER, Uses
from seika.decode.pseudonym import pseudonyms
from seika.decode.readers import TYPES, Cells, read_cells
from seika.decode.records import Headers, Records, filled_down
from seika.errors import BadConfig
from seika.period import Period

_ANSWER_COLUMNS = {"item_id", "points_count"}


@dataclass(frozen=True)
class Place:
    """Which delivery the records come from."""

    delivery_id: str
    organization_id: str
    source_id: str
    period: Period


@dataclass
class Faults:
    """Rows that go to quarantine, by the rule that sends them there; no value is kept."""

    place: Place
    found: list[tuple[Any, str, str | None]] = field(default_factory=list)

    def add(self, row_numbers: Any, rule: str, column: str | None) -> None:
        """Note that the rows break ``<source>.<rule>`` in ``column`` (none: in the row as a whole)."""
        if len(row_numbers):
            self.found.append((np.asarray(row_numbers, dtype=np.int64), f"{self.place.source_id}.{rule}", column))

    def table(self) -> pa.Table:
        """Return one row per fault in the form of the lake's ``quarantine.parquet``, in the order of the file."""
        counts = np.array([len(numbers) for numbers, _, _ in self.found], dtype=np.int64)
        which = pa.array(np.repeat(np.arange(len(counts)), counts))
        total = int(counts.sum())
        table = pa.table(
            {
                "delivery_id": pa.array([self.place.delivery_id] * total, pa.string()),
                "row_number": pa.array(self._numbers(), pa.int64()),
                "rule_id": pa.array([rule for _, rule, _ in self.found], pa.string()).take(which),
                "column_name": pa.array([column for _, _, column in self.found], pa.string()).take(which),
                "stage": pa.array(["decode"] * total, pa.string()),
            }
        )
        order = [("row_number", "ascending"), ("rule_id", "ascending"), ("column_name", "ascending")]
        return table.sort_by(order)

    def row_numbers(self) -> Any:
        """Return the numbers of the rows with a fault, each once, sorted."""
        return np.unique(self._numbers())

    def _numbers(self) -> Any:
        return np.concatenate([np.zeros(0, dtype=np.int64), *(numbers for numbers, _, _ in self.found)])


def headers_of(source: Source, items: list[Row]) -> Headers:
    """Return the headers that a source declares; ``items`` are those of a wide survey."""
    read = [column.header for column in source.columns.values() if column.header]
    others = {column.header: column.other_headers for column in source.columns.values() if column.header and column.other_headers}
    asked = dict.fromkeys(item["header"] for item in items)
    return Headers(
        (*read, *asked, *headers_of_control(source.control)),
        source.ignored_headers,
        others,
        source.answers.headers if source.answers else None,
        frozenset(column.header for column in source.columns.values() if column.header and column.optional),
    )


def items_of(source: Source, listed: list[Row], records: Records) -> list[Row]:
    """Return the items of a wide survey: those ``listed``, or each header that the declaration takes for one."""
    if not (source.answers and source.answers.headers):
        return listed
    read = {*(column.header for column in source.columns.values()), *headers_of_control(source.control)}
    return [{"item_id": header, "header": header} for header in records.columns if header not in read]


def typed(
    records: Records, source: Source, contract: Contract, place: Place, items: list[Row], uses: Uses | None = None
) -> tuple[pa.Table, Faults]:
    """Return the readable rows in the form of the lake's ``rows.parquet`` and the faults of the others.

    A row with any fault is not among the rows at all: half of it may lie in the wrong columns, names included. ``uses`` says whose
    number it was on which day, where the organization delivers that; else a number is a person.
    Raises ``BadConfig DECODE-12`` where declaration and contract do not fit.
    """
    _check_declaration(source, contract, place)
    faults = Faults(place)
    faults.add(records.misshapen, "delivery.row_width", None)
    columns = {name: _column(records, source, contract, place, name, faults, uses) for name in contract.columns}
    if uses:
        columns[PERSON] = _people(columns, source, records, uses, faults)
    if source.answers:
        return _answers(records, source, columns, contract, items, faults), faults
    is_good = _is_good(records, faults)
    return _table({name: _kept(values, is_good) for name, values in columns.items()}, records, place, is_good), faults


def _check_declaration(source: Source, contract: Contract, place: Place) -> None:
    given = set(source.columns) | (_ANSWER_COLUMNS if source.answers else set())
    needed = {name for name, column in contract.columns.items() if not column.nullable}
    lacking = {name for name, column in source.columns.items() if column.optional and name in needed}
    wrong = sorted((needed - given) | (given - set(contract.columns)) | lacking)
    if wrong:
        raise BadConfig("DECODE-12", organization=place.organization_id, source=place.source_id, columns=", ".join(wrong))


def _column(records: Records, source: Source, contract: Contract, place: Place, name: str, faults: Faults, uses: Uses | None) -> Any:
    count, kind = len(records.row_numbers), TYPES[contract.columns[name].type]
    column = source.columns.get(name)
    if column is None or (column.optional and column.header not in records.columns):
        return pa.nulls(count, kind)
    if column.read == "period_end":
        return pa.array([place.period.last_day] * count, kind)
    then = _pseudonym(NUMBER if uses and name == PERSON else name, place)
    if column.read == "row_number":
        texts = [str(number) for number in records.row_numbers]
        return pa.array([then(text) for text in texts] if then else texts, kind)
    texts = records.columns[column.header or ""]
    cells = read_cells(filled_down(texts) if column.fill_down else texts, column, contract.columns[name], then)
    _note(cells, records, name, faults)
    return cells.values


def _people(columns: dict[str, Any], source: Source, records: Records, uses: Uses, faults: Faults) -> Any:
    """Return the people behind the numbers; a number that nobody had on its day is a fault of the row."""
    numbers, as_of = columns[PERSON], source.columns[PERSON].as_of
    last_day = pa.scalar(faults.place.period.last_day, pa.date32())
    days = pc.fill_null(columns[as_of].cast(pa.date32()), last_day) if as_of else pa.repeat(last_day, len(numbers))
    people, is_unknown = uses.people(numbers, days)
    # Of a row with another fault it cannot be said: its day may be the cell that could not be read.
    unknown = np.setdiff1d(records.row_numbers[is_unknown], faults.row_numbers())
    faults.add(unknown, f"{PERSON}.known_number", PERSON)
    return people


def _pseudonym(name: str, place: Place) -> Callable[[str], str] | None:
    return pseudonyms(place.organization_id, name) if name.endswith("_key") else None


def _note(cells: Cells, records: Records, name: str, faults: Faults) -> None:
    faults.add(records.row_numbers[cells.unreadable], f"{name}.readable", name)
    faults.add(records.row_numbers[cells.absent], f"{name}.present", name)


def _answers(records: Records, source: Source, columns: dict[str, Any], contract: Contract, items: list[Row], faults: Faults) -> pa.Table:
    assert source.answers is not None
    long = melt(records, source.answers, items)
    for item_id, sheets in long.unreadable.items():
        faults.add(records.row_numbers[sheets], "points_count.readable", item_id)
    faults.add(records.row_numbers[long.unanswered], "delivery.answered", None)
    sheets = pa.array(long.sheets)
    wide = {name: values.take(sheets) for name, values in columns.items()}
    wide |= {"item_id": long.item_ids, "points_count": long.points}
    is_good = _is_good(records, faults).take(sheets)
    chosen = {name: _kept(wide[name], is_good) for name in contract.columns}
    return _table(chosen, records, faults.place, is_good, records.row_numbers[long.sheets])


def _is_good(records: Records, faults: Faults) -> Any:
    return pa.array(~np.isin(records.row_numbers, faults.row_numbers()))


def _table(columns: dict[str, Any], records: Records, place: Place, is_good: Any, row_numbers: Any = None) -> pa.Table:
    numbers = _kept(pa.array(records.row_numbers if row_numbers is None else row_numbers, pa.int64()), is_good)
    which = pa.repeat(pa.scalar(0, pa.int32()), len(numbers))
    delivery_ids = pa.DictionaryArray.from_arrays(which, pa.array([place.delivery_id], pa.string()))
    return pa.table({**columns, "delivery_id": delivery_ids, "row_number": numbers})


def _kept(values: Any, is_good: Any) -> Any:
    return values if is_good.true_count == len(values) else values.filter(is_good)

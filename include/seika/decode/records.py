"""What a file's format leaves for the readers: the declared columns as text, and each record's place in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa

from seika.config.format import Format
from seika.decode.widths import narrow
from seika.errors import BadData

_ROWS_SEARCHED = 30  # how far down a header is looked for
RowNumbers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Headers:
    """The headers that a source declares: those it reads, the other names of these, and those it knows and leaves.

    Each header of the file that matches ``like`` is read too; a file may come without those that are ``optional``.
    """

    wanted: tuple[str, ...]
    ignored: tuple[str, ...]
    others: dict[str, tuple[str, ...]] = field(default_factory=dict)
    like: str | None = None
    optional: frozenset[str] = frozenset()

    def places(self, found: list[str], file: str) -> dict[str, int]:
        """Return the position of each header to read among those ``found``, compared in one width and without blanks around.

        Raises ``BadData``: ``DECODE-04`` names what is missing, ``DECODE-05`` what is there twice, ``DECODE-13`` what is there under
        two of its names.
        """
        names = [narrow(header) for header in found]
        there = {header: [name for name in self._names(header) if name in names] for header in self.wanted}
        alike = self._alike(names)
        there |= {name: [name] for name in alike}
        there = {header: present for header, present in there.items() if present or header not in self.optional}
        missing = [header for header, present in there.items() if not present] + ([self.like] if self.like and not alike else [])
        if missing:
            raise BadData("DECODE-04", file=file, headers=", ".join(missing))
        times = Counter(names)
        twice = [header for header, present in there.items() if times[present[0]] > 1]
        if twice:
            raise BadData("DECODE-05", file=file, headers=", ".join(twice))
        rivals = [name for present in there.values() if len(present) > 1 for name in present]
        if rivals:
            raise BadData("DECODE-13", file=file, headers=", ".join(rivals))
        return {header: names.index(present[0]) for header, present in there.items()}

    def unknown(self, found: list[str]) -> tuple[str, ...]:
        """Return the headers of the file that nobody declared."""
        known = {narrow(header) for header in self.ignored}.union(self._alike(map(narrow, found)), *map(self._names, self.wanted))
        return tuple(header for header in map(narrow, found) if header and header not in known)

    def _alike(self, names: Iterable[str]) -> list[str]:
        taken = {narrow(header) for header in self.ignored}.union(*map(self._names, self.wanted))
        return [name for name in names if self.like and name not in taken and fnmatchcase(name, self.like)]

    def _names(self, header: str) -> list[str]:
        return list(dict.fromkeys(narrow(name) for name in (header, *self.others.get(header, ()))))


@dataclass(frozen=True)
class Records:
    """The data rows of one file.

    ``columns`` holds the text of each wanted header; ``row_numbers`` the place of each record as a spreadsheet shows it: the
    first row of the file is 1, titles, header and blank rows count, a record whose quoted cell holds line breaks is one row.
    In JSON it is the record's place among all records, from 1.
    ``misshapen`` are rows with another number of cells than the header; blank and total rows are no data and not in here.
    ``totals`` are the total rows, by header; a short one ends early.
    ``gaiji_count`` is how many lines of the whole file hold a user-defined character.
    """

    columns: dict[str, pa.DictionaryArray]
    row_numbers: RowNumbers
    misshapen: tuple[int, ...]
    total_count: int
    unknown_headers: tuple[str, ...]
    gaiji_count: int = 0
    totals: tuple[dict[str, str], ...] = ()

    @property
    def received_count(self) -> int:
        """How many data rows the file holds."""
        return len(self.row_numbers) + len(self.misshapen)


def with_header_row(form: Format, rows: Iterable[list[str]], file: str) -> Format:
    """Return ``form`` with the header row that ``rows`` show where it is to be looked for; raises ``BadData DECODE-14`` where none does."""
    if form.header_starts_with is None:
        return form
    start = narrow(form.header_starts_with)
    for number, row in enumerate(islice(rows, _ROWS_SEARCHED), start=1):
        if row and narrow(row[0]) == start:
            return form.model_copy(update={"header_row": number})
    raise BadData("DECODE-14", file=file, start=form.header_starts_with, count=_ROWS_SEARCHED)


def repeated(form: Format, columns: dict[int, pa.DictionaryArray], found: list[str], places: dict[str, int], count: int) -> Any:
    """Return a mask of the rows that are the header again in all that is read, where ``form`` says that those are no data."""
    mask: Any = np.full(count, form.repeated_header == "drop")
    for place in places.values():
        if not mask.any():
            break
        mask &= equals(columns[place], partial(_is_header, narrow(found[place])))
    return mask


def _is_header(header: str, text: str) -> bool:
    return narrow(text) == header


def keep(columns: dict[str, pa.DictionaryArray], mask: Any) -> dict[str, pa.DictionaryArray]:
    """Return the columns with only the rows where ``mask`` is true."""
    return columns if mask.all() else {header: column.filter(pa.array(mask)) for header, column in columns.items()}


def equals(column: pa.DictionaryArray, is_it: Any) -> Any:
    """Return a mask of the rows whose text ``is_it`` (called once for each distinct text)."""
    marks = np.array([bool(is_it(text)) for text in column.dictionary.to_pylist()], dtype=bool)
    return marks[column.indices.to_numpy(zero_copy_only=False)] if len(marks) else np.zeros(len(column), dtype=bool)


def filled_down(column: pa.DictionaryArray) -> pa.DictionaryArray:
    """Return the column with what stands above in each blank cell; blank cells above all others stay."""
    is_filled = ~equals(column, lambda text: not text.strip())
    last: Any = np.maximum.accumulate(np.where(is_filled, np.arange(len(column)), 0))
    return column.take(pa.array(last))


def blank(columns: Iterable[pa.DictionaryArray], count: int) -> Any:
    """Return a mask of the rows in which every one of ``columns`` is blank."""
    mask: Any = np.ones(count, dtype=bool)
    for column in columns:
        mask &= equals(column, lambda text: not text.strip())
        if not mask.any():
            break
    return mask

"""What a file's format leaves for the readers: the declared columns as text, and each record's place in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from seika.decode.widths import narrow
from seika.errors import BadData

RowNumbers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Headers:
    """The headers that a source declares: those it reads, and those it knows and leaves."""

    wanted: tuple[str, ...]
    ignored: tuple[str, ...]

    def places(self, found: list[str], file: str) -> dict[str, int]:
        """Return the position of each wanted header among those ``found``, compared in one width and without blanks around.

        Raises ``BadData``: ``DECODE-04`` names what is missing, ``DECODE-05`` what is there twice.
        """
        names = [narrow(header) for header in found]
        missing = [header for header in self.wanted if narrow(header) not in names]
        if missing:
            raise BadData("DECODE-04", file=file, headers=", ".join(missing))
        times = Counter(names)
        twice = [header for header in self.wanted if times[narrow(header)] > 1]
        if twice:
            raise BadData("DECODE-05", file=file, headers=", ".join(twice))
        return {header: names.index(narrow(header)) for header in self.wanted}

    def unknown(self, found: list[str]) -> tuple[str, ...]:
        """Return the headers of the file that nobody declared."""
        known = {narrow(header) for header in (*self.wanted, *self.ignored)}
        return tuple(header for header in map(narrow, found) if header and header not in known)


@dataclass(frozen=True)
class Records:
    """The data rows of one file.

    ``columns`` holds the text of each wanted header; ``row_numbers`` the place of each record as a spreadsheet shows it: the
    first row of the file is 1, titles, header and blank rows count, a record whose quoted cell holds line breaks is one row.
    In JSON it is the record's place among all records, from 1.
    ``misshapen`` are rows with another number of cells than the header; blank and total rows are no data and not in here.
    """

    columns: dict[str, pa.DictionaryArray]
    row_numbers: RowNumbers
    misshapen: tuple[int, ...]
    total_count: int
    unknown_headers: tuple[str, ...]

    @property
    def received_count(self) -> int:
        """How many data rows the file holds."""
        return len(self.row_numbers) + len(self.misshapen)


def keep(columns: dict[str, pa.DictionaryArray], mask: Any) -> dict[str, pa.DictionaryArray]:
    """Return the columns with only the rows where ``mask`` is true."""
    return columns if mask.all() else {header: column.filter(pa.array(mask)) for header, column in columns.items()}


def equals(column: pa.DictionaryArray, is_it: Any) -> Any:
    """Return a mask of the rows whose text ``is_it`` (called once for each distinct text)."""
    marks = np.array([bool(is_it(text)) for text in column.dictionary.to_pylist()], dtype=bool)
    return marks[column.indices.to_numpy(zero_copy_only=False)] if len(marks) else np.zeros(len(column), dtype=bool)


def blank(columns: Iterable[pa.DictionaryArray], count: int) -> Any:
    """Return a mask of the rows in which every one of ``columns`` is blank."""
    mask: Any = np.ones(count, dtype=bool)
    for column in columns:
        mask &= equals(column, lambda text: not text.strip())
        if not mask.any():
            break
    return mask

"""Cells of text to typed values: each distinct text of a column is read once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from seika.config.contract import ContractColumn
from seika.config.source import Column
from seika.decode.amounts import TRIANGLES, days_reader, duration_reader, money_reader
from seika.decode.clock import clock_minutes
from seika.decode.days import day, day_reader
from seika.decode.eras import era_date, era_digits
from seika.decode.widths import Unreadable, is_clean, narrow

Read = Callable[[str], Any]
TYPES = {"string": pa.string(), "int": pa.int64(), "date": pa.date32(), "timestamp": pa.timestamp("us"), "boolean": pa.bool_()}

_INT = re.compile(r"(-?)(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})", re.ASCII)
_TIME = re.compile(r"(\d{4}[-/]\d{1,2}[-/]\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_CODE = re.compile(r"[^\s,\"']+")
_WIDE_CODE = re.compile(r"[0-9A-Za-z]+", re.ASCII)
_SPOILT_CODE = re.compile(r"[\d.]+E[+-]?\d+|\d+\.\d+|\d+[-/]\d+[-/]\d+", re.ASCII | re.IGNORECASE)  # what Excel makes of codes
_LONGEST_TEXT = 40
_IDENTIFIER = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/+-]*", re.ASCII)


@dataclass(frozen=True)
class Cells:
    """A typed column; ``unreadable`` and ``absent`` (empty though it must not be) are masks over its rows."""

    values: pa.Array
    unreadable: np.ndarray[Any, np.dtype[np.bool_]]
    absent: np.ndarray[Any, np.dtype[np.bool_]]


def read_cells(texts: pa.DictionaryArray, column: Column, contract: ContractColumn, then: Read | None = None) -> Cells:
    """Return ``texts`` read as ``column`` declares, NULL where a cell is empty or faulty; ``then`` is applied to what was read."""
    read, nullable = reader_of(column), contract.nullable
    if then is None and column.read in {"text", "code"}:
        read = _to_the_lake(read)
    empty = {narrow(text) for text in column.empty}
    values: list[Any] = []
    unreadable, absent = bytearray(), bytearray()
    for text in texts.dictionary.to_pylist():
        value, is_unreadable = _value(text, read, column, empty)
        values.append(then(value) if then and value is not None else value)
        unreadable.append(is_unreadable)
        absent.append(value is None and not is_unreadable and not nullable)
    typed = pa.array(values, TYPES[contract.type]).take(texts.indices)
    return Cells(typed, _spread(unreadable, texts), _spread(absent, texts))


def _spread(marks: bytearray, texts: pa.DictionaryArray) -> Any:
    """Return for each row the mark of its text."""
    if not any(marks):
        return np.zeros(len(texts), dtype=bool)
    return np.frombuffer(marks, dtype=bool)[texts.indices.to_numpy(zero_copy_only=False)]


def reader_of(column: Column) -> Read:
    """Return the function that reads one text as ``column`` declares; it raises ``Unreadable``, which carries no text."""
    if column.read == "staff_number":
        return lambda text: _code(text, column.width).upper()  # a1234567 and A1234567 are one member of staff
    if column.read == "code":
        return lambda text: _code(text, column.width)
    if column.read == "word":
        words = {narrow(word): code for word, code in (column.words or {}).items()}
        return lambda text: _word(text, words)
    if column.read == "flag":
        flags = {narrow(word): False for word in column.false_words} | {narrow(word): True for word in column.true_words}
        return lambda text: _word(text, flags)
    return _declared_form(column)


def _declared_form(column: Column) -> Read:
    if column.read == "date":
        return day_reader(column.form)
    if column.read == "clock":
        return lambda text: clock_minutes(text, column.form)
    if column.read == "wareki":
        read = era_digits if column.form == "digits" else era_date
        return lambda text: read(text, column.beyond_era)
    if column.read == "duration":
        return duration_reader(column.unit or "")
    if column.read == "money":
        return money_reader(column.unit or "")
    if column.read == "days":
        return days_reader(column.per_day or 1)
    return _SIMPLE[column.read]


def _to_the_lake(read: Read) -> Read:
    """Return ``read`` for what stays as it is: a text that is no identifier may be a name or an address, and ends here."""

    def identifier(text: str) -> str:
        value: str = read(text)
        return value if _IDENTIFIER.fullmatch(value) else _refuse()

    return identifier


def _value(text: str, read: Read, column: Column, empty: set[str]) -> tuple[Any, bool]:
    is_empty = narrow(text) in empty
    if is_empty and not (column.read == "flag" and "" in column.false_words):
        return column.empty_value, False
    try:
        return read(text), False
    except Unreadable:
        return None, True


def _text(text: str) -> str:
    stripped = text.strip()
    # Long or unclean text is free text in a column of codes, and free text goes no further.
    if len(stripped) > _LONGEST_TEXT or not is_clean(stripped):
        raise Unreadable
    return stripped


def _code(text: str, width: int | None) -> str:
    if width is not None and text.isascii() and text.isdecimal() and len(text) <= width:
        return text.zfill(width)  # what nearly all codes are; the next lines say the same of them, in ten times the time
    code = narrow(text)
    if not _CODE.fullmatch(code) or not is_clean(code) or _SPOILT_CODE.fullmatch(code):
        raise Unreadable
    if width is None:
        return code if len(code) <= _LONGEST_TEXT else _refuse()
    if code.isdecimal() and code.isascii() and len(code) <= width:
        return code.zfill(width)  # the declared repair of zeros that a spreadsheet took off
    return code if len(code) == width and _WIDE_CODE.fullmatch(code) else _refuse()


def _refuse() -> str:
    raise Unreadable


def _int(text: str) -> int:
    found = _INT.fullmatch(narrow(text.translate(TRIANGLES)))
    if not found:
        raise Unreadable
    return int(found[1] + found[2].replace(",", ""))


def _datetime(text: str) -> datetime:
    found = _TIME.fullmatch(narrow(text))
    if not found:
        raise Unreadable
    then = day(found[1])
    try:
        # Naive on purpose: clocks of the extracts are Asia/Tokyo, and UTC would move a 00:30 to the day before.
        return datetime(then.year, then.month, then.day, int(found[2]), int(found[3]), int(found[4] or 0))  # noqa: DTZ001
    except ValueError:
        raise Unreadable from None


def _word(text: str, words: dict[str, Any]) -> Any:
    try:
        return words[narrow(text)]
    except KeyError:
        raise Unreadable from None


_SIMPLE: dict[str, Read] = {
    "text": _text,
    "int": _int,
    "datetime": _datetime,
}

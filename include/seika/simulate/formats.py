"""Values as a ward's systems write them: the inverse of the readers that a source declares."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from seika.config.source import Column

Words = dict[str, Any]  # vocabulary.yml


def written(value: object, column: Column, words: Words, turn: int) -> object:
    """Return ``value`` as the extract shows it (text, or a date for a workbook's cell); ``turn`` varies spellings that mean the same."""
    if value is None:
        return column.empty[0]
    if column.read == "word":
        return next(word for word, code in (column.words or {}).items() if code == value)
    if column.read == "flag":
        return column.true_words[turn % len(column.true_words)] if value else column.false_words[0]
    if isinstance(value, datetime):
        return f"{value.year}/{value.month}/{value.day} {value.hour}:{value.minute:02d}:{value.second:02d}"
    if isinstance(value, date):
        return _wareki(value, words, turn) if column.read == "wareki" else f"{value.year}/{value.month}/{value.day}"
    if column.read == "days":
        return _parts_of(value, column.per_day or 1)
    if column.read == "clock":
        return _clock(value, column)
    return str(value)


def _parts_of(value: object, per_day: int) -> str:
    assert isinstance(value, int)
    return str(Decimal(value) / per_day)


def _clock(minutes: object, column: Column) -> str:
    assert isinstance(minutes, int)
    if minutes == 0 and column.empty_value == 0:
        return column.empty[0]
    return f"{minutes // 60}:{minutes % 60:02d}"


def _wareki(day: date, words: Words, turn: int) -> str:
    first, name, letter = next(era for era in words["eras"] if day >= era[0])
    year = day.year - first.year + 1
    if turn % 3:
        return f"{letter}{year}.{day.month}.{day.day}"
    marks = words["date_marks"]
    return f"{name}{words['first_year'] if year == 1 else year}{marks[0]}{day.month}{marks[1]}{day.day}{marks[2]}"

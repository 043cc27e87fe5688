"""The path that leads from a JSON record to one cell: ``department.names[-1]``, ``custom_fields[id=100].values[0]``, ``^date``."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from seika.errors import BadConfig
from seika.period import TOKYO

_KEY = r"[^\s.\[\]^@=]+"
_CHOICE = rf"\[(?:-?\d+|{_KEY}=[^\]]+)\]"
_PATH = re.compile(rf"(\^*)({_KEY}(?:{_CHOICE})*(?:\.{_KEY}(?:{_CHOICE})*)*)", re.ASCII)
_STEP = re.compile(rf"\[(-?\d+)\]|\[({_KEY})=([^\]]+)\]|({_KEY})", re.ASCII)


class Composite(Exception):
    """The path ends at a list or an object, which is no cell."""


class JsonPath:
    """A header of a JSON source.

    ``^`` steps out to the record around, ``[2]`` and ``[-1]`` take one of a list, ``[id=100]`` the first with that property.
    ``a @ b`` is the moment ``a`` as the clock of the day ``b`` shows it in Tokyo: 25:30 is half past one of the next day.
    """

    def __init__(self, header: str, file: str) -> None:
        moment, _, day = (part.strip() for part in header.partition(" @ "))
        self._moment = _steps(moment, header, file)
        self._day = _steps(day, header, file) if day else None

    def text(self, chain: tuple[Any, ...]) -> str:
        """Return the cell of the last record of ``chain``, "" where a property is missing or null; raises ``Composite``."""
        text = _found(self._moment, chain)
        return _clock(text, _found(self._day, chain)) if self._day and text else text


_Steps = tuple[int, list[tuple[str, str, str, str]]]


def _steps(path: str, header: str, file: str) -> _Steps:
    found = _PATH.fullmatch(path)
    if not found:
        raise BadConfig("DECODE-42", file=file, header=header)
    return len(found[1]), _STEP.findall(found[2])


def _found(path: _Steps, chain: tuple[Any, ...]) -> str:
    out, steps = path
    value: Any = chain[-1 - out] if out < len(chain) else None
    for place, key, wanted, name in steps:
        if name:
            value = value.get(name) if isinstance(value, dict) else None
        elif not isinstance(value, list):
            return ""
        elif place:
            value = value[int(place)] if -len(value) <= int(place) < len(value) else None
        else:
            value = next((each for each in value if isinstance(each, dict) and each.get(key) == wanted), None)
    if isinstance(value, dict | list):
        raise Composite
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _clock(moment: str, day: str) -> str:
    try:
        at, start = datetime.fromisoformat(moment), date.fromisoformat(day)
    except ValueError:
        return moment  # the reader of the column says that it cannot read it
    local = at.astimezone(TOKYO) if at.tzinfo else at
    minutes = (local.date() - start).days * 1440 + local.hour * 60 + local.minute
    return f"{minutes // 60}:{minutes % 60:02d}" if minutes >= 0 else moment

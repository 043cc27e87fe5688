"""The months in a file's name, as the pattern of a connector declares them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from seika.errors import BadData
from seika.period import Period

# 202604, 2026-04 and 2026_04 are the same month.
_PARTS = {"{period}": r"(?P<period>\d{4}[-_]?\d{2})", "{last_period}": r"(?P<last_period>\d{4}[-_]?\d{2})", "*": ".*"}


@dataclass(frozen=True)
class Months:
    """The first and the last month that a file is for; the same month for most files."""

    first: Period
    last: Period

    def __iter__(self) -> Iterator[Period]:
        """Yield each month, oldest first."""
        return self.first.until(self.last)


def months_of(file_name: str, pattern: str) -> Months | None:
    """Return the months of ``file_name``; none where the pattern is another or the digits are no months in their order."""
    found = _form(pattern).fullmatch(file_name)
    if not found:
        return None
    texts = found.groupdict()
    try:
        first = _month(texts["period"])
        last = _month(texts["last_period"]) if texts.get("last_period") else first
    except BadData:
        return None
    return Months(first, last) if first <= last else None


def matches(file_name: str, pattern: str) -> bool:
    """Return whether a file name has the form of a pattern, whatever month it names."""
    return _form(pattern).fullmatch(file_name) is not None


def _month(digits: str) -> Period:
    return Period(f"{digits[:4]}-{digits[-2:]}")


@cache
def _form(pattern: str) -> re.Pattern[str]:
    pieces = re.split(r"(\{period\}|\{last_period\}|\*)", pattern)
    return re.compile("".join(_PARTS.get(piece, re.escape(piece)) for piece in pieces), re.ASCII)

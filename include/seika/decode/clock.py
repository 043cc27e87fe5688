"""Times of a work day that may run past midnight, as minutes since 00:00 of that day."""

from __future__ import annotations

import re

from seika.decode.widths import Unreadable, narrow

# Three digits of hours: a month's total such as 160:30 is written in the same form.
_FORM = re.compile(r"(\d{1,3}):([0-5]\d)", re.ASCII)


_DIGITS = re.compile(r"(\d{1,2})([0-5]\d)", re.ASCII)


def clock_minutes(text: str, form: str | None = None) -> int:
    """Return the minutes of ``H:MM``: 8:30 is 510, 25:30 is 1530 (01:30 of the next day), 160:30 is 9630.

    ``form`` ``hhmm`` declares digits alone instead: 0830, 830. Full-width digits and colons are read. Raises ``Unreadable`` for any
    other form (8.5, 8:60, 8:30:00; 0830 where it is not declared): which of them is meant must be declared, not guessed.
    """
    found = (_DIGITS if form == "hhmm" else _FORM).fullmatch(narrow(text))
    if not found:
        raise Unreadable
    return int(found[1]) * 60 + int(found[2])

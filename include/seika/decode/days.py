"""Days of the Gregorian calendar in the forms that a source may declare."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from seika.decode.eras import MARKS
from seika.decode.widths import Unreadable, narrow

_FORMS = {
    None: re.compile(r"(?P<year>\d{4})(?P<sign>[-/])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})", re.ASCII),
    "compact": re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})", re.ASCII),
    "words": re.compile(r"(?P<year>\d{{4}}){}(?P<month>\d{{1,2}}){}(?P<day>\d{{1,2}}){}".format(*MARKS), re.ASCII),
}
_SERIAL = re.compile(r"\d{1,7}", re.ASCII)
_BEFORE_FIRST_SERIAL = date(1899, 12, 30)
_SERIALS = range(61, 2_958_466)  # 60 is a day that never was (1900-02-29), and those before it are one off


def day(text: str, form: str | None = None) -> date:
    """Return the day that ``text`` says: ISO or with slashes, or in the declared ``form``; raises ``Unreadable`` for any other."""
    if form == "serial":
        return _serial(narrow(text))
    found = _FORMS[form].fullmatch(narrow(text) if form != "words" else "".join(narrow(text).split()))
    if not found:
        raise Unreadable
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise Unreadable from None


def day_reader(form: str | None) -> Callable[[str], date]:
    """Return the function that reads a day of the declared ``form``."""
    return lambda text: day(text, form)


def _serial(text: str) -> date:
    if not _SERIAL.fullmatch(text) or int(text) not in _SERIALS:
        raise Unreadable
    return _BEFORE_FIRST_SERIAL + timedelta(days=int(text))

"""Japanese era dates (wareki), as strict as the calendar: a year of an era holds only while the era lasts.

The names of the eras and their days are in ``eras.yml`` beside this file; a new era is a line there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from seika.decode.widths import Unreadable, narrow


@dataclass(frozen=True)
class Era:
    """One era: ``first_year`` is the Gregorian year of its year 1, both days belong to it; the last is none while it goes on."""

    first_year: int
    first_day: date
    last_day: date | None


_DECLARED: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("eras.yml").read_text(encoding="utf-8"))
MARKS: tuple[str, str, str] = tuple(_DECLARED["marks"])
_DIGITS = re.compile(r"(?P<era>\d?)(?P<year>\d{2})(?P<month>\d{2})(?P<day>\d{2})", re.ASCII)


def era_date(text: str, beyond_era: bool = False) -> date:
    """Return the day of an era date: ``R6.4.1``, ``R06/04/01``, ``R060401``, ``H31-4-30`` or the same in words.

    Full-width digits, the ligatures of Unicode (U+337B to U+337E, U+32FF), blanks between the parts and the word for a first year
    are read. Raises ``Unreadable`` for any other form, for a day that no calendar has, and for a day outside the era: R1.4.30
    (still Heisei), S64.1.8 (already Heisei), H32.1.1 (already Reiwa). ``beyond_era`` reads the last of these, days that were set
    while the era still went on.
    """
    form, eras = _grammar()
    found = form.fullmatch("".join(narrow(text).split()))
    if not found:
        raise Unreadable
    parts = {name: value for name, value in found.groupdict().items() if value}
    era = eras[parts["era"].upper()]
    year, month, day = (next(value for name, value in parts.items() if name.startswith(part)) for part in "ymd")
    return _day(era, int(year) if year.isdecimal() else 1, int(month), int(day), beyond_era)


def era_digits(text: str, beyond_era: bool = False) -> date:
    """Return the day of digits alone: ``5060401`` with the number of the era, ``060401`` or ``60401`` of the newest era."""
    digits = narrow(text)
    found = _DIGITS.fullmatch(digits.zfill(6)) if len(digits) > 4 else None
    if not found:
        raise Unreadable
    numbered = {str(item["number"]): _era(item) for item in _DECLARED["eras"]}
    era = numbered.get(found["era"] or str(_DECLARED["eras"][0]["number"]))
    if not era:
        raise Unreadable
    return _day(era, int(found["year"]), int(found["month"]), int(found["day"]), beyond_era)


def _day(era: Era, year: int, month: int, day: int, beyond_era: bool) -> date:
    try:
        read = date(era.first_year + year - 1, month, day)
    except ValueError:
        raise Unreadable from None
    if year == 0 or read < era.first_day or (era.last_day and read > era.last_day and not beyond_era):
        raise Unreadable
    return read


def _era(item: dict[str, Any]) -> Era:
    return Era(item["first_year"], item["first_day"], item["last_day"])


@cache
def _grammar() -> tuple[re.Pattern[str], dict[str, Era]]:
    eras = {name: _era(item) for item in _DECLARED["eras"] for name in item["names"]}
    names = "|".join(sorted(eras, key=len, reverse=True))
    year_mark, month_mark, day_mark = MARKS
    first = _DECLARED["first"]
    # Three forms: words, one separator throughout, six digits. Group names start with y, m, d in every form.
    words = rf"(?P<y1>\d{{1,2}}|{first}){year_mark}(?P<m1>\d{{1,2}}){month_mark}(?P<d1>\d{{1,2}}){day_mark}"
    signs = rf"(?P<y2>\d{{1,2}}|{first})(?P<sign>[./-])(?P<m2>\d{{1,2}})(?P=sign)(?P<d2>\d{{1,2}})"
    digits = r"(?P<y3>\d{2})(?P<m3>\d{2})(?P<d3>\d{2})"
    return re.compile(rf"(?P<era>{names})(?:{words}|{signs}|{digits})", re.IGNORECASE | re.ASCII), eras

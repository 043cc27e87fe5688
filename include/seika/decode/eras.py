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


def era_date(text: str) -> date:
    """Return the day of an era date: ``R6.4.1``, ``R06/04/01``, ``R060401``, ``H31-4-30`` or the same in words.

    Full-width digits, the ligatures of Unicode (U+337B to U+337E, U+32FF), blanks between the parts and the word for a first year
    are read. Raises ``Unreadable`` for any other form, for a day that no calendar has, and for a day outside the era: R1.4.30
    (still Heisei), S64.1.8 (already Heisei), H32.1.1 (already Reiwa).
    """
    form, eras = _grammar()
    found = form.fullmatch("".join(narrow(text).split()))
    if not found:
        raise Unreadable
    parts = {name: value for name, value in found.groupdict().items() if value}
    era = eras[parts["era"].upper()]
    year, month, day = (next(value for name, value in parts.items() if name.startswith(part)) for part in "ymd")
    try:
        read = date(era.first_year + (int(year) if year.isdecimal() else 1) - 1, int(month), int(day))
    except ValueError:
        raise Unreadable from None
    if read < era.first_day or (era.last_day and read > era.last_day) or year.strip("0") == "":
        raise Unreadable
    return read


@cache
def _grammar() -> tuple[re.Pattern[str], dict[str, Era]]:
    declared: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("eras.yml").read_text(encoding="utf-8"))
    eras = {name: Era(item["first_year"], item["first_day"], item["last_day"]) for item in declared["eras"] for name in item["names"]}
    names = "|".join(sorted(eras, key=len, reverse=True))
    year_mark, month_mark, day_mark = declared["marks"]
    first = declared["first"]
    # Three forms: words, one separator throughout, six digits. Group names start with y, m, d in every form.
    words = rf"(?P<y1>\d{{1,2}}|{first}){year_mark}(?P<m1>\d{{1,2}}){month_mark}(?P<d1>\d{{1,2}}){day_mark}"
    signs = rf"(?P<y2>\d{{1,2}}|{first})(?P<sign>[./-])(?P<m2>\d{{1,2}})(?P=sign)(?P<d2>\d{{1,2}})"
    digits = r"(?P<y3>\d{2})(?P<m3>\d{2})(?P<d3>\d{2})"
    return re.compile(rf"(?P<era>{names})(?:{words}|{signs}|{digits})", re.IGNORECASE | re.ASCII), eras

"""Durations, money and days of leave as whole numbers, exact: what is no whole minute, yen or part of a day is refused.

The words that stand beside the numbers are in ``amounts.yml`` beside this file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from seika.decode.clock import clock_minutes
from seika.decode.widths import Unreadable, narrow

TRIANGLES = {0x25B2: "-", 0x25B3: "-"}  # how accounts write a minus
_WHOLE = r"(?:\d{1,12}|\d{1,3}(?:,\d{3}){1,3})"
_MINUTES = re.compile(_WHOLE, re.ASCII)
_HOURS = re.compile(r"\d{1,4}(?:\.\d{1,10})?", re.ASCII)
_DAY_FRACTION = re.compile(r"\d{1,3}(?:\.\d{1,20})?(?:[Ee]-\d{1,2})?", re.ASCII)
_MINUTES_OF_DAY, _SECONDS_OF_MINUTE = 1440, 60


def duration_reader(unit: str) -> Callable[[str], int]:
    """Return the function that reads a duration of ``unit`` as minutes; it raises ``Unreadable`` for any other form.

    ``h:mm`` 7:45 · ``decimal_hours`` 7.75 · ``minutes`` 465 · ``words`` with the words for hours and minutes · ``day_fraction`` 0.3125,
    what spreadsheets hold, to the nearest minute where that is within a second.
    """
    return _DURATIONS[unit]


def money_reader(unit: str) -> Callable[[str], int]:
    """Return the function that reads money as yen: with thousands separators, triangles for a minus, and the sign or word of ``unit``."""
    return lambda text: _yen(text, unit)


def days_reader(per_day: int) -> Callable[[str], int]:
    """Return the function that reads days as whole parts, ``per_day`` to the day: with 2, 1.5 days are 3 halves."""
    return lambda text: _parts(text, per_day)


def _decimal_hours(text: str) -> int:
    return _exact(_number(_HOURS, narrow(text)) * 60)


def _minutes(text: str) -> int:
    return int(_number(_MINUTES, narrow(text)))


def _day_fraction(text: str) -> int:
    minutes = _number(_DAY_FRACTION, narrow(text)) * _MINUTES_OF_DAY
    nearest = round(minutes)
    if abs(minutes - nearest) * _SECONDS_OF_MINUTE > 1:
        raise Unreadable
    return nearest


def _in_words(text: str) -> int:
    found = _words()["duration"].fullmatch("".join(narrow(text).split()))
    if not found:
        raise Unreadable
    return int(found["hours"] or 0) * 60 + int(found["minutes"] or found["rest"] or 0)


def _yen(text: str, unit: str) -> int:
    found = _words()[unit].fullmatch("".join(narrow(text.translate(TRIANGLES)).split()))
    if not found or (found["before"] and found["after"]):
        raise Unreadable
    amount = _exact(Decimal(found["number"].replace(",", "")) * _words()["money"][unit]["yen"])
    return -amount if found["before"] or found["after"] else amount


def _parts(text: str, per_day: int) -> int:
    return _exact(_number(_HOURS, narrow(text).removesuffix(_words()["days"])) * per_day)


def _number(form: re.Pattern[str], text: str) -> Decimal:
    if not form.fullmatch(text):
        raise Unreadable
    return Decimal(text.replace(",", ""))


def _exact(number: Decimal) -> int:
    if number != int(number):
        raise Unreadable
    return int(number)


@cache
def _words() -> dict[str, Any]:
    """Return the words, and beside them the forms of durations and money that they make."""
    words: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("amounts.yml").read_text(encoding="utf-8"))
    hours, minutes = words["hours"], words["minutes"]
    rest = rf"(?:(?P<rest>[0-5]?\d){minutes})?"
    words["duration"] = re.compile(rf"(?P<hours>\d{{1,4}}){hours}{rest}|(?P<minutes>\d{{1,6}}){minutes}", re.ASCII)
    for unit, money in words["money"].items():
        sign = "".join(rf"|{re.escape(sign)}" for sign in money["signs"])
        number = rf"(?P<number>{_WHOLE}(?:\.\d{{1,3}})?)(?:{money['suffix']})?"
        words[unit] = re.compile(rf"(?P<before>-?)(?:{sign})(?P<after>-?){number}", re.ASCII)
    return words


_DURATIONS: dict[str, Callable[[str], int]] = {
    "h:mm": clock_minutes,
    "decimal_hours": _decimal_hours,
    "minutes": _minutes,
    "words": _in_words,
    "day_fraction": _day_fraction,
}

"""How a report says dates, numbers and states, in one language and one organization's words (``phrases/<language>.yml``)."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from seika.config.editions import Language, report_settings
from seika.config.load import Label, Strict, line_of, load_raw, load_yaml
from seika.config.organization import Organization
from seika.errors import BadConfig
from seika.period import Period, fiscal_year_of, period_of

Words = dict[str, str]
_MINUS, _NEITHER = "\u2212", "\u00b1"
_FOLDER = Path(__file__).with_name("phrases")


class Era(Strict):
    """An era and its first day."""

    name: str
    since: date


class Status(Strict):
    """A state as a word and as a shape, so that it needs no colour."""

    shape: str
    word: str

    @property
    def text(self) -> str:
        """Shape and word."""
        return f"{self.shape} {self.word}".strip()


class Phrases(Strict):
    """``phrases/<language>.yml``: every word that people read in a report."""

    eras: tuple[Era, ...]
    first_year: str
    month_names: tuple[str, ...]
    dates: Words
    windows: Words
    snapshot_status: Words
    status: dict[str, Status]
    levels: Words
    unit_levels: Words
    directions: Words
    target: Words
    confidence: Words
    provenance: Words
    values: Words
    cover: Words
    summary: Words
    sections: Words
    headings: Words
    columns: Words
    marks: Words
    remarks: Words
    moves: Words
    decisions: Words
    year: Words
    training: Words
    quality: Words
    notes: Words
    made: Words
    sheets: Words
    pictures: Words


@dataclass(frozen=True)
class Voice:
    """One language with its words; all texts of a report are said by it."""

    language: Language
    words: Phrases

    def said(self, label: Label) -> str:
        """Return a name in this language."""
        return label.ja if self.language == "ja" else label.en

    def listed(self, texts: list[str] | tuple[str, ...]) -> str:
        """Return some texts one after the other."""
        return self.words.values["separator"].join(texts)

    def few(self, texts: list[str], most: int) -> str:
        """Return the first of some texts, and how many more there are."""
        named, rest = self.listed(texts[:most]), len(texts) - most
        return self.words.values["more"].format(texts=named, count=rest) if rest > 0 else named

    def day(self, day: date) -> str:
        """Return a day, in Japanese with its era: 2019-05-01 is the first day of a year that is written as 'gan'."""
        return self.words.dates["day"].format(**self._year(day), **self._month(day.month), day=day.day)

    def month(self, period: Period) -> str:
        """Return a month, its era named by its last day (so April 2019 stays in the era before)."""
        return self.words.dates["month"].format(**self._year(period.last_day), **self._month(period.month))

    def fiscal_year(self, fiscal_year: int) -> str:
        """Return a fiscal year with the era of its 1 May: the year of a change in May is written in the new era, as offices do."""
        return self.words.dates["fiscal_year"].format(**self._year(date(fiscal_year, 5, 1)))

    def span(self, window: str, first: date | None, last: date | None) -> str:
        """Return what a value speaks of, in short: a day, a month, a fiscal year, or a stretch of months or days."""
        if first is None or last is None:
            return self.words.values["none"]
        if window == "wave":
            return self.words.dates["wave"].format(month=self._short_month(period_of(first)))
        if first == last:
            return self._short_day(first)
        begin, end = period_of(first), period_of(last)
        if first != begin.first_day or last != end.last_day:
            return self._from_to(self._short_day(first), self._short_day(last))
        if begin == end:
            return self._short_month(begin)
        if begin.month == 4 and end == begin.plus(11):
            return self.fiscal_year(fiscal_year_of(first))
        return self._from_to(self._short_month(begin), self._later_month(begin, end))

    def _short_day(self, day: date) -> str:
        return self.words.dates["short_day"].format(**self._year(day), **self._month(day.month), day=day.day)

    def _short_month(self, period: Period) -> str:
        return self.words.dates["short_month"].format(**self._year(period.last_day), **self._month(period.month))

    def _later_month(self, begin: Period, end: Period) -> str:
        if begin.year == end.year and self._year(begin.last_day) == self._year(end.last_day):
            return self.words.dates["same_year"].format(**self._year(end.last_day), **self._month(end.month))
        return self._short_month(end)

    def _from_to(self, first: str, last: str) -> str:
        return self.words.dates["from_to"].format(first=first, last=last)

    def _month(self, month: int) -> dict[str, Any]:
        name = self.words.month_names[month - 1]
        return {"month": month, "month_name": name, "month_short": name[:3]}

    def _year(self, day: date) -> dict[str, str]:
        era = next(era for era in self.words.eras if era.since <= day)
        year = day.year - era.since.year + 1
        return {"era": era.name, "year": self.words.first_year if year == 1 else str(year), "calendar_year": str(day.year)}


def voice(language: Language, organization: Organization | None = None) -> Voice:
    """Return the voice of a language, with the organization's own phrases in place of the project's.

    Raises ``BadConfig REPORT-03`` with path and line for a phrase that there is none to replace of, or with other fields in braces.
    """
    if organization is None or not (own := report_settings(organization).phrases.get(language)):
        return Voice(language, _shared(language))
    path = organization.folder / "report.yml"
    shared = load_raw(_FOLDER / f"{language}.yml")
    merged = _replaced(shared, own, path, ("phrases", language))
    try:
        return Voice(language, Phrases.model_validate(merged))
    except ValidationError as error:
        where = ("phrases", language, *error.errors(include_url=False)[0]["loc"])
        raise _refused(path, where, error.errors(include_url=False)[0]["msg"]) from None


def number_text(value: Decimal | int, decimals: int = 0) -> str:
    """Return a number with thousands separators; it is never rounded a second time, more digits are shown instead."""
    exact = Decimal(value).normalize()
    digits = -int(exact.as_tuple().exponent)
    return f"{exact:,.{max(decimals, digits, 0)}f}"


def signed_text(value: Decimal, decimals: int) -> str:
    """Return a change with its sign."""
    return ("+" if value > 0 else _MINUS if value < 0 else _NEITHER) + number_text(abs(value), decimals)


@lru_cache
def _shared(language: Language) -> Phrases:
    return load_yaml(_FOLDER / f"{language}.yml", Phrases)


def _replaced(shared: Any, own: Mapping[str, Any], path: Path, where: tuple[str, ...]) -> Any:
    merged = dict(shared)
    for key, value in own.items():
        if key not in shared:
            raise _refused(path, (*where, key), "there is no such phrase")
        if isinstance(shared[key], dict) and isinstance(value, dict):
            merged[key] = _replaced(shared[key], value, path, (*where, key))
        elif isinstance(shared[key], str) and isinstance(value, str) and not _fields(value) <= _fields(shared[key]):
            raise _refused(path, (*where, key), f"known fields: {', '.join(sorted(_fields(shared[key]))) or 'none'}")
        else:
            merged[key] = value
    return merged


def _fields(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}  # a brace that is never closed: no field of any phrase


def _refused(path: Path, where: tuple[Any, ...], problem: str) -> BadConfig:
    key = ".".join(str(each) for each in where)
    return BadConfig("REPORT-03", file=path, line=line_of(path, *where), key=key, problem=problem)

"""Where an organization's extract comes from and how it is read: ``organizations/<id>/sources/<source>.yml``."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from seika.config.connector import Connector
from seika.config.format import AnyFormat, Archive, JsonFormat
from seika.config.load import Label, Strict
from seika.period import Period

Reader = Literal[
    "text",
    "code",
    "int",
    "date",
    "wareki",
    "datetime",
    "clock",
    "duration",
    "money",
    "days",
    "word",
    "flag",
    "staff_number",
    "row_number",
    "period_end",
]

# What may be declared beside a reader; None where it may be left out.
_UNITS: dict[str, set[str | None]] = {
    "duration": {"h:mm", "decimal_hours", "minutes", "words", "day_fraction"},
    "money": {"yen", "thousand_yen"},
}
_FORMS: dict[str, set[str | None]] = {
    "date": {None, "compact", "words", "serial"},
    "wareki": {None, "digits"},
    "clock": {None, "hhmm"},
}


class Column(Strict):
    """One column of the lake: the header it is read from and the reader that types it.

    Readers: ``text`` · ``code`` (digits kept, NFKC, padded with zeros to ``width`` where declared) · ``int`` · ``date`` (ISO or slashes) ·
    ``wareki`` (Japanese era) · ``datetime`` · ``clock`` (H:MM past 24:00, minutes since 00:00 of the work day) · ``word``
    (``words`` maps the extract's word to a code) · ``flag`` (``words`` lists what means true; blank and others in ``false_words`` mean
    false) · ``staff_number`` (becomes the keyed pseudonym) · ``row_number`` (the row itself is the key; no header) ·
    ``period_end`` (the last day of the delivery's period; no header) ·
    ``duration`` (minutes; ``unit``: h:mm, decimal_hours, minutes, words, day_fraction) · ``money`` (yen; ``unit``: yen, thousand_yen) ·
    ``days`` (parts of a day, ``per_day`` to the day).
    ``form`` declares another form than the usual: ``compact``, ``words``, ``serial`` of ``date``, ``digits`` of ``wareki``, ``hhmm`` of
    ``clock``. ``beyond_era`` reads days of an era after its end (Heisei 32 is 2020).
    Of ``text`` and ``code`` only identifiers reach the lake (letters, digits and . _ / + - of ASCII): anything else may be a name.
    ``empty`` lists what stands for no value, ``empty_value`` what an empty cell then means (0 minutes where a blank means none); without it
    the cell is NULL. A column named ``…_key`` reaches the lake as a keyed pseudonym only, whatever reads it. ``as_of`` of ``person_key``
    names the column whose day says whose number it was, where the organization delivers ``staff_number``; without it, and where that
    column is empty, it is the last day of the delivery's period. With ``fill_down`` a blank
    cell has the value of the cell above it, as in merged cells. ``other_headers`` are other names of ``header``: the one that the file
    has is read, two of them in one file are refused. A file may come without the header of a column that is ``optional`` (an older form
    of export): then no row has a value in it, and what is counted over it has no data instead of a zero.
    """

    header: str | None = None
    other_headers: tuple[str, ...] = ()
    read: Reader
    width: int | None = None
    words: dict[str, str] | None = None
    true_words: tuple[str, ...] = ()
    false_words: tuple[str, ...] = ("",)
    empty: tuple[str, ...] = ("",)
    empty_value: int | None = None
    as_of: str | None = None
    unit: str | None = None
    form: str | None = None
    per_day: int | None = Field(None, ge=1)
    beyond_era: bool = False
    fill_down: bool = False
    optional: bool = False

    @model_validator(mode="after")
    def _complete(self) -> Column:
        if self.header is None and self.read not in {"row_number", "period_end"}:
            raise ValueError(f"a column read as {self.read} needs a header")
        if (self.other_headers or self.optional) and self.header is None:
            raise ValueError("other_headers and optional need a header that they speak of")
        if self.read == "word" and not self.words:
            raise ValueError("a column read as word needs words")
        if self.empty_value is not None and self.read not in {"clock", "int", "duration", "money", "days"}:
            raise ValueError("empty_value is for columns read as clock, int, duration, money or days")
        self._check_form()
        return self

    def _check_form(self) -> None:
        for name, allowed in (("unit", _UNITS.get(self.read, {None})), ("form", _FORMS.get(self.read, {None}))):
            if getattr(self, name) not in allowed:
                known = ", ".join(sorted(each for each in allowed if each)) or "none"
                raise ValueError(f"{name} of a column read as {self.read} is one of: {known}")
        if (self.read == "days") != (self.per_day is not None):
            raise ValueError("per_day is for columns read as days, and they need it")
        if self.beyond_era and self.read != "wareki":
            raise ValueError("beyond_era is for columns read as wareki")


class Answers(Strict):
    """A wide survey: every header that an item of ``survey_items.csv`` names becomes one row an answer.

    ``words`` maps an answer to points; ``missing`` lists what stands for no answer (no row is made). With ``headers`` (``Q*``) each
    header of the file that matches is an item of that name, and another source, ``survey_items``, says what the items are.
    Several items of ``survey_items.csv`` with one header, each with another ``option``, are a question with several answers, which
    ``separator`` divides: 1 point where the option was chosen, 0 where only others were.
    """

    words: dict[str, int]
    missing: tuple[str, ...] = ("",)
    headers: str | None = None
    separator: str | None = Field(None, min_length=1)


class Control(Strict):
    """What the total row declares of the file: ``rows`` is the header under which it says how many rows there are, ``sums`` are columns
    under whose headers it says their sum, in the unit of the column. A file that does not keep to it is refused."""

    rows: str | None = None
    sums: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> Control:
        if not (self.rows or self.sums):
            raise ValueError("a control total has rows, sums or both")
        return self


class Due(Strict):
    """When an extract is expected: the n-th working day of the month after its period.

    Its period is any month, or one of the calendar ``months`` (1 to 12): a stress check that is made each July is not late in May.
    """

    working_day: int
    months: tuple[int, ...] = tuple(range(1, 13))

    @model_validator(mode="after")
    def _months_of_a_year(self) -> Due:
        if not self.months or not set(self.months) <= set(range(1, 13)):
            raise ValueError("due.months are numbers of months, 1 to 12")
        return self

    def next_after(self, period: Period) -> Period:
        """Return the first month after ``period`` whose extract is expected."""
        return next(month for month in map(period.plus, range(1, 13)) if month.month in self.months)


class Change(Strict):
    """What is declared otherwise for deliveries from the month ``since`` on: merged into the source, null takes a key away."""

    since: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    format: dict[str, Any] | None = None
    archive: dict[str, Any] | None = None
    columns: dict[str, Any] | None = None
    ignored_headers: tuple[str, ...] | None = None
    answers: dict[str, Any] | None = None
    control: dict[str, Any] | None = None


class Source(Strict):
    """One extract of one organization; ``changes``, oldest first, each on top of those before, say how its form changed over time.

    Its check waits for the sources of ``check_after``. It does not wait for those of ``compare_with``: what is there is compared, and
    when another delivery of theirs counts, it is checked again.
    """

    label: Label
    connector: Connector
    due: Due
    format: AnyFormat
    archive: Archive | None = None
    columns: dict[str, Column]
    ignored_headers: tuple[str, ...] = ()
    answers: Answers | None = None
    control: Control | None = None
    check_after: tuple[str, ...] = ()
    compare_with: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()

    @model_validator(mode="after")
    def _answers_in_a_table(self) -> Source:
        if self.answers and self.answers.headers and isinstance(self.format, JsonFormat):
            raise ValueError("answers.headers is for tables: CSV or a sheet")
        return self

    @model_validator(mode="after")
    def _control_of_a_total_row(self) -> Source:
        if self.control is None:
            return self
        if isinstance(self.format, JsonFormat) or not self.format.total_row_starts_with:
            raise ValueError("control needs a format with total_row_starts_with")
        added = {"int", "clock", "duration", "money", "days"}
        wrong = [name for name in self.control.sums if name not in self.columns or self.columns[name].read not in added]
        if wrong:
            raise ValueError(f"control sums columns of numbers only: {', '.join(wrong)}")
        return self

    @model_validator(mode="after")
    def _valid_at_all_times(self) -> Source:
        months = [change.since for change in self.changes]
        if months != sorted(set(months)):
            raise ValueError("changes stand oldest first, one for a month")
        for index, change in enumerate(self.changes):
            try:
                self.as_of(Period(change.since))
            except ValidationError as error:
                raise _in_change(error, index) from None
        return self

    def as_of(self, period: Period) -> Source:
        """Return the source as it is declared for deliveries of ``period``, without changes."""
        declared = self.model_dump(exclude_unset=True, exclude={"changes"})
        changes = [change for change in self.changes if change.since <= period.text]
        for change in changes:
            declared = _merged(declared, change.model_dump(exclude_unset=True, exclude={"since"}))
        return Source.model_validate(declared) if changes else self


def _merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return ``old`` with what ``new`` says: mappings key by key, anything else as a whole, and without what is null in ``new``."""
    merged = {key: value for key, value in old.items() if key not in new}
    for key, value in new.items():
        if isinstance(value, dict):
            before = old.get(key)
            merged[key] = _merged(before if isinstance(before, dict) else {}, value)
        elif value is not None:
            merged[key] = value
    return merged


def _in_change(error: ValidationError, index: int) -> ValidationError:
    """Return ``error`` at its place in the file, so that path and line are those of the change."""
    details = [
        InitErrorDetails(
            type=PydanticCustomError("change", "{problem}", {"problem": found["msg"]}), loc=("changes", index, *found["loc"]), input=None
        )
        for found in error.errors(include_url=False)
    ]
    return ValidationError.from_exception_data("Source", details)

"""How an organization wants its report and who gets which edition: ``report.yml`` and ``editions.yml`` beside it, both optional."""

from __future__ import annotations

from typing import Any, Literal, get_args

from pydantic import Field, model_validator

from seika.config.load import Strict, line_of, load_yaml, load_yaml_list
from seika.config.organization import Organization
from seika.errors import BadConfig

Language = Literal["ja", "en"]
SectionId = Literal["month", "model", "outcomes", "units", "year", "training", "quality", "made"]
SECTIONS: tuple[SectionId, ...] = get_args(SectionId)
# What changes no number: not part of the configuration's hash.
FILES = ("report.yml", "editions.yml")


class ReportSettings(Strict):
    """``report.yml``: which sections in which order, and phrases that are otherwise than the project's, by language.

    ``sections`` may leave some out, never ``made``, which says where the numbers come from. ``phrases`` has the form of
    ``report/phrases/<language>.yml`` and says only what is otherwise; fields in braces are those of the phrase that is replaced.
    """

    sections: tuple[SectionId, ...] = SECTIONS
    phrases: dict[Language, dict[str, Any]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _each_once_and_the_foot(self) -> ReportSettings:
        if len(set(self.sections)) != len(self.sections) or "made" not in self.sections:
            raise ValueError("sections are named once each, and made is among them")
        return self


class EditionChoice(Strict):
    """An edition: of the whole, of one ``unit`` with all below it, or of ``each`` unit of a level; ``to`` are the addresses it goes to."""

    unit: str | None = None
    each: Literal["department", "section", "subsection"] | None = None
    languages: tuple[Language, ...] = Field(default=("ja",), min_length=1)
    to: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_place(self) -> EditionChoice:
        if self.unit is not None and self.each is not None:
            raise ValueError("an edition is of one unit, or of each unit of a level, or with neither of the whole")
        if self.each is not None and self.to:
            raise ValueError("to goes with one unit or the whole: each would send every unit's numbers to all of them")
        return self


class Edition(Strict):
    """One edition to make: of a unit (none for the whole organization) in a language, with the addresses it goes to."""

    unit_code: str | None
    language: Language
    to: tuple[str, ...] = ()


def report_settings(organization: Organization) -> ReportSettings:
    """Return how the organization wants its report; raises ``BadConfig`` with path and line."""
    path = organization.folder / "report.yml"
    return load_yaml(path, ReportSettings) if path.is_file() else ReportSettings()


def editions_of(organization: Organization, day: str) -> list[Edition]:
    """Return the editions of a month whose last day is ``day`` (ISO), the whole's first; without ``editions.yml`` the whole in Japanese.

    Two lines of the same unit and language are one edition, with the addresses of both. Raises ``BadConfig CONFIG-07`` with path and line
    for a unit that ``units.csv`` does not have.
    """
    path = organization.folder / "editions.yml"
    chosen = load_yaml_list(path, EditionChoice) if path.is_file() else []
    known = {unit["unit_code"]: unit for unit in organization.units}
    there = [unit for unit in organization.units if unit["valid_from_date"] <= day and (unit["valid_to_date"] or day) >= day]
    found: dict[tuple[str | None, Language], tuple[str, ...]] = {(None, "ja"): ()}
    for index, choice in enumerate(chosen):
        if choice.unit is not None and choice.unit not in known:
            raise BadConfig("CONFIG-07", file=path, line=line_of(path, index, "unit"), kind="unit", name=choice.unit)
        units = [unit["unit_code"] for unit in there if unit["level"] == choice.each] if choice.each else _unit(choice, known)
        for code in units:
            for language in choice.languages:
                found[code, language] = tuple(dict.fromkeys((*found.get((code, language), ()), *choice.to)))
    return [Edition(unit_code=code, language=language, to=to) for (code, language), to in found.items()]


def _unit(choice: EditionChoice, known: dict[str, Any]) -> list[str | None]:
    is_whole = choice.unit is None or known[choice.unit]["level"] == "organization"
    return [None if is_whole else choice.unit]

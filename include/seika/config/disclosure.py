"""The rules of disclosure control by class: ``include/disclosure.yml``, changed class by class by an organization."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from seika.config import paths
from seika.config.load import Label, Strict, load_yaml_mapping


class DisclosureClass(Strict):
    """The rules of one class; what is not said is off. ``seika.disclosure.Rules`` says what each means."""

    minimum_people: int = Field(default=1, ge=1)
    minimum_numerator: int = Field(default=0, ge=0)
    both_sides: bool = False
    uniform: bool = False
    dominance_percent: int = Field(default=0, ge=0, le=100)
    minimum_difference: int = Field(default=0, ge=0)


class MergedUnits(Strict):
    """Units side by side that are also published as one, for where each alone is too small; ``code`` is no unit's of ``units.csv``."""

    code: str
    label: Label
    units: tuple[str, ...] = Field(min_length=2)


class Disclosure(Strict):
    """``organization.yml: disclosure``: classes that are otherwise here, and what readers need.

    ``weights`` says by KPI how many times as dear as another KPI's a cell of it is, where one of several must be withheld;
    ``merged_units`` what is read in place of units that are too small.
    """

    classes: dict[str, DisclosureClass] = Field(default_factory=dict)
    weights: dict[str, int] = Field(default_factory=dict)
    merged_units: tuple[MergedUnits, ...] = ()


def load_classes(own: Disclosure) -> Mapping[str, DisclosureClass]:
    """Return the rules by class, the organization's own before the shared ones; raises ``BadConfig`` with path and line."""
    return load_yaml_mapping(paths.home() / "include" / "disclosure.yml", DisclosureClass) | own.classes

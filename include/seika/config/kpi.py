"""Measures and KPIs as declarations: ``include/measures``, ``include/kpis``, ``organizations/<id>/kpis.yml``."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from seika.config import paths
from seika.config.document import Cited
from seika.config.load import Label, Strict, load_yaml
from seika.config.target import Baseline, Month, Target, baseline_in, target_in

Window = Literal[
    "month", "rolling_12_months", "fiscal_year_to_date", "calendar_year_to_date", "fiscal_year", "calendar_year",
    "month_end", "april_first", "june_first", "wave",
]  # fmt: skip
MEMBER = "__"  # between the id of a family and that of a member
Direction = Literal["higher", "lower", "nearer", "neutral"]


class Having(Strict):
    """Which members of a population count: those whose ``sum`` of an integer column over the window is more than ``above``, at least
    ``at_least``, or less than ``below``. Who has no record has a sum of 0."""

    sum: str
    above: int | None = None
    at_least: int | None = None
    below: int | None = None

    @model_validator(mode="after")
    def _one(self) -> Having:
        if sum(bound is not None for bound in (self.above, self.at_least, self.below)) != 1:
            raise ValueError("having needs one of above, at_least and below")
        return self


class Aggregate(Strict):
    """Exactly one of: ``sum`` or ``mean`` of an integer column, or ``count`` of rows or persons.

    A ``mean`` is rounded half up to a whole number and computed anew for each cell: means are never added up. ``people`` names the
    column that says how many persons stand behind a record, for facts whose records are not persons.

    ``persons`` are counted anew at each level of the tree (one person in two sections counts once in their department);
    ``persons_once`` counts a person only in the unit of the earliest event in the window. ``having`` counts persons of the measure's
    population by what they come to in all.
    """

    sum: str | None = None
    mean: str | None = None
    count: Literal["rows", "persons", "persons_once"] | None = None
    having: Having | None = None
    people: str | None = None

    @property
    def column(self) -> str | None:
        """The column that is added up; none where rows or persons are counted."""
        return self.sum or self.mean

    @property
    def kind(self) -> str:
        """``sum``, ``mean``, ``rows`` or ``persons``: how a cell's quantity comes of its records."""
        return "sum" if self.sum else "mean" if self.mean else "rows" if self.count == "rows" else "persons"

    @model_validator(mode="after")
    def _one(self) -> Aggregate:
        if sum(part is not None for part in (self.sum, self.mean, self.count)) != 1:
            raise ValueError("an aggregate is one of sum: <column>, mean: <column> and count: rows|persons|persons_once")
        if self.having and self.count != "persons":
            raise ValueError("having goes with count: persons")
        return self


class When(Strict):
    """Which records speak of a window.

    ``event``: its date column lies in the window. ``spell``: the interval [from, to] (to may be NULL) holds on the window's last day.
    """

    event: str | None = None
    spell: tuple[str, str] | None = None

    @model_validator(mode="after")
    def _one(self) -> When:
        if (self.event is None) == (self.spell is None):
            raise ValueError("when is either event: <date column> or spell: [<from column>, <to column>]")
        return self


class Measure(Strict):
    """One quantity over a fact: ``where`` filters, ``aggregate`` counts, ``when`` places it in time.

    ``where`` compares columns of the fact with each other, with literals, and with ``window_start``, ``window_end``,
    ``window_fiscal_year`` and ``window_end_minus_40_years`` (of any number of years). ``population`` names a measure of persons: only
    their records count, in the unit where the person counts there. ``each`` names a column of codes: the measure is a family with one
    member for each code (``<measure>__<code>``). A measure that does not ``roll_up`` is given for each unit and added up for none.
    """

    label: Label
    fact: str
    population: str | None = None
    where: str | None = None
    aggregate: Aggregate
    when: When
    each: str | None = None
    rolls_up: bool = True
    note: str | None = None

    @model_validator(mode="after")
    def _having_of_a_population(self) -> Measure:
        if self.aggregate.having and self.population is None:
            raise ValueError("having needs a population: it says in which unit a person counts")
        return self


def load_measure(measure_id: str) -> Measure:
    """Return one measure of ``include/measures``; raises ``BadConfig`` with path and line."""
    return load_yaml(paths.home() / "include" / "measures" / f"{measure_id}.yml", Measure)


class KpiVersion(Strict):
    """One formula and the month since when it holds."""

    since: str
    numerator: str
    denominator: str | None = None


class Unit(Strict):
    """value = numerator x ``multiply`` / (denominator x ``divide``), rounded half up once to ``decimals``."""

    name: str
    label: Label
    decimals: int = Field(ge=0, le=4)
    multiply: int = 1
    divide: int = 1


class Each(Strict):
    """Whom a family of KPIs has as members: the rows of ``<table>.csv`` of the organization, by their columns ``id`` and ``label``.

    ``where`` keeps rows whose columns have these values; ``outcome`` names the column that says on which outcome a member hangs.
    """

    table: str
    id: str
    label: str
    where: dict[str, str] = Field(default_factory=dict)
    outcome: str | None = None


class Provenance(Strict):
    """Where a definition, target or edge comes from; confidence A (official), B (secondary), C (provisional until confirmed)."""

    document: str
    place: str | None = None
    confidence: Literal["A", "B", "C"]


class Break(Strict):
    """That from ``on`` a KPI is not comparable with what it was before; ``overlap`` is the KPI that carries the other series beside it."""

    on: Month
    reason: Label
    overlap: str | None = None


class Kpi(Strict):
    """One KPI, once for all organizations; the file's name is its id. The first window is the one that targets speak of.

    ``population`` says in words who is in and who is not. ``on_track_percent`` is how near to its target a value is on track (without: as
    the organization has it).

    ``from_first_period``: its windows do not start before the organization's first period, because an earlier month has no extract.
    ``direction`` ``nearer``: the nearer to ``ideal`` the better, from either side. ``needs_people``: an index is no count, and without
    anybody behind it there is no value (a count is 0 then).
    ``part_of_whole``: the numerator counts some of what the denominator counts, so it is never more (a law that every build tests).
    ``disclosure``: the class of ``include/disclosure.yml`` whose rules hold (without: that of the numerator's source).
    With ``each`` the declaration is a family; an organization's KPIs are its members, ``<family>__<member>``, and ``{member}`` in the
    texts is the member's label.
    """

    label: Label
    description: Label
    versions: tuple[KpiVersion, ...] = Field(min_length=1)
    windows: tuple[Window, ...] = Field(min_length=1)
    unit: Unit
    direction: Direction
    ideal: Decimal | None = None
    population: Label | None = None
    on_track_percent: int | None = Field(default=None, ge=1, le=100)
    breaks: tuple[Break, ...] = ()
    from_first_period: bool = False
    part_of_whole: bool = False
    needs_people: bool = False
    minimum_people: int = Field(ge=1)
    disclosure: str | None = None
    provenance: Provenance
    each: Each | None = None
    member: str | None = None

    @model_validator(mode="after")
    def _ideal_of_what_is_to_come_nearer(self) -> Kpi:
        if (self.direction == "nearer") != (self.ideal is not None):
            raise ValueError("direction: nearer and ideal: go together")
        return self

    def of_member(self, member: str, label: str) -> Kpi:
        """Return one member of a family as a KPI of its own."""
        texts = {
            name: Label(**{key: text.replace("{member}", label) for key, text in getattr(self, name)}) for name in ("label", "description")
        }
        return self.model_copy(update={**texts, "each": None, "member": member})

    @property
    def is_provisional(self) -> bool:
        """Whether the definition waits for the ward's confirmation (shown as 仮)."""
        return self.provenance.confidence == "C"

    def version_of(self, period: str) -> KpiVersion | None:
        """Return the version that holds in ``period`` (YYYY-MM), none before the first."""
        held = [version for version in self.versions if version.since <= period]
        return max(held, key=lambda version: version.since, default=None)


class LabelOverlay(Strict):
    """A name that is otherwise in one language or in both."""

    ja: str | None = None
    en: str | None = None


class UnitOverlay(Strict):
    """What a unit may be otherwise in one organization: how it is written and rounded, never the sum itself."""

    label: LabelOverlay | None = None
    decimals: int | None = Field(default=None, ge=0, le=4)


class Overlay(Strict):
    """What one organization has otherwise than the shared declaration, field by field; the formula and its source stay shared.

    ``windows`` may come in another order: the first is the one that targets speak of.
    """

    label: LabelOverlay | None = None
    description: LabelOverlay | None = None
    windows: tuple[Window, ...] | None = None
    unit: UnitOverlay | None = None
    population: LabelOverlay | None = None
    on_track_percent: int | None = Field(default=None, ge=1, le=100)
    breaks: tuple[Break, ...] | None = None
    minimum_people: int | None = Field(default=None, ge=1)


class KpiChoice(Cited):
    """That an organization follows a KPI, for which outcome, with which baselines and targets; cited where the choice comes from.

    ``overlay`` says only what is otherwise here than in the shared declaration. ``tolerance`` is by how much the value of the whole
    organization may move, against what is published for the month or else for the month before, without a person's approval.
    """

    kpi: str
    outcome: str
    overlay: Overlay | None = None
    tolerance: Decimal | None = Field(default=None, ge=0)
    baselines: tuple[Baseline, ...] = ()
    targets: tuple[Target, ...] = ()

    def target_of(self, period: str, decimals: int) -> Target | None:
        """Return the target that ``period`` is judged by: on its path while it is not due, rounded half up once to ``decimals``."""
        return target_in(period, self.targets, self.baselines, decimals)

    def baseline_of(self, period: str) -> Baseline | None:
        """Return the newest baseline of a month up to ``period``."""
        return baseline_in(period, self.baselines)

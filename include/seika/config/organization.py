"""One body with all that it declares, read once into one frozen object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from seika.config import paths
from seika.config.contract import Contract
from seika.config.disclosure import Disclosure
from seika.config.document import Document, load_documents
from seika.config.family import members_of
from seika.config.file_states import FileStates, file_states
from seika.config.goalposts import check_targets
from seika.config.identity import check_identity
from seika.config.kpi import MEMBER, Kpi, KpiChoice, Measure
from seika.config.load import Label, Strict, line_of, load_yaml, load_yaml_list
from seika.config.logic_model import LogicModel, check_followed, check_logic_model
from seika.config.overlay import overlaid
from seika.config.source import Source
from seika.config.table import Row, read_table
from seika.config.unit_table import unit_tree_of
from seika.config.unit_tree import MERGED, UnitTree, UnitVersion
from seika.config.waiver import Waiver, load_waivers
from seika.errors import BadConfig

_SHARED = ("contracts", "kpis", "measures", "documents.yml")

BreakdownId = Literal["sex", "age_band", "service_band", "rank", "job_family", "employment_type"]
UnitLevel = Literal["organization", "department", "section", "subsection"]


class Header(Strict):
    """``organization.yml``: what a body is.

    ``approval`` says what waits for a person before it is published: a month made of deliveries with ``warnings``, a ``restated`` one.
    What moves more than the tolerance of its KPI always waits.

    ``breakdowns``: by what KPIs are broken down, and down to which level of units (``{sex: department}``: of the whole and of departments).
    """

    label: Label
    code: str | None = None
    kind: Literal["ward", "city", "handbook"]
    first_period: str
    required_sources: tuple[str, ...]
    on_track_percent: int = 90
    approval: tuple[Literal["warnings", "restated"], ...] = ()
    breakdowns: dict[BreakdownId, UnitLevel] = Field(default_factory=dict)
    simulated: bool = True
    disclosure: Disclosure = Disclosure()
    note: str | None = None


@dataclass(frozen=True)
class Organization:
    """A body: header, sources, KPIs it follows, logic model, and its tables (``units``, ``ranks``, … as rows of text)."""

    id: str
    folder: Path
    header: Header
    sources: dict[str, Source]
    contracts: dict[str, Contract]
    kpi_choices: tuple[KpiChoice, ...]
    kpis: dict[str, Kpi]
    measures: dict[str, Measure]
    logic_model: LogicModel
    waivers: tuple[Waiver, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=dict)

    def table(self, name: str) -> list[Row]:
        """Return ``<name>.csv`` of the organization as rows of text; raises ``BadConfig CONFIG-01`` where it is missing."""
        return read_table(self.folder / f"{name}.csv")

    def on_track_percent(self, kpi_id: str) -> int:
        """Return how near to its target a KPI's value is on track: as the KPI has it, else as the organization."""
        return self.kpis[kpi_id].on_track_percent or self.header.on_track_percent

    def title_of(self, document_id: str) -> str:
        """Return what a document is called; the id itself where nobody declares it."""
        return self.documents[document_id].title if document_id in self.documents else document_id

    @cached_property
    def survey_items(self) -> list[Row]:
        """The items of the survey: item_id, header, category_id, is_reversed, is_engagement, scale_max."""
        return self.table("survey_items")

    @cached_property
    def units(self) -> list[Row]:
        """The units, each as it is or last was: unit_code, label, level, parent_unit_code, valid_from_date, valid_to_date.

        Units that are published as one (level ``merged``) stand before the first of them.
        """
        newest: dict[str, Row] = {}
        for row in self.table("units"):
            held = newest.get(row["unit_code"])
            if held is None or held["valid_from_date"] <= row["valid_from_date"]:
                newest[row["unit_code"]] = row
        merged = {version.code: version for version in self.unit_tree.versions if version.level == MERGED}
        before = {each.units[0]: _row(merged[each.code], each.label.en) for each in self.header.disclosure.merged_units}
        return [each for code, row in newest.items() for each in ([before[code], row] if code in before else [row])]

    @cached_property
    def unit_tree(self) -> UnitTree:
        """All versions of all units, and their successors; raises ``BadConfig CONFIG-02`` with file and line for what is wrong."""
        return unit_tree_of(self.folder, self.table("units"), self.successions, self.header.disclosure.merged_units)

    @cached_property
    def successions(self) -> list[Row]:
        """What became of units that ended: unit_code, successor_unit_code, on_date (first day of the successor), kind; empty without it."""
        return self.table("unit_successions") if (self.folder / "unit_successions.csv").is_file() else []

    @cached_property
    def designations(self) -> list[Row]:
        """What units are designated as and when: unit_code, designation_code (externally_driven 他律的部署, rotating_shift 交代制職場),
        valid_from_date, valid_to_date; empty where the organization has no such table."""
        return self.table("unit_designations") if (self.folder / "unit_designations.csv").is_file() else []


def _row(version: UnitVersion, label_en: str) -> Row:
    """Return a unit as ``units.csv`` would have it."""
    last = version.last.isoformat() if version.last else ""
    return {
        "unit_code": version.code, "label": version.label, "level": version.level, "parent_unit_code": version.parent or "",
        "valid_from_date": version.first.isoformat(), "valid_to_date": last, "label_en": label_en,
    }  # fmt: skip


def organization_ids() -> list[str]:
    """Return the ids of all organizations, sorted."""
    return sorted(path.parent.name for path in paths.organizations().glob("*/organization.yml"))


def load_organization(organization_id: str) -> Organization:
    """Return one organization, read and checked as a whole; raises ``BadConfig`` with path and line.

    It is read once a process: again where any of its files, or of those that all organizations share, is in another state.
    """
    folder = paths.organizations() / organization_id
    return _read(organization_id, folder, file_states([folder, *(paths.home() / "include" / name for name in _SHARED)]))


@lru_cache(maxsize=8)
def _read(organization_id: str, folder: Path, _states: FileStates) -> Organization:
    header = load_yaml(folder / "organization.yml", Header)
    sources = {path.stem: load_yaml(path, Source) for path in sorted((folder / "sources").glob("*.yml"))}
    chosen = load_yaml_list(folder / "kpis.yml", KpiChoice)
    model = load_yaml(folder / "logic_model.yml", LogicModel)
    check_logic_model(folder / "logic_model.yml", model)
    check_targets(folder / "kpis.yml", chosen)
    contracts = {name: load_yaml(shared_path("contracts", name), Contract) for name in sources}
    check_identity(folder, sources, contracts)
    choices: list[tuple[int, KpiChoice]] = []
    kpis: dict[str, Kpi] = {}
    measures: dict[str, Measure] = {}
    for index, choice in enumerate(chosen):
        declared = _kpi(choice, folder / "kpis.yml", index)
        measures |= measures_of(choice.kpi.partition(MEMBER)[0], declared)
        for each, kpi in members_of(folder, choice, declared):
            choices.append((index, each))
            kpis[each.kpi] = kpi
    check_followed(folder, model, choices)
    return Organization(
        organization_id,
        folder,
        header,
        sources,
        contracts,
        tuple(choice for _, choice in choices),
        kpis,
        measures,
        model,
        load_waivers(folder),
        load_documents(folder),
    )


def load_sources(organization_id: str) -> tuple[Header, dict[str, Source]]:
    """Return only what a body is called and where its extracts come from: all that a DAG file needs, read in milliseconds."""
    folder = paths.organizations() / organization_id
    sources = {path.stem: load_yaml(path, Source) for path in sorted((folder / "sources").glob("*.yml"))}
    return load_yaml(folder / "organization.yml", Header), sources


def shared_path(kind: str, name: str) -> Path:
    """Return the file of a shared declaration: ``include/<kind>/<name>.yml``."""
    return paths.home() / "include" / kind / f"{name}.yml"


def _kpi(choice: KpiChoice, chosen_in: Path, index: int) -> Kpi:
    path = shared_path("kpis", choice.kpi.partition(MEMBER)[0])
    if not path.is_file():
        raise BadConfig("CONFIG-07", file=chosen_in, line=line_of(chosen_in, index, "kpi"), kind="KPI", name=choice.kpi)
    return overlaid(path, choice, chosen_in, index)


def measures_of(kpi_id: str, kpi: Kpi, path: Path | None = None, own: Mapping[str, Measure] | None = None) -> dict[str, Measure]:
    """Return the measures of all versions of a KPI, with the populations that these measures name.

    ``path`` is the KPI's file and ``own`` holds measures that are not in ``include/measures`` (yet). Raises ``BadConfig CONFIG-07``
    with path and line for a name that nothing has.
    """
    found: dict[str, Measure] = {}
    for index, version in enumerate(kpi.versions):
        for part in ("numerator", "denominator"):
            wanted: str | None = getattr(version, part)
            named_in = path or shared_path("kpis", kpi_id)
            where: tuple[str | int, ...] = ("versions", index, part)
            while wanted and wanted not in found:
                file = shared_path("measures", wanted)
                if not (own and wanted in own) and not file.is_file():
                    raise BadConfig("CONFIG-07", file=named_in, line=line_of(named_in, *where), kind="measure", name=wanted)
                found[wanted] = own[wanted] if own and wanted in own else load_yaml(file, Measure)
                named_in, where, wanted = file, ("population",), found[wanted].population
    return found

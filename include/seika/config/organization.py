"""One body with all that it declares, read once into one frozen object."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from seika.config import paths
from seika.config.contract import Contract
from seika.config.kpi import Kpi, KpiChoice, Measure
from seika.config.load import Label, Strict, load_yaml, load_yaml_list
from seika.config.logic_model import LogicModel
from seika.config.source import Source
from seika.errors import BadConfig

Row = dict[str, str]


class Header(Strict):
    """``organization.yml``: what a body is."""

    label: Label
    code: str | None = None
    kind: Literal["ward", "handbook"]
    first_period: str
    required_sources: tuple[str, ...]
    on_track_percent: int = 90
    simulated: bool = True
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

    def table(self, name: str) -> list[Row]:
        """Return ``<name>.csv`` of the organization as rows of text; raises ``BadConfig CONFIG-01`` where it is missing."""
        return read_table(self.folder / f"{name}.csv")

    @cached_property
    def survey_items(self) -> list[Row]:
        """The items of the survey: item_id, header, category_id, is_reversed, is_engagement, scale_max."""
        return self.table("survey_items")

    @cached_property
    def units(self) -> list[Row]:
        """The unit tree: unit_code, label, level, parent_unit_code, valid_from_date, valid_to_date."""
        return self.table("units")


def organization_ids() -> list[str]:
    """Return the ids of all organizations, sorted."""
    return sorted(path.parent.name for path in paths.organizations().glob("*/organization.yml"))


def load_organization(organization_id: str) -> Organization:
    """Return one organization, read and checked; raises ``BadConfig`` with path and line."""
    folder = paths.organizations() / organization_id
    header = load_yaml(folder / "organization.yml", Header)
    sources = {path.stem: load_yaml(path, Source) for path in sorted((folder / "sources").glob("*.yml"))}
    choices = tuple(load_yaml_list(folder / "kpis.yml", KpiChoice))
    include = paths.home() / "include"
    contracts = {name: load_yaml(include / "contracts" / f"{name}.yml", Contract) for name in sources}
    kpis = {choice.kpi: load_yaml(include / "kpis" / f"{choice.kpi}.yml", Kpi) for choice in choices}
    wanted = {
        name
        for kpi in kpis.values()
        for version in kpi.versions
        for name in (version.numerator, version.denominator)
        if name
    }
    measures = {name: load_yaml(include / "measures" / f"{name}.yml", Measure) for name in sorted(wanted)}
    model = load_yaml(folder / "logic_model.yml", LogicModel)
    return Organization(organization_id, folder, header, sources, contracts, choices, kpis, measures, model)


def read_table(path: Path) -> list[Row]:
    """Return a UTF-8 CSV as rows of text; raises ``BadConfig`` with path and line for a row of another width."""
    if not path.is_file():
        raise BadConfig("CONFIG-01", file=path)
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise BadConfig("CONFIG-02", file=path, line=reader.line_num, problem="another number of columns")
            rows.append(row)
    return rows

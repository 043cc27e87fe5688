"""Where a KPI's numbers come from and how many cases were worked by hand, as the project's files say it."""

from __future__ import annotations

from seika.config import paths
from seika.config.fact import load_facts
from seika.config.kpi import MEMBER
from seika.config.load import load_raw
from seika.config.organization import Organization, measures_of


def family_of(kpi_id: str) -> str:
    """Return the id of the declaration that a KPI comes from: its own, or that of the family it is a member of."""
    return kpi_id.partition(MEMBER)[0]


def sources_of(organization: Organization, kpi_id: str) -> list[str]:
    """Return the sources of all facts that a KPI counts over, sorted."""
    facts = load_facts()
    measures = measures_of(family_of(kpi_id), organization.kpis[kpi_id]).values()
    return sorted({source for measure in measures for source in facts[measure.fact].sources})


def worked_cases(kpi_id: str) -> int:
    """Return how many cases ``tests/kpi/cases`` works for a KPI; 0 where the project lies here without its tests."""
    path = paths.home() / "tests" / "kpi" / "cases" / f"{family_of(kpi_id)}.yml"
    return len(load_raw(path)) if path.is_file() else 0

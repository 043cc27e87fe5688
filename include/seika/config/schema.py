"""JSON schemas of all configuration files."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from seika.config.contract import Contract
from seika.config.delivery import Delivery
from seika.config.document import Document
from seika.config.editions import EditionChoice, ReportSettings
from seika.config.kpi import Kpi, KpiChoice, Measure
from seika.config.logic_model import LogicModel
from seika.config.operation import Operation
from seika.config.organization import Header
from seika.config.source import Source
from seika.config.waiver import Waiver


def schemas() -> dict[str, Any]:
    """Return a JSON schema by file kind: contract, delivery, documents, editions, kpi, kpis, logic_model, measure, operation,
    organization, report, source, waivers."""
    kinds: dict[str, Any] = {
        "contract": Contract,
        "delivery": Delivery,
        "documents": dict[str, Document],
        "editions": list[EditionChoice],
        "kpi": Kpi,
        "kpis": list[KpiChoice],
        "logic_model": LogicModel,
        "measure": Measure,
        "operation": Operation,
        "organization": Header,
        "report": ReportSettings,
        "source": Source,
        "waivers": list[Waiver],
    }
    return {name: TypeAdapter(kind).json_schema() for name, kind in kinds.items()}

"""Activities → direct → intermediate → final outcomes: ``organizations/<id>/logic_model.yml``."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from seika.config.document import Cited, Origin
from seika.config.kpi import KpiChoice
from seika.config.load import Label, Strict, line_of
from seika.config.review import Review
from seika.errors import BadConfig

Level = Literal["activity", "direct", "intermediate", "final"]
LEVELS: tuple[Level, ...] = ("activity", "direct", "intermediate", "final")
# What these say has to be seen in figures; activities are done or not, and the final outcome is what all others are for.
MEASURED: tuple[Level, ...] = ("direct", "intermediate")


class Plan(Strict):
    """The fiscal years that a plan, or one activity of it, is for; without ``to_fiscal_year`` until another replaces it."""

    from_fiscal_year: int
    to_fiscal_year: int | None = None

    @model_validator(mode="after")
    def _forward(self) -> Plan:
        if self.to_fiscal_year is not None and self.to_fiscal_year < self.from_fiscal_year:
            raise ValueError("to_fiscal_year lies before from_fiscal_year")
        return self


class Node(Cited):
    """One box; ``stated`` stands in the document, ``derived`` was worked out and is shown as 仮称.

    ``owner`` is an office as the document names it. A direct or intermediate outcome has KPIs, or ``no_kpis`` says why it has none.
    """

    label: Label
    level: Level
    place: str
    provenance: Origin
    owner: str | None = None
    plan: Plan | None = None
    no_kpis: str | None = Field(default=None, min_length=5)
    status_rule: Literal["worst", "majority", "all"] = "worst"


class Edge(Cited):
    """A contribution from one node to another; without ``place`` it is cited where its source is."""

    source: str
    target: str
    provenance: Origin


class Keyword(Cited):
    """A word that the document holds up beside its outcomes."""

    label: Label
    place: str
    provenance: Origin


class LogicModel(Strict):
    """Nodes by id and the edges between them.

    ``document`` is the id of what all of it is cited from, ``owner`` the office that it all belongs to, unless a part says otherwise.
    """

    document: str
    owner: str | None = None
    plan: Plan | None = None
    nodes: dict[str, Node]
    edges: tuple[Edge, ...]
    keywords: dict[str, Keyword] = Field(default_factory=dict)
    reviews: dict[int, Review] = Field(default_factory=dict)


def check_logic_model(path: Path, model: LogicModel) -> None:
    """Refuse what the shape of ``logic_model.yml`` cannot. Raises ``BadConfig`` with file and line:

    ``CONFIG-11`` unknown node, ``CONFIG-12`` edge twice or against the levels, ``CONFIG-13`` cycle.
    """
    _check_edges(path, model)
    _check_cycles(path, model)
    _check_notes(path, model)


def check_followed(folder: Path, model: LogicModel, choices: Sequence[tuple[int, KpiChoice]]) -> None:
    """Refuse KPIs and outcomes that do not meet; ``choices`` are those of ``kpis.yml`` with their place in it, a family as its members.

    Raises ``BadConfig`` with file and line: ``CONFIG-14`` unknown outcome, ``CONFIG-50`` an outcome of the levels ``MEASURED`` without
    KPI or reason, ``CONFIG-51`` a reason although there are KPIs, ``CONFIG-52`` a KPI chosen twice.
    """
    path, first_at = folder / "kpis.yml", dict[str, int]()
    for index, choice in choices:
        if choice.outcome not in model.nodes:
            raise BadConfig("CONFIG-14", file=path, line=line_of(path, index, "outcome"), kpi=choice.kpi, node=choice.outcome)
        if choice.kpi in first_at:
            line, first = (line_of(path, at, "kpi") for at in (index, first_at[choice.kpi]))
            raise BadConfig("CONFIG-52", file=path, line=line, kpi=choice.kpi, first=first)
        first_at[choice.kpi] = index
    _check_measured(folder / "logic_model.yml", model, {choice.outcome for _, choice in choices})


def _check_measured(path: Path, model: LogicModel, followed: set[str]) -> None:
    for node_id, node in model.nodes.items():
        if node.level in MEASURED and node_id not in followed and node.no_kpis is None:
            raise BadConfig("CONFIG-50", file=path, line=line_of(path, "nodes", node_id), node=node_id)
        if node_id in followed and node.no_kpis is not None:
            raise BadConfig("CONFIG-51", file=path, line=line_of(path, "nodes", node_id, "no_kpis"), node=node_id)


def _check_notes(path: Path, model: LogicModel) -> None:
    for year, review in model.reviews.items():
        for phase, index, note in review.notes:
            if note.node is not None and note.node not in model.nodes:
                line = line_of(path, "reviews", str(year), phase, index, "node")
                raise BadConfig("CONFIG-11", file=path, line=line, node=note.node)


def _check_edges(path: Path, model: LogicModel) -> None:
    seen: set[tuple[str, str]] = set()
    for index, edge in enumerate(model.edges):
        for key, node in (("source", edge.source), ("target", edge.target)):
            if node not in model.nodes:
                raise BadConfig("CONFIG-11", file=path, line=line_of(path, "edges", index, key), node=node)
        levels = [LEVELS.index(model.nodes[node].level) for node in (edge.source, edge.target)]
        if levels[0] > levels[1] or (edge.source, edge.target) in seen:
            line = line_of(path, "edges", index, "source")
            raise BadConfig("CONFIG-12", file=path, line=line, edge=f"{edge.source} -> {edge.target}")
        seen.add((edge.source, edge.target))


def _check_cycles(path: Path, model: LogicModel) -> None:
    sources: dict[str, set[str]] = {node: set() for node in model.nodes}
    for edge in model.edges:
        sources[edge.target].add(edge.source)
    try:
        TopologicalSorter(sources).prepare()
    except CycleError as error:
        round_trip: list[str] = error.args[1]
        pair = (round_trip[0], round_trip[1])
        index = next(number for number, edge in enumerate(model.edges) if (edge.source, edge.target) == pair)
        line = line_of(path, "edges", index, "source")
        raise BadConfig("CONFIG-13", file=path, line=line, cycle=" -> ".join(round_trip)) from None

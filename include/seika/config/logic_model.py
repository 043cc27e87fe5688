"""Activities → direct → intermediate → final outcomes: ``organizations/<id>/logic_model.yml``."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import model_validator

from seika.config.kpi import KpiChoice
from seika.config.load import Strict, line_of
from seika.errors import BadConfig

Level = Literal["activity", "direct", "intermediate", "final"]
Reasoned = TypeVar("Reasoned", "Node", "Edge")
LEVELS: tuple[Level, ...] = ("activity", "direct", "intermediate", "final")


class Node(Strict):
    """One box; ``stated`` stands in the document, ``derived`` was worked out (``reason`` says from what) and is shown as 仮称."""

    label: str
    level: Level
    provenance: Literal["stated", "derived"]
    place: str
    reason: str | None = None
    status_rule: Literal["worst", "majority", "all"] = "worst"

    @model_validator(mode="after")
    def _reasoned(self) -> Node:
        return _with_reason(self)


class Edge(Strict):
    """A contribution from one node to another."""

    source: str
    target: str
    provenance: Literal["stated", "derived"]
    reason: str | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> Edge:
        return _with_reason(self)


class LogicModel(Strict):
    """Nodes by id, and the edges between them."""

    document: str
    nodes: dict[str, Node]
    edges: tuple[Edge, ...]


def check_logic_model(folder: Path, model: LogicModel, choices: Sequence[KpiChoice]) -> None:
    """Refuse what the shape of the files cannot: edges to nowhere, downwards or twice, cycles, KPIs without an outcome.

    ``folder`` is the organization's (it holds ``logic_model.yml`` and ``kpis.yml``). Raises ``BadConfig`` with file and line:
    ``CONFIG-11`` unknown node, ``CONFIG-12`` edge twice or against the levels, ``CONFIG-13`` cycle, ``CONFIG-14`` unknown outcome.
    """
    path = folder / "logic_model.yml"
    _check_edges(path, model)
    _check_cycles(path, model)
    for index, choice in enumerate(choices):
        if choice.outcome not in model.nodes:
            line = line_of(folder / "kpis.yml", index, "outcome")
            raise BadConfig("CONFIG-14", file=folder / "kpis.yml", line=line, kpi=choice.kpi, node=choice.outcome)


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


def _with_reason(item: Reasoned) -> Reasoned:
    if item.provenance == "derived" and not item.reason:
        raise ValueError("what is derived needs a reason: say from what it was worked out")
    return item

"""Activities → direct → intermediate → final outcomes: ``organizations/<id>/logic_model.yml``."""

from __future__ import annotations

from typing import Literal

from seika.config.load import Strict

Level = Literal["activity", "direct", "intermediate", "final"]


class Node(Strict):
    """One box; ``stated`` stands in the document, ``derived`` was worked out (``reason`` says from what) and is shown as 仮称."""

    label: str
    level: Level
    provenance: Literal["stated", "derived"]
    place: str
    reason: str | None = None
    status_rule: Literal["worst", "majority", "all"] = "worst"


class Edge(Strict):
    """A contribution from one node to another."""

    source: str
    target: str
    provenance: Literal["stated", "derived"]
    reason: str | None = None


class LogicModel(Strict):
    """Nodes by id, and the edges between them."""

    document: str
    nodes: dict[str, Node]
    edges: tuple[Edge, ...]

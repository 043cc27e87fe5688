"""What is published, relation by relation and column by column, as ``columns.yml`` declares it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from seika.config.load import Strict, load_yaml_mapping


class Column(Strict):
    """A published column: its name, what it is called and means in Japanese, its type in the database."""

    name: str
    label_ja: str
    says_ja: str
    type: str


class Relation(Strict):
    """A published relation: the name of its Japanese view, what it holds, its columns in their order."""

    view_ja: str
    says_ja: str
    columns: tuple[Column, ...]


@cache
def relations() -> dict[str, Relation]:
    """Return the published relations by the name of their view, as ``release/columns.yml`` declares them."""
    return load_yaml_mapping(Path(__file__).with_suffix(".yml"), Relation)

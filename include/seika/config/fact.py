"""What the measures may count: the facts of the dbt project, as the YAML beside each declares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from seika.config import paths


@dataclass(frozen=True)
class Fact:
    """A fact: its columns with their types, the column that names a person, and the sources it is made of.

    Without ``person`` its records are no people but numbers of people: what is summed are the people. ``months_before``: how many months
    before a window its records look back to, so that the extracts of these months have to be there as well. ``is_several_at_once``: one
    person can have several records that hold on the same day.
    """

    name: str
    columns: Mapping[str, str]
    person: str | None
    sources: tuple[str, ...]
    months_before: int = 0
    is_several_at_once: bool = False


def load_facts() -> dict[str, Fact]:
    """Return every fact of ``dbt/models/facts`` by name, read once a process."""
    return _load(paths.home() / "dbt" / "models" / "facts")


@cache
def _load(folder: Path) -> dict[str, Fact]:
    found = {}
    for path in sorted(folder.glob("fct_*.yml")):
        model = yaml.safe_load(path.read_text(encoding="utf-8"))["models"][0]
        meta = model["config"]["meta"]
        columns = {column["name"]: column["data_type"] for column in model["columns"]}
        looks_back, several = meta.get("months_before", 0), meta.get("several_at_once", False)
        found[path.stem] = Fact(path.stem, columns, meta.get("person"), tuple(meta["sources"]), looks_back, several)
    return found

"""Rules of a source as a data steward writes them: ``expectations/<source>.yml``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, model_validator

from seika.config import paths
from seika.config.load import Strict, line_of, load_yaml_list
from seika.errors import BadConfig

Action = Literal["quarantine", "reject", "warn"]
_ID = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class Change(Strict):
    """That a rule was loosened or tightened: since which month, how, why."""

    since: str
    what: str
    why: str


class Said(Strict):
    """A sentence in both languages; neither may be missing."""

    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Rule(Strict):
    """One rule: ``expect`` names a Great Expectations expectation (or one of ``own.py``) and its parameters.

    ``quarantine`` holds back the rows that break it, ``reject`` refuses the delivery, ``warn`` writes an event. ``why`` says what is
    wrong and ``do`` what the sender must do, both in both languages; ``protects`` are the ids of the KPIs at stake; ``history`` keeps
    each change.
    """

    id: str
    expect: dict[str, Any]
    action: Action
    why: Said
    do: Said
    protects: tuple[str, ...]
    history: tuple[Change, ...]

    @model_validator(mode="after")
    def _complete(self) -> Rule:
        if not _ID.fullmatch(self.id):
            raise ValueError("an id is <source>.<column or delivery>.<rule> in lower case")
        if not isinstance(self.expect.get("type"), str):
            raise ValueError("expect needs a type")
        return self

    @property
    def type(self) -> str:
        """The name of the expectation."""
        return str(self.expect["type"])

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters of the expectation as written, placeholders not yet filled."""
        return {name: value for name, value in self.expect.items() if name != "type"}

    @property
    def column(self) -> str | None:
        """The column the rule is named after; none for a rule of the whole delivery."""
        name = self.id.split(".")[1]
        return None if name == "delivery" else name


@dataclass(frozen=True)
class Outcome:
    """What a rule found: ``failing`` are positions in the frame; none where the rule speaks of the delivery as a whole."""

    passed: bool
    failing: Any = None


def load_rules(source_id: str) -> list[Rule]:
    """Return the rules of a source in the order of the file.

    Raises ``BadConfig`` with path and line for a wrong file, ``CHECK-06`` for no rule at all, an id of another source or an id twice.
    """
    path = rules_path(source_id)
    rules = load_yaml_list(path, Rule)
    if not rules:
        raise BadConfig("CHECK-06", file=path, line=1, rule="-", problem="no rule at all")
    seen: set[str] = set()
    for index, rule in enumerate(rules):
        if rule.id in seen:
            raise BadConfig("CHECK-06", file=path, line=line_of(path, index), rule=rule.id, problem="the id is there twice")
        if not rule.id.startswith(f"{source_id}."):
            raise BadConfig("CHECK-06", file=path, line=line_of(path, index), rule=rule.id, problem="not a rule of this file")
        seen.add(rule.id)
    return rules


def texts(rules: list[Rule]) -> Callable[[str], tuple[Said, Said]]:
    """Return the function from a rule's id to its ``why`` and ``do``, for ``rules`` and for what decode holds back."""
    loaded = yaml.safe_load(Path(__file__).with_name("undecoded.yml").read_text(encoding="utf-8"))
    undecoded = {name: (Said(**each["why"]), Said(**each["do"])) for name, each in loaded.items()}
    known = {rule.id: (rule.why, rule.do) for rule in rules}
    return lambda rule_id: known.get(rule_id) or undecoded[rule_id.rpartition(".")[2]]


def rules_path(source_id: str) -> Path:
    """Return the file that holds the rules of a source."""
    return paths.home() / "expectations" / f"{source_id}.yml"

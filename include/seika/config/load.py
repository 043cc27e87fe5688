"""YAML to frozen Pydantic models; a wrong file is refused with its path and line."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from seika.errors import BadConfig

Lines = dict[tuple[str | int, ...], int]
Model = TypeVar("Model", bound="Strict")
# An organization is some forty files, read at the start of every step: in C this takes a tenth of the time.
_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOOL = "tag:yaml.org,2002:bool"


class _Loader(_FAST):  # type: ignore[misc]
    """As YAML 1.2 and as editors read it: ``true`` and ``false`` are truth values, ``on``, ``no`` and the like are words."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [(tag, form) for tag, form in forms if tag != _BOOL] for first, forms in _FAST.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver(_BOOL, re.compile(r"\A(true|True|TRUE|false|False|FALSE)\Z"), list("tTfF"))


class Strict(BaseModel):
    """The base of every configuration model: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Label(Strict):
    """A name as people read it."""

    ja: str
    en: str


def load_yaml(path: Path, model: type[Model]) -> Model:
    """Return ``path`` as ``model``; raises ``BadConfig`` with path and line for anything that does not fit."""
    value, lines = _read(path)
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise _refusal(path, error, lines) from None


def load_yaml_list(path: Path, model: type[Model]) -> list[Model]:
    """Return the YAML list in ``path`` as a list of ``model``, refused like ``load_yaml``."""
    value, lines = _read(path)
    if not isinstance(value, list):
        raise BadConfig("CONFIG-02", file=path, line=1, problem="a list is expected here")
    found = []
    for index, item in enumerate(value):
        try:
            found.append(model.model_validate(item))
        except ValidationError as error:
            raise _refusal(path, error, lines, (index,)) from None
    return found


def load_yaml_mapping(path: Path, model: type[Model]) -> dict[str, Model]:
    """Return the YAML mapping in ``path`` as ``model`` by key, refused like ``load_yaml``."""
    value, lines = _read(path)
    if not isinstance(value, dict):
        raise BadConfig("CONFIG-02", file=path, line=1, problem="a mapping is expected here")
    found = {}
    for key, item in value.items():
        try:
            found[str(key)] = model.model_validate(item)
        except ValidationError as error:
            raise _refusal(path, error, lines, (str(key),)) from None
    return found


def load_raw(path: Path) -> Any:
    """Return what a YAML file says, without a model; raises ``BadConfig`` where it is missing or no YAML."""
    return _read(path)[0]


def line_of(path: Path, *keys: str | int) -> int:
    """Return the line (from 1) of a key in a YAML file; 1 where the key is not there."""
    _, lines = _read(path)
    return lines.get(keys, 1)


def _read(path: Path) -> tuple[Any, Lines]:
    if not path.is_file():
        raise BadConfig("CONFIG-01", file=path)
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadConfig("CONFIG-02", file=path, line=line, problem=error.problem) from None
    except UnicodeDecodeError:
        raise BadConfig("CONFIG-02", file=path, line=1, problem="the file is not UTF-8") from None


@lru_cache(maxsize=1024)
def _parsed(text: str) -> tuple[Any, Lines]:
    """Return what a text says and the line of each key; the same text is read once a process, however many steps ask."""
    node = yaml.compose(text, Loader=_Loader)
    value = yaml.load(text, Loader=_Loader)  # noqa: S506 - safe, in C where PyYAML has it
    lines: Lines = {}
    if node is not None:
        _note_lines(node, (), lines)
    return value, lines


def _note_lines(node: yaml.Node, at: tuple[str | int, ...], lines: Lines) -> None:
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            lines[(*at, key.value)] = key.start_mark.line + 1
            _note_lines(child, (*at, key.value), lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _note_lines(child, (*at, index), lines)


def _refusal(path: Path, error: ValidationError, lines: Lines, prefix: tuple[str | int, ...] = ()) -> BadConfig:
    first = error.errors(include_url=False)[0]
    where = (*prefix, *first["loc"])
    known: tuple[str | int, ...] = ()
    for part in where:
        # The kind of a union stands in Pydantic's place but not in the file; a missing key has the line of what lacks it.
        known = (*known, part) if (*known, part) in lines else known
    return BadConfig(
        "CONFIG-02",
        file=path,
        line=lines.get(known, 1),
        key=".".join(str(part) for part in where),
        problem=first["msg"],
    )

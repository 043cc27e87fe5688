"""What DAG files need to know of organizations, read fast: Airflow reads DAG files before every task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from seika.config import organization_ids, paths
from seika.errors import BadConfig

# Two hundred sources with the pure Python loader would cost a second before every task.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Channel:
    """One source of an organization: its id, its Japanese label and the sources that it is checked against or compared with."""

    id: str
    label: str
    after: tuple[str, ...]


@dataclass(frozen=True)
class Body:
    """One organization: its id, its Japanese label and its sources, sorted by id."""

    id: str
    label: str
    channels: tuple[Channel, ...]


def bodies(dag_id: str | None = None) -> Iterator[Body]:
    """Yield all organizations, sorted; only the one a DAG belongs to where its id is given (as before a task)."""
    only = dag_id.split("__")[1] if dag_id and dag_id.count("__") else None
    for organization_id in organization_ids():
        if only in (None, organization_id):
            yield body(organization_id)


def body(organization_id: str) -> Body:
    """Return one organization; raises ``BadConfig`` for files that do not even have a label (``seika doctor`` checks the rest)."""
    folder = paths.organizations() / organization_id
    channels = tuple(_channel(path) for path in sorted((folder / "sources").glob("*.yml")))
    return Body(organization_id, _label(folder / "organization.yml"), channels)


def _channel(path: Path) -> Channel:
    declared = _read(path)
    return Channel(path.stem, _label(path), (*declared.get("check_after", ()), *declared.get("compare_with", ())))


def _label(path: Path) -> str:
    try:
        return str(_read(path)["label"]["ja"])
    except (KeyError, TypeError):
        raise BadConfig("CONFIG-02", file=path, line=1, problem="label: {ja: ..., en: ...} is expected here") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        value = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader, in C where there is one
    except (OSError, yaml.YAMLError) as error:
        raise BadConfig("CONFIG-02", file=path, line=1, problem=type(error).__name__) from None
    return value if isinstance(value, dict) else {}

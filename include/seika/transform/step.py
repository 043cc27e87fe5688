"""Compute a month: choose what counts, mount it, build, check, and leave the result for release."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from seika.canonical import canonical_json
from seika.config import load_organization, paths
from seika.config.catalogue import catalogue
from seika.config.fact import load_facts
from seika.lineage import tells
from seika.log import events
from seika.period import Period
from seika.store import releases, semantics
from seika.transform import choose
from seika.transform.build import Project, build, compiled, write_project
from seika.transform.compiled import Model
from seika.transform.declared import Month
from seika.transform.engine import DUCKDB, SPARK, engine_of
from seika.transform.hashes import code_hash, configuration_hash
from seika.transform.mount import mount
from seika.transform.recipe import RECIPE, recipe_of
from seika.transform.result import ORDERS, check_result, read_result, write_result

if TYPE_CHECKING:
    import pyarrow as pa

log = events(__name__)
SEMANTICS = "semantics.json"
HASHES = ("input_hash", "configuration_hash", "code_hash")
Recipe = Callable[[Month, Sequence[Model]], bytes]
Computed = tuple[list[Model], dict[str, "pa.Table"]]


@dataclass(frozen=True)
class Transformed:
    """A computed month: ``folder`` holds kpi_value.parquet, outcome_status.parquet, selection.json, semantics.json and recipe.json."""

    organization_id: str
    period: Period
    folder: Path
    input_hash: str
    configuration_hash: str
    code_hash: str


def ready(organization_id: str) -> list[Period]:
    """Return the months that can be computed and whose inputs, configuration or code are not those of the current snapshot.

    Oldest first. A closed month (final or restated) and one that was rolled back are never among them: they are computed again
    when they are asked for by their name. Raises ``BadConfig`` for a wrong file and ``Outage`` where the ledger does not answer.
    """
    organization = load_organization(organization_id)
    held = choose.accepted(organization)
    known = (configuration_hash(organization), code_hash())
    rolled_back = releases.rolled_back(organization_id)
    waiting = []
    for period in choose.computable(organization, held):
        snapshot = releases.current(organization_id, str(period))
        if (snapshot and snapshot.status != "provisional") or str(period) in rolled_back:
            continue
        inputs = choose.input_hash(choose.choose(organization, period, held))
        if snapshot is None or (snapshot.input_hash, snapshot.configuration_hash, snapshot.code_hash) != (inputs, *known):
            waiting.append(period)
    return waiting


def is_current(organization_id: str, period: Period) -> bool:
    """Return whether a month is published with the deliveries, the configuration and the code of now; nothing is computed.

    False, too, for a month that lacks what it needs: computing it says what. Raises ``BadConfig`` and ``Outage`` as ``ready`` does.
    """
    snapshot, now = releases.current(organization_id, period), _hashes_of_now(organization_id, period)
    return snapshot is not None and now == {name: getattr(snapshot, name) for name in HASHES}


def computed(organization_id: str, period: Period) -> Path:
    """Return the folder of a month that lies computed here with the deliveries, the configuration and the code of now.

    It is computed where it does not: another worker did it, whose scratch is its own, or something has come since. Raises what
    ``transform`` raises.
    """
    folder, now = _folder(organization_id, period), _hashes_of_now(organization_id, period)
    try:
        chosen = json.loads((folder / "selection.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        chosen = {}
    is_here = now is not None and now == {name: chosen.get(name) for name in HASHES}
    return folder if is_here else transform(organization_id, period).folder


@tells("transform")
def transform(organization_id: str, period: Period, cut_off: datetime | None = None, engine: str | None = None) -> Transformed:
    """Compute one month from the deliveries accepted up to ``cut_off`` (now where it is left out); nothing is published.

    ``engine`` is ``duckdb`` or ``spark`` (``SEIKA_ENGINE`` where it is left out, else DuckDB); the result is the same, to the byte.
    Raises ``NotReady TRANSFORM-01`` where a required extract has not come, ``BadData TRANSFORM-03`` to ``TRANSFORM-05`` where the
    build, a test or the check of the result fails, ``Outage TRANSFORM-08`` where Spark does not answer, and ``BadConfig``.
    """
    chosen = engine_of(engine)
    organization = load_organization(organization_id)
    extracts = choose.choose(organization, period, choose.accepted(organization, cut_off))
    hashes = {
        "input_hash": choose.input_hash(extracts),
        "configuration_hash": configuration_hash(organization),
        "code_hash": code_hash(),
    }
    folder = _folder(organization_id, period)
    compute(Month(organization, period, extracts, load_facts()), folder, hashes, recipe_of, chosen)
    return Transformed(organization_id, period, folder, **hashes)


def compute(month: Month, folder: Path, hashes: dict[str, str], recipe: Recipe | None = None, engine: str = DUCKDB) -> None:
    """Build ``month`` on ``engine`` and write its result into ``folder``; what was built beside it is removed.

    ``recipe`` says what is to be kept of how it was computed, and is written beside the result.
    """
    with _alone(folder.parent):
        project = write_project(folder.parent / "project", month.organization)
        models, result = _on_spark(project, month) if engine == SPARK else _on_duckdb(project, month)
        check_result(month, result)
        more = {SEMANTICS: canonical_json(semantics.as_text(catalogue(month.organization, month.period)))}
        write_result(folder, month, result, hashes, more | ({RECIPE: recipe(month, models)} if recipe else {}))
    log.info("transform.computed", organization=month.organization.id, period=month.period, rows=result["kpi_value"].num_rows)


def _folder(organization_id: str, period: Period) -> Path:
    return paths.scratch() / organization_id / str(period)


def _hashes_of_now(organization_id: str, period: Period) -> dict[str, str] | None:
    """Return the three hashes that a month would have if it were computed now; none where it lacks what it needs."""
    organization = load_organization(organization_id)
    held = choose.accepted(organization)
    if choose.missing(organization, period, held):
        return None
    inputs = choose.input_hash(choose.choose(organization, period, held))
    return dict(zip(HASHES, (inputs, configuration_hash(organization), code_hash()), strict=True))


def _on_duckdb(project: Project, month: Month) -> Computed:
    try:
        mount(project.database, month)
        return build(project), read_result(project.database)
    finally:
        project.database.unlink(missing_ok=True)


def _on_spark(project: Project, month: Month) -> Computed:
    # Not at the top: whoever computes on DuckDB needs nothing of Spark.
    from seika.transform import on_spark

    result = on_spark.built(project, month, ORDERS)
    # A question about an old number is answered by DuckDB, so its SQL is what is kept.
    return compiled(project), result


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One build of an organization at a time: they share the scratch project."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

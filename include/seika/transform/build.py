"""One ``dbt build`` in a scratch copy of ``dbt/``, with the measures compiled from their declarations."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from seika.canonical import hash_of, hash_tree
from seika.config import Organization, paths
from seika.config.fact import load_facts
from seika.config.kpi import Measure
from seika.errors import BadData
from seika.kpi import aggregate_sql
from seika.log import events
from seika.transform.compiled import Model, in_order

log = events(__name__)

DATABASE = "build.duckdb"
# Built files are no part of the project; unit tests are run by the tests, not each month.
_NOT_COPIED = shutil.ignore_patterns("target", "logs", "*.duckdb*", "__pycache__", ".user.yml")
# dbt's own words go to a file beside the data they may quote, and nowhere else.
_QUIET = ("--quiet", "--no-print", "--log-level", "none", "--log-level-file", "warn", "--no-use-colors")


@dataclass(frozen=True)
class Project:
    """A scratch dbt project of one organization; ``key`` is the hash of all that it was made of."""

    folder: Path
    measure_ids: tuple[str, ...]
    key: str

    @property
    def database(self) -> Path:
        """The scratch database; its name never changes, so that the parsed project can be used for each month."""
        return self.folder / DATABASE

    @property
    def log(self) -> Path:
        """Where dbt says in full what went wrong."""
        return self.folder / "logs" / "dbt.log"


def write_project(folder: Path, organization: Organization) -> Project:
    """Return the organization's project in ``folder``: ``dbt/`` and its measures, written anew only where something changed."""
    return write_project_of(folder, organization.measures)


def write_project_of(folder: Path, measures: dict[str, Measure]) -> Project:
    """Like ``write_project`` for any set of measures; raises ``BadConfig KPI-..`` for one that cannot be compiled."""
    facts = load_facts()
    macro = _macro({name: aggregate_sql(name, measures, facts) for name in sorted(measures)})
    source = paths.home() / "dbt"
    copied = [path for path in source.rglob("*") if path.is_file() and not _is_built(path.relative_to(source))]
    key = hash_of([hash_tree(source, copied), macro])
    project = Project(folder, tuple(sorted(measures)), key)
    stamp = folder / "project.sha256"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == key:
        return project
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder, ignore=_NOT_COPIED)
    (folder / "macros" / "measure.sql").write_text(macro, encoding="utf-8")
    stamp.write_text(key, encoding="ascii")
    return project


def build(project: Project, exclude: Sequence[str] = ("unit_test",), target: str = "duckdb") -> list[Model]:
    """Run all models and data tests of ``project`` where ``target`` says; return the models as the SQL that ran.

    Raises ``BadData TRANSFORM-03`` naming the model that failed, ``TRANSFORM-04`` naming the test and how many rows broke it. What
    dbt says of rows is not passed on: it may quote values.
    """
    arguments = ["build", "--no-populate-cache", "--no-write-json", *(f"--exclude-resource-type={kind}" for kind in exclude)]
    # A build writes into the manifest it is given, so each gets a copy.
    done = _invoke(project, arguments, _manifest(project.folder, project.key, project.measure_ids, target).deepcopy(), target)
    results = list(getattr(done.result, "results", None) or [])
    failed = [each for each in results if each.status in {"error", "fail", "runtime error"}]
    for each in failed:
        if each.node.resource_type in {"test", "unit_test"} and each.status == "fail":
            raise BadData("TRANSFORM-04", test=each.node.name, model=_tested(each.node), failures=each.failures)
        raise BadData("TRANSFORM-03", model=each.node.name, problem=_kind(each.message), log=project.log)
    if not done.success:
        raise BadData("TRANSFORM-03", model="dbt", problem=type(done.exception).__name__, log=project.log)
    log.info("transform.built", nodes=len(results))
    return _models(results)


@cache
def compiled(project: Project) -> list[Model]:
    """Return the models as DuckDB's SQL without running them: what is kept of a month, whichever engine computed it."""
    arguments = ["compile", "--no-populate-cache", "--no-write-json", "--no-introspect"]
    done = _invoke(project, arguments, _manifest(project.folder, project.key, project.measure_ids, "duckdb").deepcopy())
    if not done.success:
        raise BadData("TRANSFORM-03", model="dbt", problem=_kind(str(done.exception)), log=project.log)
    return _models(done.result.results)


def _models(results: Sequence[Any]) -> list[Model]:
    nodes = [each.node for each in results if each.node.resource_type == "model"]
    return in_order([Model(node.name, node.compiled_code, node.config.materialized == "table") for node in nodes])


@cache
def _manifest(folder: Path, key: str, measure_ids: tuple[str, ...], target: str) -> Any:
    """Parse a project once a process: a month more costs its queries only."""
    project = Project(folder, measure_ids, key)
    done = _invoke(project, ["parse", "--no-write-json"], None, target)
    if not done.success:
        raise BadData("TRANSFORM-03", model="dbt", problem=_kind(str(done.exception)), log=project.log)
    return done.result


def _invoke(project: Project, arguments: Sequence[str], manifest: Any, target: str = "duckdb") -> Any:
    # Not at the top: dbt takes seconds to import, and it starts helper processes that import the caller's main module.
    from dbt.cli.main import dbtRunner

    folders = {"project-dir": "", "profiles-dir": "", "target-path": "target", "log-path": "logs"}
    place = [part for option, name in folders.items() for part in (f"--{option}", str(project.folder / name))]
    variables = ["--vars", json.dumps({"measure_ids": list(project.measure_ids)})]
    os.environ["SEIKA_SCRATCH_DATABASE"] = DATABASE
    os.environ.setdefault("SEIKA_DUCKDB_THREADS", str(os.cpu_count() or 1))
    # dbt goes to the project's folder and stays there.
    with chdir(project.folder):
        try:
            return dbtRunner(manifest=manifest).invoke([*_QUIET, *arguments, *place, *variables, "--target", target])
        finally:
            _let_go()


def _let_go() -> None:
    """Close the database that dbt keeps open for a next command: the file is read by others and then removed."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    held = DuckDBConnectionManager._ENV
    if held is not None:
        held.close()
    DuckDBConnectionManager.close_all_connections()


def _macro(of_measure: Mapping[str, str]) -> str:
    """Return the macro ``measure``: the SQL of the measure that it is asked for."""
    branches = [
        f"{{% if measure_id == '{measure_id}' %}}\n-- compiled from include/measures/{measure_id}.yml\n{sql}{{% endif %}}\n"
        for measure_id, sql in of_measure.items()
    ]
    return f"{{% macro measure(measure_id) %}}\n{''.join(branches)}{{% endmacro %}}\n"


def _is_built(path: Path) -> bool:
    return bool(_NOT_COPIED("", list(path.parts)))


def _tested(node: Any) -> str | None:
    attached = getattr(node, "attached_node", None)
    return attached.split(".")[-1] if attached else None


def _kind(message: object) -> str:
    """Return the first words of an engine's message: what kind of error it is, before it quotes anything."""
    named = re.search(r"\[([A-Z][A-Z_.]+)\]", str(message or ""))  # as Spark does
    if named:
        return named[1]
    lines = [line.strip() for line in str(message or "").splitlines() if line.strip()]
    said = next((line for line in lines if "Error" in line and not line.startswith(("Runtime", "Database", "Compilation"))), None)
    return (said or (lines or ["unknown"])[0]).split(":")[0]

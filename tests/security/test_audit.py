"""The audit of dependencies: what it says of advisories, and that an audit which could not be made is no success."""

from __future__ import annotations

import json
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    loader = SourceFileLoader("audit", str(ROOT / ".ci" / "audit"))
    specification = spec_from_loader("audit", loader)
    assert specification
    module = module_from_spec(specification)
    loader.exec_module(module)
    return module


def judged(audit: ModuleType, tmp_path: Path, *dependencies: dict[str, object], count: int = 2) -> int:
    found = tmp_path / "found.json"
    found.write_text(json.dumps({"dependencies": dependencies}))
    return int(audit.judged(found, count, ""))


GOOD = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-2026-1"}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


def test_all_looked_up_and_nothing_known_is_a_success(audit: ModuleType, tmp_path: Path) -> None:
    assert judged(audit, tmp_path, GOOD, GOOD) == 0


def test_an_advisory_or_one_that_was_not_looked_up_is_none(audit: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert judged(audit, tmp_path, GOOD, BAD) == 1
    assert "b 2: PYSEC-2026-1" in capsys.readouterr().out
    assert judged(audit, tmp_path, GOOD, SKIPPED) == 1
    assert judged(audit, tmp_path, GOOD) == 1


def test_a_database_that_cannot_be_reached_is_said_and_is_no_success(
    audit: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert judged(audit, tmp_path, SKIPPED, SKIPPED) == 75
    assert audit.judged(tmp_path / "nothing.json", 2, "ConnectionError: no route") == 75
    assert capsys.readouterr().out.count("NOT AUDITED") == 2


def test_ci_audits_after_the_tests() -> None:
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert run.index("make test") < run.index(".ci/audit")

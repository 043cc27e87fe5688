"""Two published months of a small ward with reports, and a folder of organizations in which a test may say who gets them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from computed_month import month, row
from small_ward import WARD, write

from seika.canonical import canonical_json
from seika.config import load_organization, paths
from seika.config.catalogue import catalogue
from seika.period import Period
from seika.release import release
from seika.report import report
from seika.store import semantics

UNITS: dict[str, str | None] = {"0000000": None, "0100000": "0000000", "0200000": "0000000", "0101000": "0100000", "0102000": "0100000"}
PEOPLE = {"0000000": 1_120, "0100000": 1_070, "0200000": 50, "0101000": 1_067, "0102000": 3}


def cells(value: str) -> list[dict[str, Any]]:
    """Return a month of one KPI: figures with thousands above, one section that is too small below."""
    found = []
    for code, people in PEOPLE.items():
        level = "organization" if code == "0000000" else "department" if code.endswith("00000") else "section"
        only_whole = {} if level == "organization" else {"target": None, "status": "no_target"}
        found.append(row(code, people, unit_level=level, value=Decimal(value), **only_whole))
    return found


@pytest.fixture(scope="module")
def reported(own_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The newer of two snapshots, its report written in two editions of units and in English."""
    shelf = tmp_path_factory.mktemp("organizations")
    with pytest.MonkeyPatch.context() as patch:
        shutil.copytree(paths.organizations() / WARD, shelf / WARD)
        patch.setenv("SEIKA_ORGANIZATIONS", str(shelf))
        patch.setenv("SEIKA_LANGUAGE", "en")
        write("editions", "- {languages: [ja, en]}\n- {unit: '0100000'}\n")
        for period, value in (("2025-04", "30.0"), ("2025-05", "31.5")):
            folder = month(tmp_path_factory.mktemp("month"), cells(value), period=period, units=UNITS)
            said = catalogue(load_organization(WARD), Period(period))
            (folder / "semantics.json").write_bytes(canonical_json(semantics.as_text(said)))
            made = release(folder).snapshot_id
        report(made)
        yield made


@pytest.fixture
def changed() -> Iterator[Callable[[Path, bytes], None]]:
    """A function that writes other bytes into a file; the file is as it was when the test is over."""
    before: dict[Path, bytes] = {}

    def change(path: Path, content: bytes) -> None:
        before.setdefault(path, path.read_bytes())
        path.write_bytes(content)

    yield change
    for path, content in before.items():
        path.write_bytes(content)
    assert not before or os.access(next(iter(before)), os.R_OK)

"""Old snapshots computed again in scratch: from the originals in the vault, with the configuration and the code of their time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from seika.config import load_organization, paths
from seika.errors import BadData
from seika.store import lake, ledger, recipes, vault
from seika.store.earlier import published_before
from seika.store.recipes import Recipe
from seika.store.releases import Snapshot
from seika.trace.archives import changed, opened
from seika.trace.mounted import extract
from seika.transform.hashes import code_archive, configuration_archive

_KEY = ("SEIKA_PERSON_KEY", "SEIKA_PERSON_KEY_FILE")


@dataclass(frozen=True)
class Reproduced:
    """A snapshot computed again: ``content_hash`` is what came out, ``problem`` why nothing did.

    ``code`` and ``configuration`` are the files that differ between its time and today, as ``+``, ``-`` or ``~`` and the path: it was
    computed with those of its time all the same. ``same_bytes_decoded`` are deliveries whose rows came out of the original as they
    lie in the lake, of ``deliveries`` in all.
    """

    snapshot: Snapshot
    content_hash: str | None
    problem: str | None
    code: tuple[str, ...]
    configuration: tuple[str, ...]
    deliveries: int
    same_bytes_decoded: int

    @property
    def is_same(self) -> bool:
        """Whether what came out is what was published, bit for bit."""
        return self.content_hash == self.snapshot.content_hash


def reproduce(snapshots: Sequence[Snapshot]) -> Iterator[Reproduced]:
    """Yield each snapshot computed again; those of one code and configuration share a process. Nothing is published.

    Raises ``STORE-14`` for a snapshot without a recipe, ``STORE-05`` where the vault lost what it needs; what else fails is told as
    the ``problem`` of the snapshot. Rows are decoded anew; which of them rules held back was decided then, and is taken from the lake.
    """
    groups: dict[tuple[str, str], list[tuple[Snapshot, Recipe]]] = {}
    for snapshot in snapshots:
        recipe = recipes.recipe(snapshot)
        groups.setdefault((recipe.code, recipe.configuration), []).append((snapshot, recipe))
    for (code, configuration), members in groups.items():
        with tempfile.TemporaryDirectory(prefix="seika-reproduce-") as name:
            yield from _group(Path(name), code, configuration, members)


def computed_with(code: str, configuration: str, snapshot: Snapshot, recipe: Recipe) -> list[dict[str, Any]]:
    """Return the cells of a month as they come out of its extracts with another code or configuration, before anything is withheld.

    Raises ``BadData TRACE-08`` where that code cannot be run here or refuses.
    """
    with tempfile.TemporaryDirectory(prefix="seika-reproduce-") as name:
        said = _run(Path(name), code, configuration, [(snapshot, recipe)])
        answer = said.get(snapshot.snapshot_id, said["error"])
        if "content_hash" not in answer:
            raise BadData("TRACE-08", snapshot=snapshot.snapshot_id, problem=answer["problem"])
        made = Path(name) / "computed" / snapshot.organization_id / snapshot.period / "kpi_value.parquet"
        rows: list[dict[str, Any]] = pq.read_table(made).to_pylist()
    return rows


def _group(folder: Path, code: str, configuration: str, members: list[tuple[Snapshot, Recipe]]) -> Iterator[Reproduced]:
    said = _run(folder, code, configuration, members)
    organization = load_organization(members[0][0].organization_id)
    differs = (changed(vault.get_bytes(code), code_archive()), changed(vault.get_bytes(configuration), configuration_archive(organization)))
    for snapshot, recipe in members:
        answer = said.get(snapshot.snapshot_id, {"problem": said["error"]["problem"] or "it gave no answer"})
        alike = [_decoded_alike(each["delivery_id"], str(folder / "lake")) for each in recipe.extracts]
        yield Reproduced(snapshot, answer.get("content_hash"), answer.get("problem"), *differs, len(alike), sum(alike))


def _run(folder: Path, code: str, configuration: str, members: list[tuple[Snapshot, Recipe]]) -> dict[str, dict[str, Any]]:
    home, lake_url = folder / "home", str(folder / "lake")
    for archive in (code, configuration):
        with opened(vault.get_bytes(archive)) as held:
            held.extractall(home)
    (folder / "jobs.json").write_text(json.dumps(_jobs(members, lake_url)), encoding="utf-8")
    return _said(folder, home, lake_url)


def _jobs(members: list[tuple[Snapshot, Recipe]], lake_url: str) -> dict[str, Any]:
    jobs, used = [], set()
    for snapshot, recipe in members:
        extracts = [told | {"quarantine": extract(told).quarantine} for told in recipe.extracts]
        used |= {told[name] for told in extracts for name in ("delivery_id", "staff_numbers") if told.get(name)}
        for numbers in {told["staff_numbers"] for told in extracts if told.get("staff_numbers")}:
            delivery = ledger.delivery(numbers)
            lake.write(delivery, lake.table(delivery, "quarantine"), "quarantine", lake_url)
        hashes = {name: getattr(snapshot, name) for name in ("input_hash", "configuration_hash", "code_hash")}
        place = {"snapshot_id": snapshot.snapshot_id, "organization_id": snapshot.organization_id, "period": snapshot.period}
        earlier = [_plain_row(row) for row in published_before(snapshot.organization_id, snapshot.sequence_number)]
        jobs.append(place | {"extracts": extracts, "hashes": hashes, "earlier": earlier})
    return {"jobs": jobs, "deliveries": [_plain(ledger.delivery(each)) for each in sorted(used)]}


def _plain_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return of a published row what later months are compared with."""
    kept = (
        "snapshot_id", "kpi_id", "window_id", "tree_code", "unit_code", "breakdown_id", "breakdown_code", "speaks_from", "speaks_to",
        "numerator", "denominator", "people", "status", "sequence_number",
    )  # fmt: skip
    return {name: row[name].isoformat() if name.startswith("speaks") else row[name] for name in kept if name in row}


def _plain(delivery: ledger.Delivery) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in vars(delivery).items()}


def _said(folder: Path, home: Path, lake_url: str) -> dict[str, dict[str, Any]]:
    """Run the code of that time on the jobs and return its answers by snapshot; ``error`` is its last word where it failed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SEIKA_")} | {
        "PYTHONPATH": str(home / "include"),
        "SEIKA_HOME": str(home),
        "SEIKA_STATE": str(folder / "state"),
        "SEIKA_LAKE": lake_url,
        "SEIKA_VAULT": paths.vault_url(),
        "SEIKA_DATABASE_URL": "postgresql://nobody@/none",  # it must not need one
    }
    key = {name: os.environ[name] for name in _KEY if name in os.environ}
    environment |= key or {"SEIKA_PERSON_KEY_FILE": str(paths.state() / "secrets" / "person.key")}
    done = subprocess.run(
        [sys.executable, "-m", "seika.trace.again", str(folder)], env=environment, cwd=home, capture_output=True, text=True, check=False
    )
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    last = (done.stderr.strip().splitlines() or [""])[-1]
    return {answer["snapshot_id"]: answer for answer in answers} | {"error": {"problem": last}}


def _decoded_alike(delivery_id: str, lake_url: str) -> bool:
    delivery = ledger.delivery(delivery_id)
    try:
        return lake.sha256(delivery) == lake.sha256(delivery, lake_url=lake_url)
    except FileNotFoundError:
        return False

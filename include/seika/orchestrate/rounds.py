"""The demo's extracts: simulated once, dropped in two rounds (the second brings what was late and what was corrected)."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from seika.canonical import hash_file
from seika.config import organization_ids, paths
from seika.errors import BadConfig

ROUNDS = (1, 2)


@dataclass(frozen=True)
class Trial:
    """What a demo is simulated from; the same gives the same files."""

    staff: int
    months: int
    seed: int = 1


@dataclass(frozen=True)
class Extract:
    """One simulated file of one organization."""

    organization_id: str
    path: Path
    sha256: str


def folder() -> Path:
    """Return where the simulated extracts lie."""
    return paths.state() / "simulated"


def simulated(trial: Trial) -> bool:
    """Return whether the extracts of ``trial`` are there; raises ``BadConfig ORCHESTRATE-05`` where others are."""
    try:
        manifest = json.loads((folder() / "manifest.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return False  # the manifest is written last: without it the extracts are not all there
    found = {name: manifest[name] for name in asdict(trial)}
    if found != asdict(trial):
        raise BadConfig("ORCHESTRATE-05", folder=folder(), found=", ".join(f"{name} {value}" for name, value in found.items()))
    return True


def simulate(trial: Trial) -> None:
    """Write the extracts of ``trial``; the same trial gives the same bytes."""
    from seika.simulate import simulate as step

    step(organization_ids(), folder(), staff=trial.staff, months=trial.months, seed=trial.seed)


def to_drop(number: int) -> list[Extract]:
    """Return the extracts of a round that are neither in the ledger nor in the drop folder.

    None of round 1 once anything of round 2 was dropped: a correction must not be followed by what it corrects.
    """
    known = _known()
    if number == 1 and any(extract.sha256 in known for extract in _new_in_round_2()):
        return []
    return [extract for extract in _extracts(number) if extract.sha256 not in known]


def drop(extracts: list[Extract]) -> None:
    """Put extracts into their drop folders: all are copied first, then all appear."""
    ready = []
    for extract in extracts:
        target = paths.inbox() / extract.organization_id / extract.path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        shutil.copy2(extract.path, part)
        ready.append((part, target))
    for part, target in ready:
        part.replace(target)


def _extracts(number: int) -> list[Extract]:
    found = []
    for path in sorted((folder() / f"round-{number}").glob("*/*")):
        if path.is_file():
            found.append(Extract(path.parent.name, path, hash_file(path)))
    return found


def _new_in_round_2() -> list[Extract]:
    first = {extract.sha256 for extract in _extracts(1)}
    return [extract for extract in _extracts(2) if extract.sha256 not in first]


def _known() -> set[str]:
    from seika.store import ledger

    found = set()
    for organization_id in organization_ids():
        found |= {delivery.sha256 for delivery in ledger.deliveries(organization_id)}
        found |= {hash_file(path) for path in (paths.inbox() / organization_id).glob("*") if path.is_file() and path.suffix != ".part"}
    return found

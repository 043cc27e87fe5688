"""The simulator: a believable ward, its extracts in two rounds of deliveries, and the truth beside them."""

from __future__ import annotations

import importlib.util
import json
import random
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from seika.canonical import hash_file
from seika.config import Organization, load_organization
from seika.errors import BadConfig
from seika.period import Period
from seika.simulate import chaos
from seika.simulate.careers import Careers
from seika.simulate.defects import Cells, broken_rows
from seika.simulate.extracts import Row, rows_of
from seika.simulate.files import cells_of, file_name, table_format, write
from seika.simulate.formats import Words
from seika.simulate.life import live
from seika.simulate.people import Ward
from seika.simulate.posts import second_and_combine
from seika.simulate.service import tell_service
from seika.simulate.systems import fill
from seika.simulate.truth import truth

OPEN_SURVEY = ("peopleanalyticsdata", "data/employee_survey.csv")
UNDERSTATED = 10
OURS = re.compile(r"round-\d+|truth\.json|manifest\.json|\.desk")


@dataclass(frozen=True)
class Simulated:
    """Where the extracts lie: ``round-1/<organization>/``, what comes late in ``round-2/``, ``manifest.json`` and ``truth.json``."""

    folder: Path
    manifest: Path


@dataclass(frozen=True)
class Plan:
    """Which months of attendance go wrong on the way: a broken file with a good twin, a correction, a late delivery."""

    corrected: Period | None
    broken: Period | None
    late: Period | None


def simulate(
    organization_ids: Sequence[str],
    out: Path,
    staff: int = 600,
    months: int = 18,
    first_period: str = "2025-04",
    seed: int = 1,
    is_chaos: bool = False,
) -> Simulated:
    """Write the extracts of ``months`` months for each organization, the same bytes for the same arguments.

    A ward gets ``staff`` simulated people, a handbook the open survey of the package ``peopleanalyticsdata`` as it is, another kind
    of organization nothing. Without chaos they come in two rounds, with it (``is_chaos``) as extracts really come, in a round a
    month and ``chaos.LATEST`` more. What an earlier simulation left in ``out`` is replaced. Raises ``BadConfig SIMULATE-01`` where
    that package is missing, ``SIMULATE-02`` where the organization's extracts do not begin with ``first_period``, ``SIMULATE-03``
    where ``out`` holds anything else.
    """
    words: Words = yaml.safe_load(Path(__file__).with_name("vocabulary.yml").read_text(encoding="utf-8"))
    _make_room(out)
    files: list[dict[str, Any]] = []
    true_rows: list[dict[str, Any]] = []
    for organization_id in organization_ids:
        organization = load_organization(organization_id)
        if organization.header.kind != "ward":
            files += [_open_survey(organization, out)] if organization.header.kind == "handbook" else []
            continue
        if organization.header.first_period != first_period:
            raise BadConfig("SIMULATE-02", organization=organization_id, first=organization.header.first_period, asked=first_period)
        periods = list(Period(first_period).until(Period(first_period).plus(months - 1)))
        ward = _ward(organization, staff, periods, seed, words)
        for turn, period in enumerate(periods, start=1):
            chance = random.Random(f"{seed} {organization.id} {period}")  # noqa: S311 - a simulation must repeat itself
            if is_chaos:
                files += _deliver_in_chaos(organization, ward, period, turn, out, words, seed)
            else:
                files += _deliver(organization, ward, period, _plan(periods), out, words, chance)
        true_rows += truth(organization, ward, periods)
    _write_json(out / "truth.json", true_rows)
    _write_json(out / "manifest.json", {"staff": staff, "months": months, "first_period": first_period, "seed": seed, "files": files})
    return Simulated(out, out / "manifest.json")


def _make_room(out: Path) -> None:
    """Remove what an earlier simulation wrote; ``out`` may be any folder of the user's, so nothing else is ever removed."""
    found = sorted(out.iterdir()) if out.is_dir() else []
    if strange := [path.name for path in found if not OURS.fullmatch(path.name)]:
        raise BadConfig("SIMULATE-03", folder=out, found=strange[0])
    # The manifest goes first: it says that a simulation is complete.
    for path in sorted(found, key=lambda path: path.name != "manifest.json"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _ward(organization: Organization, staff: int, periods: list[Period], seed: int, words: Words) -> Ward:
    chance = random.Random(f"{seed} {organization.id} {staff}")  # noqa: S311 - a simulation must repeat itself
    names = (list(words["family_names"]), list(words["given_names"]))
    careers = Careers(organization, chance, names)
    careers.opening(staff, periods[0].first_day)
    for period in periods[1:]:
        careers.month(period, staff)
    sheets = live(organization, careers.people, periods, chance)
    gone = tell_service(organization, careers.people, periods[0].first_day, names, chance)
    people = careers.people + gone
    systems = random.Random(f"systems {seed} {organization.id} {staff}")  # noqa: S311 - a simulation must repeat itself
    ledgers = fill(organization, people, periods, systems)
    posts = random.Random(f"posts {seed} {organization.id} {staff}")  # noqa: S311 - a simulation must repeat itself
    second_and_combine(organization, people, periods, posts)
    return Ward(organization.id, people, sheets, ledgers)


def _plan(periods: list[Period]) -> Plan:
    if len(periods) < 5:
        return Plan(None, None, None)
    return Plan(corrected=periods[1], broken=periods[2], late=periods[-3])


@dataclass(frozen=True)
class Shipment:
    """One file on its way: in which round, under which variant of the name, and whether it is fit to be accepted."""

    turn: int
    variant: str
    cells: list[Cells]
    state: str = "accepted"
    encoding: str | None = None


def _deliver(
    organization: Organization, ward: Ward, period: Period, plan: Plan, out: Path, words: Words, chance: random.Random
) -> list[dict[str, Any]]:
    files = []
    for source_id, source in organization.sources.items():
        rows = rows_of(source_id, ward, period) if period.month in source.due.months else None
        if rows is None:
            continue
        cells = cells_of(source, rows, organization, words)
        broken = broken_rows(source_id, source, cells, chance)
        first_broken = table_format(source).header_row + 1 + len(cells)
        note = {
            "organization_id": organization.id,
            "source_id": source_id,
            "period": str(period),
            "rows": len(cells) + len(broken),
            "broken": [{"row_number": first_broken + place, "rule": row.rule_id} for place, row in enumerate(broken)],
        }
        extra = [row.cells for row in broken]
        sent = (
            _attendance(organization, period, plan, rows, cells, extra) if source_id == "attendance" else [Shipment(1, "", cells + extra)]
        )
        for each in sent:
            path = out / f"round-{each.turn}" / organization.id / file_name(source, period, each.variant)
            write(path, source, each.cells, words, each.encoding)
            files.append(note | {"round": each.turn, "file": path.name, "sha256": hash_file(path), "state": each.state})
    return files


def _deliver_in_chaos(
    organization: Organization, ward: Ward, period: Period, turn: int, out: Path, words: Words, seed: int
) -> list[dict[str, Any]]:
    files = chaos.litter(organization, turn, out)
    for source_id, source in organization.sources.items():
        rows = rows_of(source_id, ward, period) if period.month in source.due.months else None
        if rows:
            cells = cells_of(source, rows, organization, words)
            files += chaos.deliver(organization, source_id, period, turn, cells, out, words, seed)
    return files


def _attendance(
    organization: Organization, period: Period, plan: Plan, rows: list[Row], cells: list[Cells], extra: list[Cells]
) -> list[Shipment]:
    overtime = organization.sources["attendance"].columns["overtime_minutes"].header
    whole = cells + extra
    if period == plan.late:
        return [Shipment(2, "", whole)]
    if period == plan.corrected:
        return [Shipment(1, "", _understated(rows, cells, overtime) + extra), Shipment(2, "_v2", whole)]
    if period != plan.broken:
        return [Shipment(1, "", whole)]
    # One ward's sender drops a column, the other's saves the file in another encoding; both send the right file as well.
    if organization.id < "shinagawa":
        dropped = [{name: cell for name, cell in row.items() if name != overtime} for row in whole]
        return [Shipment(1, "", dropped, "rejected"), Shipment(1, "_2", whole)]
    return [Shipment(1, "", whole, "rejected", "utf-16"), Shipment(1, "_2", whole)]


def _understated(rows: list[Row], cells: list[Cells], header: str | None) -> list[Cells]:
    """Return the month as it was first sent: the overtime of some people is missing."""
    assert header is not None
    forgotten = set(sorted({row["person_key"] for row in rows if row["overtime_minutes"]})[:UNDERSTATED])
    return [{**cell, header: ""} if row["person_key"] in forgotten else cell for row, cell in zip(rows, cells, strict=True)]


def _open_survey(organization: Organization, out: Path) -> dict[str, Any]:
    package, inside = OPEN_SURVEY
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise BadConfig("SIMULATE-01", organization=organization.id, package=package)
    source = organization.sources["survey"]
    period = Period(organization.header.first_period)
    path = out / "round-1" / organization.id / file_name(source, period)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = (Path(found.submodule_search_locations[0]) / inside).read_bytes()
    path.write_bytes(content)
    return {
        "organization_id": organization.id,
        "source_id": "survey",
        "period": str(period),
        "rows": len(content.splitlines()) - 1,
        "broken": [],
        "round": 1,
        "file": path.name,
        "sha256": hash_file(path),
        "state": "accepted",
    }


def _write_json(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n", encoding="utf-8")


def judged(organization: Organization, staff: int = 40, months: int = 13) -> frozenset[str]:
    """Return the ids of the KPIs that the oracle has a definition of its own for, seen on a few people of a ward; none for others."""
    if organization.header.kind != "ward":
        return frozenset()
    words: Words = yaml.safe_load(Path(__file__).with_name("vocabulary.yml").read_text(encoding="utf-8"))
    first = Period(organization.header.first_period)
    periods = list(first.until(first.plus(months - 1)))
    return frozenset(row["kpi_id"] for row in truth(organization, _ward(organization, staff, periods, 1, words), periods[-1:]))

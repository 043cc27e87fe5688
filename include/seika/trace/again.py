"""A process of its own that computes months again: run with the code, the configuration and the extracts of their time.

It is started by ``reproduce`` with a folder that holds ``jobs.json``, and prints one JSON line a job. The code of an old snapshot is
asked in the same form, so what stands in ``jobs.json`` may be added to and never changed: ``deliveries`` (rows of the ledger by id),
``jobs`` with ``snapshot_id``, ``organization_id``, ``period`` and ``extracts`` (source_id, period, delivery_id, sha256, accepted_count,
quarantined_count, quarantine, staff_numbers, decisions), and ``earlier`` (published rows that disclosure control compares with).
"""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from seika.config import load_organization
from seika.config.fact import load_facts
from seika.decode.identity import read_uses
from seika.decode.step import read_again
from seika.errors import SeikaError
from seika.period import Period
from seika.release.snapshot import content_hash, read_result
from seika.store import lake
from seika.store.ledger import Delivery
from seika.transform.choose import Extract
from seika.transform.declared import Month
from seika.transform.step import compute


def again(folder: Path) -> None:
    """Compute every job of ``folder`` from the vault into a lake of its own, and print what each comes to."""
    told = json.loads((folder / "jobs.json").read_text(encoding="utf-8"))
    known = {each["delivery_id"]: _delivery(each) for each in told["deliveries"]}
    for job in told["jobs"]:
        try:
            said = {"content_hash": _computed(folder, job, known)}
        except SeikaError as error:
            said = {"problem": error.message("en")}
        sys.stdout.write(json.dumps({"snapshot_id": job["snapshot_id"], **said}) + "\n")
        sys.stdout.flush()


def _computed(folder: Path, job: dict[str, Any], known: dict[str, Delivery]) -> str:
    organization = load_organization(job["organization_id"])
    extracts = [_decoded(each, known) for each in job["extracts"]]
    made = folder / "computed" / organization.id / job["period"]
    compute(Month(organization, Period(job["period"]), extracts, load_facts()), made, job["hashes"])
    result = read_result(made, lambda *_: job["earlier"])
    return content_hash(result.kpi_rows, result.outcome_rows)


def _decoded(told: dict[str, Any], known: dict[str, Delivery]) -> Extract:
    """Return an extract whose rows were read from the original once more; what was held back of them was decided and stays so."""
    delivery, numbers = known[told["delivery_id"]], told.get("staff_numbers")
    if not lake.exists(delivery):
        uses = None
        if numbers:
            _write(known[numbers], None)
            uses = read_uses(known[numbers])
        _write(delivery, uses)
    names = {field.name for field in fields(Extract)}
    return Extract(**{name: value for name, value in told.items() if name in names}, rows=lake.url(delivery))


def _write(delivery: Delivery, uses: Any) -> None:
    if not lake.exists(delivery):
        rows = read_again(delivery, load_organization(delivery.organization_id), uses)
        lake.write(delivery, rows, "rows", notes=uses.notes if uses else None)


def _delivery(told: dict[str, Any]) -> Delivery:
    moments = {name: datetime.fromisoformat(told[name]) for name in ("received_at", "decided_at") if told.get(name)}
    return Delivery(**{field.name: told[field.name] for field in fields(Delivery) if field.name in told} | moments)


if __name__ == "__main__":
    again(Path(sys.argv[1]))

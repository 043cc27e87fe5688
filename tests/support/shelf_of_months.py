"""Months published straight into the release database, as a body's own rows: for what reads releases, without computing any."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from months import kpi_rows, outcome_rows

from seika.canonical import hash_of
from seika.config import Organization, load_organization
from seika.store import releases
from seika.store.releases import Manifest, Snapshot, Status


def own_body(patch: pytest.MonkeyPatch, folder: Path, departments: int, sections: int, **files: str) -> Organization:
    """Return Setagaya with a tree of its own, in a set of organizations of its own; ``files`` (``editions``, ``report``) lie beside it."""
    real = load_organization("setagaya").folder
    place = folder / "organizations" / "setagaya"
    shutil.copytree(real, place)
    rows = ["unit_code,label,level,parent_unit_code,valid_from_date,valid_to_date", "0,世田谷区,organization,,2000-04-01,"]
    for department in range(1, departments + 1):
        rows.append(f"{department:02d},第{department}部,department,0,2000-04-01,")
        rows += [
            f"{department:02d}{each:02d},第{department}部第{each}課,section,{department:02d},2000-04-01," for each in range(1, sections + 1)
        ]
    (place / "units.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    for table in ("unit_successions.csv", "unit_designations.csv"):
        (place / table).unlink(missing_ok=True)
    header = yaml.safe_load((place / "organization.yml").read_text(encoding="utf-8"))
    (place / "organization.yml").write_text(yaml.safe_dump(header | {"disclosure": {}}, allow_unicode=True), encoding="utf-8")
    for name, text in files.items():
        (place / f"{name}.yml").write_text(text, encoding="utf-8")
    patch.setenv("SEIKA_ORGANIZATIONS", str(folder / "organizations"))
    return load_organization("setagaya")


def publish(
    body: Organization,
    period: str,
    add: str = "0",
    status: Status = "provisional",
    rows: list[dict[str, Any]] | None = None,
    reason: str | None = None,
) -> Snapshot:
    """Publish the hand-made rows as a month's; ``add`` is added to every value, so that months differ."""
    from decimal import Decimal

    found = [
        each | {"period": period, "value": None if each["value"] is None else each["value"] + Decimal(add)}
        for each in (kpi_rows(body) if rows is None else rows)
    ]
    inputs = [
        {"delivery_id": f"{body.id}-roster-{period}-0a1b2c3d", "source_id": "roster", "period": period, "sha256": "0a1b2c3d" * 8,
         "accepted_count": 100, "quarantined_count": 1}
    ]  # fmt: skip
    sealed = {name: hash_of([name, period, add, status]) for name in _HASHES}
    manifest = Manifest(organization_id=body.id, period=period, status=status, reason=reason, **sealed)
    outcomes = [each | {"period": period} for each in outcome_rows(body)]
    return releases.publish(manifest, found, outcomes, inputs).snapshot


_HASHES = ("input_hash", "configuration_hash", "code_hash", "content_hash", "deliveries_hash")

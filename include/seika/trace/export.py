"""An evidence bundle of one snapshot, for somebody who trusts neither us nor our program: no personal data, and always the same bytes."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from seika.canonical import canonical_json
from seika.errors import BadConfig
from seika.release.snapshot import published_content
from seika.store import ledger, recipes, releases, semantics
from seika.store.recipes import Recipe
from seika.store.releases import Snapshot
from seika.transform.compiled import read_by

KEY_FILE = "SEIKA_SIGNING_KEY_FILE"
SCRIPT = Path(__file__).with_name("verify_export.py")


def export(snapshot_id: str) -> bytes:
    """Return a zip with the manifest and the chain up to it, what was published, definitions, check results, lineage and a script.

    ``verify_export.py`` in it needs Python alone. With ``SEIKA_SIGNING_KEY_FILE`` (an ed25519 key in PEM) the last hash of the chain is
    signed, too. Raises ``BadData STORE-11, STORE-14``, ``BadConfig TRACE-10`` for a key that is none.
    """
    snapshot = releases.snapshot(snapshot_id)
    recipe = recipes.recipe(snapshot)
    told = recipes.definitions(recipe.definitions)
    chain = [each for each in releases.snapshots(snapshot.organization_id) if each.sequence_number <= snapshot.sequence_number]
    parts: dict[str, Any] = {
        "chain.json": [{"snapshot_hash": each.snapshot_hash, "manifest": each.manifest} for each in chain],
        "content.json": published_content(releases.kpi_rows(snapshot_id), releases.outcome_rows(snapshot_id)),
        "semantics.json": semantics.as_text(semantics.read(snapshot_id)),
        "inputs.json": [{name: row[name] for name in row if name != "snapshot_id"} for row in releases.inputs(snapshot_id)],
        "definitions.json": {name: told[name] for name in ("kpis", "choices", "measures", "units")},
        "checks.json": {each["delivery_id"]: _checks(each["delivery_id"]) for each in recipe.extracts},
        "lineage.json": _lineage(recipe, told),
    }
    files = {name: canonical_json(content) for name, content in parts.items()} | {"verify_export.py": SCRIPT.read_bytes()}
    return _zipped(files | _signature(snapshot))


def _checks(delivery_id: str) -> list[dict[str, Any]]:
    return [vars(result) for result in ledger.check_results(delivery_id)]


def _lineage(recipe: Recipe, told: dict[str, Any]) -> dict[str, Any]:
    """Return which relation is made of which, the SQL of each, and the objects that the recipe names."""
    models = {
        each["name"]: {"sql": each["sql"], "reads": sorted(".".join(read) for read in read_by(each["sql"]))} for each in told["models"]
    }
    return {"models": models, "recipe": {name: getattr(recipe, name) for name in ("definitions", "configuration", "code")}}


def _signature(snapshot: Snapshot) -> dict[str, bytes]:
    path = os.environ.get(KEY_FILE)
    if not path:
        return {}
    try:
        key = load_pem_private_key(Path(path).read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        raise BadConfig("TRACE-10", file=path) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadConfig("TRACE-10", file=path)
    signed = key.sign(snapshot.snapshot_hash.encode())
    return {"signature.json": canonical_json({"public_key": key.public_key().public_bytes_raw().hex(), "signature": signed.hex()})}


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()

"""superset: bring the dashboards of ``include/superset`` into a running Superset and take away what is no longer among them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from seika.errors import BadConfig
from seika.log import events
from seika.superset.assets import load_assets
from seika.superset.bundle import DATABASE_FILE, MARK, bundle, documents
from seika.superset.client import Client, signed_in

KINDS = ("dashboard", "chart", "dataset")  # in the order in which they may go
_MASK = "X" * 10
log = events(__name__)


@dataclass(frozen=True)
class Imported:
    """What is there now, by kind, and the titles of what was taken away."""

    brought: dict[str, int]
    removed: tuple[str, ...]


def whole_bundle(database_url: str, folder: Path | None = None) -> bytes:
    """Return the zip that Superset imports by itself, too; the password in ``database_url`` is masked. Raises ``SUPERSET-04, -05``."""
    return bundle(documents(load_assets(folder), _address(database_url)[0]))


def bring(url: str, user: str, password: str, database_url: str, folder: Path | None = None) -> Imported:
    """Import all into the Superset at ``url``; it reads the release database by ``database_url``, the login of a reader.

    What an earlier import brought and is no longer here goes; what people made there stays. Raises ``Outage SUPERSET-01`` where
    nothing answers, ``BadConfig SUPERSET-02`` for a login that may not, ``SUPERSET-03`` where Superset refuses the files,
    ``SUPERSET-04`` for a wrong file here, ``SUPERSET-05`` for another database.
    """
    address, secret = _address(database_url)
    files = documents(load_assets(folder), address)
    with signed_in(url, user, password) as client:
        client.import_bundle(bundle(files), {DATABASE_FILE: secret} if secret else {})
        removed = [title for kind in KINDS for title in _removed(client, kind, {file["uuid"] for file in files.values() if "uuid" in file})]
    brought = {kind: sum(path.startswith(f"{kind}s/") for path in files) for kind in KINDS}
    log.info("superset.imported", url=url, **brought, removed=len(removed))
    return Imported(brought, tuple(removed))


def _removed(client: Client, kind: str, kept: set[str]) -> list[str]:
    gone = [each for each in client.all_of(kind) if _is_ours(each) and str(each["uuid"]) not in kept]
    for each in gone:
        client.delete(kind, each["id"])
    return [str(each.get("dashboard_title") or each.get("slice_name") or each.get("table_name")) for each in gone]


def _is_ours(each: dict[str, Any]) -> bool:
    if "table_name" not in each:
        return each.get("certified_by") == MARK
    certified = json.loads(each.get("extra") or "{}").get("certification") or {}
    return bool(certified.get("certified_by") == MARK)


def _address(database_url: str) -> tuple[str, str]:
    """Return a database's address as Superset has it, the password masked, and the password."""
    try:
        url = make_url(database_url.replace("postgres://", "postgresql://", 1))
    except Exception:  # noqa: BLE001 - the message of the parser quotes what it parses
        raise BadConfig("SUPERSET-05") from None
    if url.get_backend_name() != "postgresql":
        raise BadConfig("SUPERSET-05")
    secret = str(url.password or "")
    shown = url.set(drivername="postgresql+psycopg2", password=_MASK if secret else None)
    return shown.render_as_string(hide_password=False), secret

"""Where things lie: the project's own files below ``SEIKA_HOME``, all that a run keeps below ``SEIKA_STATE``."""

from __future__ import annotations

import os
from pathlib import Path

from seika.errors import BadConfig

_CHECKOUT = Path(__file__).resolve().parents[3]


def home() -> Path:
    """Return the project's root (``SEIKA_HOME``, else the checkout this package lies in)."""
    return Path(os.environ.get("SEIKA_HOME") or _CHECKOUT)


def state() -> Path:
    """Return the folder of all that a run keeps (``SEIKA_STATE``, else ``.seika`` in the project's root)."""
    return Path(os.environ.get("SEIKA_STATE") or home() / ".seika").absolute()


def inbox() -> Path:
    """Return the drop folder; each organization has a folder of its id below (``SEIKA_INBOX``)."""
    return Path(os.environ.get("SEIKA_INBOX") or state() / "inbox")


def vault_url() -> str:
    """Return the fsspec URL or path of the vault (``SEIKA_VAULT``)."""
    return os.environ.get("SEIKA_VAULT") or str(state() / "vault")


def lake_url() -> str:
    """Return the fsspec URL or path of the lake (``SEIKA_LAKE``)."""
    return os.environ.get("SEIKA_LAKE") or str(state() / "lake")


def database_url() -> str | None:
    """Return the PostgreSQL URL of ledger and release; none means the embedded server.

    ``SEIKA_DATABASE_URL``, or the content of the file that ``SEIKA_DATABASE_URL_FILE`` names (a secret's mount). Raises
    ``BadConfig STORE-02`` where that file cannot be read.
    """
    file = os.environ.get("SEIKA_DATABASE_URL_FILE")
    if os.environ.get("SEIKA_DATABASE_URL") or not file:
        return os.environ.get("SEIKA_DATABASE_URL") or None
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadConfig("STORE-02", problem=f"{file}: {type(error).__name__}") from None


def scratch() -> Path:
    """Return the folder of what is built for one run and thrown away; each worker may have its own (``SEIKA_SCRATCH``)."""
    return Path(os.environ.get("SEIKA_SCRATCH") or state() / "scratch").absolute()


def reports() -> Path:
    """Return the folder that reports are written to."""
    return state() / "reports"


def organizations() -> Path:
    """Return the folder that holds one folder for each organization (``SEIKA_ORGANIZATIONS``, for trials of another set)."""
    return Path(os.environ.get("SEIKA_ORGANIZATIONS") or home() / "include" / "organizations")

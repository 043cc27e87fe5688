"""Publish a month: what transform computed, less what speaks of too few people, as one appended snapshot."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from seika.canonical import hash_file
from seika.config import paths
from seika.errors import BadData
from seika.lineage import tells
from seika.log import events
from seika.release.approval import approved
from seika.release.snapshot import Result, content_hash, deliveries_hash, read_result
from seika.store import releases, vault
from seika.store.earlier import published_before
from seika.store.releases import Manifest, Status

log = events(__name__)


@dataclass(frozen=True)
class Released:
    """The snapshot in force afterwards; ``is_new`` is False where nothing had changed and nothing was published."""

    snapshot_id: str
    is_new: bool
    revision: int


@tells("release")
def release(folder: Path | str, status: str = "provisional", reason: str | None = None, requested_by: str | None = None) -> Released:
    """Publish the month that lies computed in ``folder`` and make it current; the same inputs again are a no-op.


"""What every connector gives: files to be, each with a name, its months and a way to fetch it whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from seika.config.file_name import Months


@dataclass(frozen=True)
class Offer:
    """One file that a connector can fetch.

    ``fetch`` writes the whole file to a path that does not exist yet and raises ``Outage`` (tried again) or ``BadData`` (not tried again)
    where it cannot; half a file is never left. ``settle`` is called with the SHA-256 when vault and ledger hold the file: move it
    away, or do nothing.
    """

    file_name: str
    months: Months
    fetch: Callable[[Path], None]
    settle: Callable[[str], None]

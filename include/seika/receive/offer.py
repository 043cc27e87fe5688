"""What every connector gives: files to be, each with a name, its months and a way to fetch it whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from seika.config import Organization
from seika.config.file_name import Months
from seika.period import Period
from seika.receive.credentials import Lookup


@dataclass(frozen=True)
class Request:
    """What a connector is asked for: the files of one source; ``periods`` count only where the source is pulled."""

    organization: Organization
    source_id: str
    periods: tuple[Period, ...]
    lookup: Lookup


@dataclass(frozen=True)
class Offer:
    """One file that a connector can fetch.

    ``fetch`` writes the whole file to a path that does not exist yet. It raises ``FileNotFoundError`` where another run took the file
    meanwhile, ``Outage`` (tried again) or ``BadData`` (not tried again) where it cannot; what is half written is thrown away.
    ``settle`` is called with the SHA-256 when vault and ledger hold the file: move it away, or do nothing.
    """

    file_name: str
    months: Months
    fetch: Callable[[Path], None]
    settle: Callable[[str], None]

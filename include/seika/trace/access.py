"""Who may see rows and withheld numbers, and that each look is written down."""

from __future__ import annotations

import getpass
from dataclasses import dataclass

from seika.errors import BadData
from seika.store import ledger
from seika.store.releases import Snapshot
from seika.store.roles import AUDITOR, database_user


@dataclass(frozen=True)
class Reader:
    """Who asks, by the name that the ledger shall know, and whether they may see rows and what was withheld."""

    name: str
    is_auditor: bool = False


def reader_here() -> Reader:
    """Return who sits at this terminal: an auditor where the login at the database belongs to ``seika_auditor``."""
    login, is_auditor = database_user()
    return Reader(f"{getpass.getuser()} ({login})", is_auditor)


def note_look(reader: Reader, snapshot: Snapshot, what: str) -> None:
    """Write into the ledger that ``reader`` looks at what others do not see; raises ``BadData TRACE-02`` for whoever may not."""
    if not reader.is_auditor:
        raise BadData("TRACE-02", who=reader.name, role=AUDITOR)
    told = BadData("TRACE-05", who=reader.name, what=what, snapshot=snapshot.snapshot_id)
    ledger.note("trace", snapshot.organization_id, told.message("ja"), code=told.code, period=snapshot.period)

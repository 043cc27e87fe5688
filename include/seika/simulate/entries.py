"""What smaller systems and ledgers know: entries of ward life that are no spell, day, course or sheet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from seika.simulate.people import Person

Cells = dict[str, Any]  # by column of the source's contract


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a ledger: whose it is (nobody's where it holds numbers), the day it speaks of, the day since when it is known."""

    person: Person | None
    on: date
    known: date
    cells: Cells


@dataclass(slots=True)
class Ledgers:
    """The entries of a ward by source."""

    by_source: defaultdict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))

    def add(self, source: str, on: date, cells: Cells, person: Person | None = None, known: date | None = None) -> None:
        """Write down an entry; it is known from the day that it speaks of unless ``known`` says otherwise."""
        self.by_source[source].append(Entry(person, on, known or on, cells))

    def of(self, source: str, last: date) -> list[Entry]:
        """Return what is known of a source on ``last``."""
        return [entry for entry in self.by_source[source] if entry.known <= last]

"""The yearly turn of the PDCA cycle, as notes from the documents: ``reviews`` of ``logic_model.yml``."""

from __future__ import annotations

from seika.config.document import Cited, Origin
from seika.config.load import Strict


class Note(Cited):
    """What was planned, done, found or changed in a fiscal year; ``node`` is the box it speaks of, all of them without one."""

    text: str
    node: str | None = None
    place: str
    provenance: Origin


class Review(Strict):
    """One turn of the PDCA cycle; what the documents do not say is left empty."""

    plan: tuple[Note, ...] = ()
    do: tuple[Note, ...] = ()
    check: tuple[Note, ...] = ()
    act: tuple[Note, ...] = ()

    @property
    def notes(self) -> list[tuple[str, int, Note]]:
        """Every note with its phase and its place in it."""
        return [(phase, index, note) for phase in ("plan", "do", "check", "act") for index, note in enumerate(getattr(self, phase))]

"""Rules that are switched off for a while: ``organizations/<id>/waivers.yml``, each with owner, reason and an end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import Field, model_validator

from seika.config.load import Strict, load_yaml_list

LONGEST_DAYS = 90


class Waiver(Strict):
    """One rule that holds nothing back from ``since`` to ``until``, both days included; it runs all the same and says what it finds."""

    rule: str
    owner: str = Field(min_length=1)
    reason: str = Field(min_length=5)
    since: date
    until: date

    @model_validator(mode="after")
    def _ends(self) -> Waiver:
        if not 0 <= (self.until - self.since).days <= LONGEST_DAYS:
            raise ValueError(f"a waiver ends within {LONGEST_DAYS} days of its first")
        return self

    def holds_on(self, day: date) -> bool:
        """Return whether the waiver is in force on a day."""
        return self.since <= day <= self.until


def load_waivers(folder: Path) -> tuple[Waiver, ...]:
    """Return the waivers of the organization in ``folder``, none where it has no such file; raises ``BadConfig`` with path and line."""
    path = folder / "waivers.yml"
    return tuple(load_yaml_list(path, Waiver)) if path.is_file() else ()

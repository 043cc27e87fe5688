"""How long what was received is kept, by which law, and what is held longer: the section ``retention`` of ``operation.yml``."""

from __future__ import annotations

from datetime import date

from pydantic import Field, model_validator

from seika.config.load import Strict
from seika.period import Period


class Term(Strict):
    """Whole years from the April after the fiscal year of a delivery's month, and the law or rule that says so."""

    years: int = Field(ge=1, le=100)
    law: str = Field(min_length=3)

    def ends_on(self, period: Period) -> date:
        """Return the first day on which a delivery for ``period`` is no longer to be kept."""
        return date(period.fiscal_year + 1 + self.years, 4, 1)


class Hold(Strict):
    """What must not be deleted, whatever its term says (a lawsuit, an audit): of some sources and months, until it is taken away."""

    id: str = Field(pattern=r"^[a-z0-9_-]+$")
    reason: str = Field(min_length=5)
    owner: str = Field(min_length=1)
    sources: tuple[str, ...] = ()
    first: str | None = Field(None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    last: str | None = Field(None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$")

    def covers(self, source_id: str, period: str) -> bool:
        """Return whether a delivery is held; without ``sources`` all are, without months each."""
        return (not self.sources or source_id in self.sources) and (self.first or "") <= period <= (self.last or "9999-12")


class Retention(Strict):
    """The term of each source, else ``standard``; without that nothing is ever deleted by its term."""

    standard: Term | None = None
    sources: dict[str, Term] = Field(default_factory=dict)
    holds: tuple[Hold, ...] = ()

    @model_validator(mode="after")
    def _one_id_a_hold(self) -> Retention:
        if len({each.id for each in self.holds}) < len(self.holds):
            raise ValueError("the id of a hold stands once")
        return self

    def term(self, source_id: str) -> Term | None:
        """Return how long a source is kept; none for ever."""
        return self.sources.get(source_id, self.standard)

    def held_by(self, source_id: str, period: str) -> Hold | None:
        """Return the first hold that covers a delivery."""
        return next((each for each in self.holds if each.covers(source_id, period)), None)

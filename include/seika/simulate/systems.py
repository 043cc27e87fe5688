"""The smaller systems of a ward: what happens for them, and what each of them delivers in a month."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from seika.config import Organization
from seika.period import Period
from seika.simulate import judgements, learning, ledgers
from seika.simulate.entries import Entry, Ledgers
from seika.simulate.people import Person

_SNAPSHOTS = {"i_message", "talent_db_user"}  # these deliver a month, the others all that they know


def fill(organization: Organization, people: list[Person], periods: list[Period], chance: random.Random) -> Ledgers:
    """Let the life of the smaller systems happen and return their entries; courses for a task are added to the people's own."""
    made = Ledgers()
    learning.train_for_tasks(organization, people, periods, chance)
    judgements.rate(organization, people, periods, made, chance)
    judgements.talk(people, periods, made, chance)
    judgements.send(people, periods, made, chance)
    learning.learn_online(people, periods, made, chance)
    words = organization.sources["self_development"].columns["support_code"].words or {}
    learning.support(list(words.values()), people, periods, made, chance)
    ledgers.recruit(organization, periods, made, chance)
    ledgers.report_on_disability(people, periods, made, chance)
    ledgers.pay(people, periods, made, chance)
    ledgers.post(periods, made, chance)
    ledgers.declare(organization, periods, made, chance)
    ledgers.log_in(people, periods, made, chance)
    ledgers.check_stress(organization, people, periods, made, chance)
    return made


def delivered(source_id: str, made: Ledgers, period: Period) -> list[dict[str, Any]] | None:
    """Return what a smaller system delivers of a month as rows by lake column, None where there is nothing."""
    last = period.last_day
    rows = [_row(entry, last) for entry in made.of(source_id, last) if source_id not in _SNAPSHOTS or entry.on == last]
    return rows or None


def _row(entry: Entry, last: date) -> dict[str, Any]:
    # a system knows nothing of days to come
    cells = {name: None if isinstance(value, date) and value > last else value for name, value in entry.cells.items()}
    whose = {"person_key": entry.person.number, "_person": entry.person} if entry.person else {}
    return {**whose, "_on": min(entry.on, last), **cells}

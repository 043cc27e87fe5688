"""``seika backfill``"""

from __future__ import annotations

import getpass

from rich import print as show

from seika.cli.arguments import Organizations, chosen
from seika.cli.ingest import take_in
from seika.cli.restate import By, From, To, end, telling
from seika.errors import SeikaError
from seika.period import Period


def backfill(since: From, until: To, organization: Organizations = None, by: By = None) -> None:
    """Ask all systems for the months of a range, take in what waits, and publish each month once, in order; final ones stay."""
    from seika.restate import backfill as step
    from seika.restate import months_between

    months = months_between(Period(since), Period(until))
    failures: list[SeikaError | None] = []
    for organization_id in chosen(organization):
        failed: list[SeikaError] = []
        taken = take_in(organization_id, months, failed)
        show(f"{organization_id}: {len(taken)} deliveries taken in")
        done = step(organization_id, months[0], months[-1], by or getpass.getuser(), telling(organization_id))
        failures += [*failed, *(each.error for each in done)]
    end(failures)

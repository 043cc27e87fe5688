"""What the tasks of a range of months do: one run takes them all, in order, and tells once what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seika.config import load_organization
from seika.config.connector import Pulled
from seika.orchestrate import steps
from seika.period import Period

if TYPE_CHECKING:
    from seika.restate import Done


def restate(organization_id: str, first: str, last: str, reason: str, by: str | None) -> list[dict[str, str]]:
    """Restate a range; return by month what became of it and why (texts only: they go through Airflow's own database)."""
    from seika.restate import restate as step

    return [_plain(each) for each in step(organization_id, Period(first), Period(last), reason, by or "airflow")]


def take_in(organization_id: str, first: str, last: str) -> int:
    """Ask every system for the months of a range, then decode and check all that waits; return how many deliveries were judged."""
    sources = load_organization(organization_id).sources
    # What others are decoded by and checked against comes first, so that one run is enough.
    ordered = sorted(sources, key=lambda name: len({*sources[name].check_after, *sources[name].compare_with}))
    waiting = {name: _received(organization_id, name, first, last) for name in ordered}
    return sum(len(steps.check(steps.decode(waiting[name]))) for name in ordered)


def backfill(organization_id: str, first: str, last: str, by: str | None) -> list[dict[str, str]]:
    """Publish the months of a range that can be computed and are not published as they are now; return what became of each."""
    from seika.restate import backfill as step

    return [_plain(each) for each in step(organization_id, Period(first), Period(last), by or "airflow")]


def published(done: list[dict[str, str]]) -> list[str]:
    """Return the months that are new."""
    return [each["period"] for each in done if each["says"] == "published"]


def verdict(done: list[dict[str, str]]) -> None:
    """Raise ``AirflowFailException`` (never retried) where a month was refused; one that waits for a person is no failure."""
    from airflow.sdk.exceptions import AirflowFailException

    if lines := [f"{each['period']}: {each['why']}" for each in done if each["says"] == "refused"]:
        raise AirflowFailException("\n".join(lines))


def _received(organization_id: str, source_id: str, first: str, last: str) -> list[str]:
    connector = load_organization(organization_id).sources[source_id].connector
    asked: list[str | None] = [month.text for month in Period(first).until(Period(last))] if isinstance(connector, Pulled) else [None]
    return list(dict.fromkeys(each for month in asked for each in steps.receive(organization_id, source_id, month)))


def _plain(done: Done) -> dict[str, str]:
    return {"period": done.period, "says": done.says, "why": done.error.message("ja") if done.error else ""}

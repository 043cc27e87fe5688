"""What the tasks do: they call the steps with ids from the ledger and return ids.

Every task takes what the ledger says is waiting, oldest first, so a task that died half way is simply run again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn, TypeVar

from seika.config import load_organization
from seika.errors import BadData, NotReady, Outage, SeikaError
from seika.log import events
from seika.period import TOKYO, Period

if TYPE_CHECKING:
    from seika.release import Released

T = TypeVar("T")
log = events(__name__)


def receive(organization_id: str, source_id: str, period: str | None = None) -> list[str]:
    """Receive what a source's connector has; return all deliveries that are not yet judged, those left from earlier runs first.

    A system that is asked for months is asked for ``period`` only where one is given.
    """
    from seika.check import unchecked
    from seika.decode import undecoded
    from seika.orchestrate.connections import connection
    from seika.receive import months_asked
    from seika.receive import receive as step

    connector = load_organization(organization_id).sources[source_id].connector
    months = (Period(period),) if period else months_asked(connector, datetime.now(TOKYO).date())
    new = step(organization_id, source_id, months, connection)
    return list(dict.fromkeys([*unchecked(organization_id, source_id), *undecoded(organization_id, source_id), *new]))


def decode(delivery_ids: list[str]) -> list[str]:
    """Decode the deliveries that are only received; return those that can be checked.

    A delivery that waits for the month's ledger of staff numbers stays as it is: a later run takes it up.
    """
    from seika.decode import decode as step

    for delivery_id in _in_state(delivery_ids, "received"):
        try:
            step(delivery_id)
        except NotReady as waits:
            log.info("delivery.waits", delivery=delivery_id, why=waits.message("en"))
    return _in_state(delivery_ids, "decoded", "accepted")


def check(delivery_ids: list[str]) -> list[str]:
    """Check the decoded deliveries; return those accepted, now or in an earlier try of this run.

    A delivery that is checked against one that has not come stays as it is: a later run takes it up.
    """
    from seika.check import check as step

    for delivery_id in _in_state(delivery_ids, "decoded"):
        try:
            step(delivery_id, today=datetime.now(TOKYO).date())
        except NotReady as waits:
            log.info("delivery.waits", delivery=delivery_id, why=waits.message("en"))
    return _in_state(delivery_ids, "accepted")


def refusals(delivery_ids: list[str]) -> list[str]:
    """Return one line for each delivery that was refused, as the ledger has it."""
    from seika.store import ledger

    refused = [ledger.delivery(delivery_id) for delivery_id in _in_state(delivery_ids, "rejected")]
    return [f"{delivery.delivery_id} ({delivery.file_name}): {delivery.reason}" for delivery in refused]


def verdict(delivery_ids: list[str]) -> None:
    """Raise ``AirflowFailException`` (never retried) with the refusals, where there are any."""
    from airflow.sdk.exceptions import AirflowFailException

    if lines := refusals(delivery_ids):
        raise AirflowFailException("\n".join(lines))


def skip(why: str) -> NoReturn:
    """End the running task as skipped."""
    from airflow.sdk.exceptions import AirflowSkipException

    raise AirflowSkipException(why)


def periods(delivery_ids: list[str]) -> list[str]:
    """Return the months that the deliveries are for, sorted, each once."""
    from seika.store import ledger

    return sorted({str(ledger.delivery(delivery_id).period) for delivery_id in delivery_ids})


def ready(organization_id: str, period: str | None = None) -> list[str]:
    """Return the months that can and need be computed, oldest first; only ``period`` where given.

    None while anything of the organization waits at the door, so that a snapshot does not depend on which of two extracts
    that came together was quicker.
    """
    from seika.transform import ready as step

    wished = Period(period) if period else None
    if door := at_the_door(organization_id):
        log.info("release.waits", organization=organization_id, sources=",".join(sorted(door)))
        return []
    return [str(month) for month in step(organization_id) if wished in (None, month)]


def at_the_door(organization_id: str) -> set[str]:
    """Return the sources with files in the drop folder, deliveries that are not yet judged or those that must be judged again."""
    from seika.check import stale
    from seika.config.organization import load_sources
    from seika.receive import waiting
    from seika.store import ledger

    unjudged = [*ledger.deliveries(organization_id, state="received"), *ledger.deliveries(organization_id, state="decoded")]
    in_folder = {file.source_id for file in waiting(organization_id) if file.source_id}
    again = {source_id for source_id in load_sources(organization_id)[1] if stale(organization_id, source_id)}
    return in_folder | again | {delivery.source_id for delivery in unjudged}


def transform(organization_id: str, months: list[str]) -> list[str]:
    """Compute the months one after the other in this process; return those computed.

    A month that is refused does not hold up the others: the ledger says why, and ``unpublished`` finds it.
    """
    from seika.transform import transform as step

    return [month for month in months if done_or_noted(organization_id, "transform", month, step, organization_id, Period(month))]


def release(organization_id: str, months: list[str]) -> list[str]:
    """Publish the computed months that need not wait for a person, oldest first; return the ids of the snapshots that are new."""
    from seika.release import release as step
    from seika.transform import computed

    def publish(month: str) -> Released:
        return step(computed(organization_id, Period(month)))

    done = [done_or_noted(organization_id, "release", month, publish, month) for month in months]
    return [released.snapshot_id for released in done if released and released.is_new]


def unpublished(organization_id: str, months: list[str]) -> None:
    """Raise ``AirflowFailException`` (never retried) where a month of this run still waits to be published."""
    from airflow.sdk.exceptions import AirflowFailException

    from seika.store import approvals, ledger
    from seika.transform import ready as step

    waiting = {candidate.period for candidate in approvals.undecided(organization_id)}
    left = {str(month) for month in step(organization_id)}.intersection(months) - waiting
    told = [event for event in ledger.events(organization_id) if event.period in left and event.verb in ("transform", "release")]
    if left:
        raise AirflowFailException("\n".join([f"not published: {', '.join(sorted(left))}", *(event.message for event in told)]))


def waiting(organization_id: str) -> list[str]:
    """Return the ids that the snapshots which wait for a person would have, oldest month first."""
    from seika.store import approvals

    return [candidate.snapshot_id for candidate in approvals.undecided(organization_id)]


def snapshot_periods(snapshot_ids: list[str]) -> list[str]:
    """Return the months that the snapshots are for, sorted."""
    from seika.store import releases

    return sorted({str(releases.snapshot(snapshot_id).period) for snapshot_id in snapshot_ids})


def report(organization_id: str, period: str | None = None) -> list[str]:
    """Write the reports of current snapshots that have none yet; return the ids of these snapshots."""
    from seika.report import report as step

    wished = str(Period(period)) if period else None
    missing = [snapshot_id for snapshot_id, month in unreported(organization_id) if wished in (None, month)]
    for snapshot_id in missing:
        step(snapshot_id)
    return missing


def deliver(organization_id: str, period: str | None = None) -> list[str]:
    """Send what is declared of current snapshots and was not sent yet; return the ids of the snapshots of which anything was sent.

    Raises the first outage of a server or place, else the first refusal, after all the others were sent.
    """
    from seika.deliver import deliver as step
    from seika.deliver import wants_delivery
    from seika.orchestrate.connections import connection
    from seika.store import releases

    wished, sent = str(Period(period)) if period else None, []
    errors: list[SeikaError] = []
    for snapshot in sorted(releases.current_snapshots(organization_id), key=lambda each: each.period):
        if wished in (None, snapshot.period) and wants_delivery(organization_id, snapshot.snapshot_id):
            done = step(snapshot.snapshot_id, connection)
            errors += done.errors
            sent += [snapshot.snapshot_id] if done.sent else []
    for error in sorted(errors, key=lambda each: not isinstance(each, Outage)):
        raise error
    return sent


def verify(organization_id: str) -> None:
    """Raise the first thing of an organization that is not as it was written (``RELEASE-10`` to ``16``); the ledger keeps how many."""
    from seika.release.verify import differences
    from seika.store.last_words import note_verified

    found = list(differences(organization_id))
    note_verified(organization_id, [each.code for each in found])
    if found:
        raise found[0]


def unreported(organization_id: str) -> list[tuple[str, str]]:
    """Return id and month of each current snapshot that lacks a report file, oldest month first."""
    from seika.report import is_reported
    from seika.store import releases

    current = sorted(releases.current_snapshots(organization_id), key=lambda each: each.period)
    return [(snapshot.snapshot_id, snapshot.period) for snapshot in current if not is_reported(snapshot)]


def done_or_noted(organization_id: str, verb: str, month: str, work: Callable[..., T], *arguments: object) -> T | None:
    """Return what ``work`` makes of a month; none where it was refused, which the ledger then says, or has to wait."""
    from seika.store import ledger

    try:
        return work(*arguments)
    except BadData as refusal:
        log.warning(f"{verb}.refused", organization=organization_id, period=month, why=refusal.message("en"))
        ledger.note(verb, organization_id, refusal.message("ja"), code=refusal.code, period=month, level="error")
    except NotReady as waits:
        log.info(f"{verb}.waits", organization=organization_id, period=month, why=waits.message("en"))
    return None


def _in_state(delivery_ids: list[str], *states: str) -> list[str]:
    from seika.store import ledger

    return [delivery_id for delivery_id in delivery_ids if ledger.delivery(delivery_id).state in states]

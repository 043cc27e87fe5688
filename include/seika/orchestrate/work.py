"""What is still to do, by the ledger, and letting Airflow do it: start the DAGs that nothing else starts, wait, look again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from seika.errors import Outage
from seika.orchestrate import steps
from seika.orchestrate.api import Api
from seika.orchestrate.bodies import Body, body

_LOOK_SECONDS = 0.5
# An asset event starts the next run within a second or two; only then is a silence a silence.
_SILENCE = 4
_TRIES = 3
_TELL_SECONDS = 5.0
_STILL_SECONDS = 20.0


@dataclass(frozen=True)
class Progress:
    """How far an organization is."""

    received: int
    judged: int
    published: int
    unreported: int


@dataclass
class _Watch:
    """One organization while its work is done."""

    body: Body
    silent: int = _SILENCE
    tries: Counter[tuple[str, Progress]] = field(default_factory=Counter)
    told: Progress | None = None
    told_at: float = field(default_factory=time.monotonic)


def to_do(body: Body) -> list[str]:
    """Return the ids of the DAGs to start now; none where everything that came is judged, published and reported.

    Sources that are checked against another one that also waits are left out: its asset starts them.
    """
    waiting = steps.at_the_door(body.id)
    if waiting:
        first = [channel.id for channel in body.channels if channel.id in waiting and not waiting.intersection(channel.after)]
        return [f"ingest__{body.id}__{source_id}" for source_id in first or sorted(waiting)]
    if steps.ready(body.id):
        return [f"release__{body.id}"]
    return [f"report__{body.id}"] if steps.unreported(body.id) else []


def progress(organization_id: str) -> Progress:
    """Return how far an organization is."""
    from seika.store import ledger, releases

    deliveries = ledger.deliveries(organization_id)
    judged = sum(delivery.state in ("accepted", "rejected") for delivery in deliveries)
    return Progress(len(deliveries), judged, len(releases.snapshots(organization_id)), len(steps.unreported(organization_id)))


def settle(api: Api, organizations: list[str], say: Callable[[str], None]) -> None:
    """Return when nothing is left to do for the organizations; tells ``say`` how far each is.

    Raises ``Outage ORCHESTRATE-04`` where a DAG was run several times and nothing moved.
    """
    watches = [_Watch(body(organization_id)) for organization_id in organizations]
    told_at = time.monotonic()
    while watches:
        active = sorted(run.dag_id for run in api.active())
        tell = time.monotonic() - told_at >= _TELL_SECONDS
        told_at = time.monotonic() if tell else told_at
        for watch in list(watches):
            running = [dag_id for dag_id in active if dag_id.split("__")[1] == watch.body.id]
            done = _look(api, watch, bool(running))
            if tell or done:
                _tell(watch, running, say)
            if done:
                watches.remove(watch)
        time.sleep(_LOOK_SECONDS if watches else 0)


def _look(api: Api, watch: _Watch, busy: bool) -> bool:
    watch.silent = 0 if busy else watch.silent + 1
    if watch.silent < _SILENCE:
        return False
    wanted = to_do(watch.body)
    for dag_id in wanted:
        here = (dag_id, progress(watch.body.id))
        if watch.tries[here] >= _TRIES:
            raise Outage("ORCHESTRATE-04", organization=watch.body.id, dag=dag_id, attempts=_TRIES)
        watch.tries[here] += 1
        api.trigger(dag_id)
    watch.silent = 0
    return not wanted


def _tell(watch: _Watch, running: list[str], say: Callable[[str], None]) -> None:
    now, label = progress(watch.body.id), watch.body.label
    if now != watch.told:
        reports = f", {now.unreported} to report" if now.unreported else ""
        say(f"  {label}: {now.judged} of {now.received} deliveries judged, {now.published} snapshots{reports}")
    elif running and time.monotonic() - watch.told_at >= _STILL_SECONDS:
        say(f"  {label}: {', '.join(running)} at work")
    else:
        return
    watch.told, watch.told_at = now, time.monotonic()

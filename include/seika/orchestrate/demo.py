"""The demo: both wards and a real survey through the real Airflow, from extracts to KPIs and reports, in two rounds."""

from __future__ import annotations

import fcntl
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from seika.config import organization_ids, paths
from seika.errors import Outage
from seika.orchestrate import local, rounds, work
from seika.orchestrate.api import Api
from seika.orchestrate.bodies import body
from seika.orchestrate.published import KpiLine, Published, newest
from seika.orchestrate.rounds import Trial

__all__ = ["Demo", "KpiLine", "Published", "demo"]

Say = Callable[[str], None]
_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True)
class Demo:
    """What a demo made: the newest month of each organization, how many snapshots are new, and where everything lies."""

    organizations: tuple[Published, ...]
    new_snapshots: int
    summary: str


def demo(staff: int = 600, months: int = 18, seed: int = 1, say: Say = lambda line: None) -> Demo:
    """Simulate, let Airflow do its work, return what is published; what a run before has done is not done again.

    ``say`` is told each step as one line. An Airflow that nobody asked to stay (``local.up``) is down afterwards, also after Ctrl-C
    or SIGTERM. Raises ``BadConfig ORCHESTRATE-05`` where the state folder holds another demo's extracts, ``Outage ORCHESTRATE-06``
    where another demo runs, and what ``local.up`` raises.
    """
    trial = Trial(staff, months, seed)
    with _alone(), _ended_by_signals():
        try:
            before = _snapshot_count() if rounds.simulated(trial) else 0
            if rounds.simulated(trial) and not _left():
                say("Nothing to do: all extracts of this demo are received, checked, published and reported already.")
            else:
                _play(trial, say)
            return _result(_snapshot_count() - before)
        finally:
            _ignore_signals()
            if not local.stays():
                local.down()


def _play(trial: Trial, say: Say) -> None:
    if rounds.simulated(trial):
        say(f"Extracts: already in {rounds.folder()}")
    say("Starting Airflow: API server, scheduler, DAG processor, PostgreSQL")
    running = local.up(stay=False, beside=lambda: _simulate(trial, say))
    say(f"Airflow runs at {running.url} (login {running.user} / {running.password})")
    for number in rounds.ROUNDS:
        _play_round(number, Api(running.home), say)


def _simulate(trial: Trial, say: Say) -> None:
    if not rounds.simulated(trial):
        say(f"Simulating {trial.staff} members of staff for {trial.months} months, each ward")
        rounds.simulate(trial)


def _play_round(number: int, api: Api, say: Say) -> None:
    extracts = rounds.to_drop(number)
    if not extracts and not _unsettled():
        say(f"Round {number}: done before")
        return
    refused = _refused()
    say(f"Round {number}: {len(extracts)} extracts into {paths.inbox()}")
    rounds.drop(extracts)
    work.settle(api, organization_ids(), say)
    for delivery_id, reason in _refused().items():
        if delivery_id not in refused:
            say(f"  refused, as it should be (its ingest run is red in Airflow): {delivery_id}: {reason}")


def _left() -> bool:
    return bool(_unsettled() or any(rounds.to_drop(number) for number in rounds.ROUNDS))


def _unsettled() -> bool:
    return any(work.to_do(body(organization_id)) for organization_id in organization_ids())


def _refused() -> dict[str, str]:
    from seika.store import ledger

    found = [delivery for each in organization_ids() for delivery in ledger.deliveries(each, state="rejected")]
    return {delivery.delivery_id: delivery.reason or "" for delivery in found}


def _snapshot_count() -> int:
    return sum(work.progress(organization_id).published for organization_id in organization_ids())


def _result(new_snapshots: int) -> Demo:
    found = tuple(each for each in map(newest, organization_ids()) if each)
    lines = [
        f"snapshots:  {new_snapshots} new; the release database is PostgreSQL {paths.database_url() or paths.state() / 'pg'}",
        *(f"report:     {each.pdf}" for each in found),
        *(f"workbook:   {each.workbook}" for each in found),
        f"true values: {rounds.folder() / 'truth.json'}",
        "next:       make up (Airflow with its UI), seika status, docs/index.md",
    ]
    return Demo(found, new_snapshots, "\n".join(lines))


@contextmanager
def _alone() -> Iterator[None]:
    """One demo at a time in a state folder; the lock falls with the process."""
    paths.state().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (paths.state() / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Outage("ORCHESTRATE-06", folder=paths.state()) from None
        yield


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and a closed terminal end the work as Ctrl-C does, through ``finally``.

    A second signal does not cut the tidying short.
    """

    def end(_number: int, _frame: FrameType | None) -> None:
        _ignore_signals()
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore_signals() -> None:
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)

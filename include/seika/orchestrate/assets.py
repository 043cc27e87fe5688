"""The assets: what is there, month by month, and the signals that start what comes next.

``seika/<organization>/<source>`` and ``seika/<organization>/snapshot`` carry one event a month (partition key ``YYYY-MM``): the
picture in Airflow's UI. An event with a partition key starts only DAGs that are partitioned themselves, one run a month; ours take
all that waits in one run. So each asset has a plain twin, ``<asset>/signal``, with one event a run, and schedules listen to that.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import Asset

SNAPSHOT = "snapshot"
CANDIDATE = "candidate"  # a month that waits for a person


def months(organization_id: str, what: str) -> Asset:
    """Return the asset with one event a month; ``what`` is a source or ``snapshot``."""
    return Asset(f"seika/{organization_id}/{what}", group="seika")


def signal(organization_id: str, what: str) -> Asset:
    """Return its twin with one event a run, which schedules listen to."""
    return Asset(f"seika/{organization_id}/{what}/signal", group="seika")


def outlets(organization_id: str, what: str) -> list[Asset]:
    """Return what a task that makes ``what`` declares as its outlets."""
    return [months(organization_id, what), signal(organization_id, what)]


def announce(outlet_events: Any, organization_id: str, what: str, periods: list[str]) -> None:
    """Attach the months that are new to the events of the running task."""
    ordered = sorted(set(periods))
    outlet_events[months(organization_id, what)].add_partitions(ordered)
    outlet_events[signal(organization_id, what)].extra = {"periods": ordered}

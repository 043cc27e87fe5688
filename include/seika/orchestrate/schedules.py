"""When DAGs run: by the clock in Asia/Tokyo on working days, and as soon as something they wait for has come.

Each schedule has a clock leg, so that nothing depends on an event alone; the ledger says what there is to do.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import AssetAny, AssetOrTimeSchedule, CronTriggerTimetable, Param

from seika.orchestrate import labels
from seika.orchestrate.assets import CANDIDATE, SNAPSHOT, signal
from seika.orchestrate.bodies import Body, Channel

TIMEZONE = "Asia/Tokyo"
INGEST = "30 6 * * 1-5"
RELEASE = "30 7 * * 1-5"
REPORT = "0 8 * * 1-5"
VERIFY = "0 3 * * *"
_MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
ALERT = "0 9,13,17 * * 1-5"


def ingest(body: Body, channel: Channel) -> CronTriggerTimetable | AssetOrTimeSchedule:
    """Return the schedule of an ingest: each working morning, and when a source that it is checked against has news."""
    clock = _clock(INGEST)
    if not channel.after:
        return clock
    news = AssetAny(*(signal(body.id, source_id) for source_id in channel.after))
    return AssetOrTimeSchedule(timetable=clock, assets=news)


def release(body: Body) -> AssetOrTimeSchedule:
    """Return the schedule of a release: each working morning, and when any source has news."""
    news = AssetAny(*(signal(body.id, channel.id) for channel in body.channels))
    return AssetOrTimeSchedule(timetable=_clock(RELEASE), assets=news)


def approve(body: Body) -> AssetOrTimeSchedule:
    """Return the schedule of asking a person: each working morning, and when a month begins to wait for one."""
    return AssetOrTimeSchedule(timetable=_clock(RELEASE), assets=signal(body.id, CANDIDATE))


def report(body: Body) -> AssetOrTimeSchedule:
    """Return the schedule of the reports: each working morning, and when a snapshot is published."""
    return AssetOrTimeSchedule(timetable=_clock(REPORT), assets=signal(body.id, SNAPSHOT))


def verify() -> CronTriggerTimetable:
    """Return the schedule of the nightly look at all that was kept."""
    return _clock(VERIFY)


def alert() -> CronTriggerTimetable:
    """Return the schedule of the alerts: three times a working day, beside those that a failed task sends at once."""
    return _clock(ALERT)


def period_param() -> Param:
    """Return the optional parameter ``period``; Airflow refuses any form but ``YYYY-MM`` before a task runs."""
    return Param(None, type=["null", "string"], pattern=_MONTH, description=labels.param_text("period"))


def range_params(with_reason: bool) -> dict[str, Param]:
    """Return the parameters of a run over a range of months, which Airflow's form asks for; ``reason`` for a restatement."""
    months = {name: Param(type="string", pattern=_MONTH, description=labels.param_text(name)) for name in ("first", "last")}
    reason = Param(type="string", minLength=5, description=labels.param_text("reason"))
    return months | ({"reason": reason} if with_reason else {})


def _clock(cron: str) -> CronTriggerTimetable:
    # A DAG that Airflow sees for the first time owes nothing: it has no start date and waits for its next morning.
    return CronTriggerTimetable(cron, timezone=TIMEZONE, run_immediately=timedelta(0))

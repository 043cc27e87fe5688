"""What the last word in the ledger says: months that were refused, a task that failed, what the last verification found."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import Select, func, select

from seika.store import ledger, tables
from seika.store.database import transaction
from seika.store.ledger import Event

TASK = "task"
_EVENT = tables.event.c


def refused_months(organization_id: str) -> list[Event]:
    """Return the refusal of each month that was neither computed nor published since, oldest month first."""
    ours = _events(organization_id).where(_EVENT.verb.in_(("transform", "release")), _EVENT.period.is_not(None))
    return _errors(ours.distinct(_EVENT.period).order_by(_EVENT.period, _EVENT.event_id.desc()))


def standing_of(organization_id: str, verb: str) -> Event | None:
    """Return the last event of a verb of an organization."""
    last = _events(organization_id).where(_EVENT.verb == verb).order_by(_EVENT.event_id.desc()).limit(1)
    with transaction() as connection:
        row = connection.execute(last).one_or_none()
    return Event(**row._mapping) if row else None


def failed_tasks(organization_id: str) -> list[Event]:
    """Return the failure of each task that has not run through since; its message is ``<dag> <task> <problem>``."""
    name = func.split_part(_EVENT.message, " ", 1) + " " + func.split_part(_EVENT.message, " ", 2)
    ours = _events(organization_id).where(_EVENT.verb == TASK).distinct(name)
    return _errors(ours.order_by(name, _EVENT.event_id.desc()))


def note_task(organization_id: str, dag_id: str, task_id: str, problem: str | None) -> None:
    """Write down that a task failed, and that one that had failed has run through (no ``problem``); otherwise nothing."""
    is_failed = any(event.message.split(" ")[:2] == [dag_id, task_id] for event in failed_tasks(organization_id))
    if problem:
        ledger.note(TASK, organization_id, f"{dag_id} {task_id} {problem}", level="error")
    elif is_failed:
        ledger.note(TASK, organization_id, f"{dag_id} {task_id} -")


def note_verified(organization_id: str, codes: list[str]) -> None:
    """Write down what a verification found: the code of the first difference and how many; of a clean one only that it is clean again."""
    before = standing_of(organization_id, "verify")
    if codes and not (before and before.level == "error" and (before.code, before.message) == (codes[0], str(len(codes)))):
        ledger.note("verify", organization_id, str(len(codes)), code=codes[0], level="error")
    elif not codes and before and before.level == "error":
        ledger.note("verify", organization_id, "0")


def _events(organization_id: str) -> Select[Any]:
    return select(*(_EVENT[each.name] for each in fields(Event))).filter_by(organization_id=organization_id)


def _errors(asked: Select[Any]) -> list[Event]:
    with transaction() as connection:
        found = [Event(**row._mapping) for row in connection.execute(asked)]
    return [event for event in found if event.level == "error"]

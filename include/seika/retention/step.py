"""retention: deliveries whose term is over, and their deletion with proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from seika.config import load_organization
from seika.config.operation import load_operation
from seika.config.retention import Retention
from seika.log import events
from seika.period import Period
from seika.retention.parts import delete, is_gone
from seika.store import ledger, releases
from seika.store.ledger import Delivery

log = events(__name__)
Says = Literal["over", "deleted", "held", "in_use", "not_closed"]


@dataclass(frozen=True)
class Item:
    """A delivery whose term is over, and what is to be done: ``over`` may go, ``deleted`` has gone.

    ``held`` by a legal hold (``why``), ``in_use`` as the newest of its source, ``not_closed``: a provisional month (``why``) counts it,
    and would be computed without it.
    """

    delivery_id: str
    ended_on: date
    law: str
    says: Says
    why: str | None = None


def retention(organization_id: str, today: date, by: str, apply: bool = False) -> list[Item]:
    """Return the deliveries whose term is over on ``today``; with ``apply`` those that may go are deleted, each with its proof first.

    A run that was killed is run again: what is proven and still there goes then.
    """
    organization = load_organization(organization_id)
    declared = load_operation(organization_id).retention
    deliveries = ledger.deliveries(organization_id)
    in_force = [ledger.accepted(organization_id, source_id) for source_id in organization.sources]
    newest, counted = {held[-1].delivery_id for held in in_force if held}, _counted_by_open_months(organization_id)
    found = []
    for delivery in deliveries:
        item = _item(delivery, declared, today, newest, counted)
        if item is None or is_gone(delivery):
            continue
        if item.says == "over" and apply:
            delete(delivery, rule=f"{item.law} ({item.ended_on})", by=by)
            item = replace(item, says="deleted")
        found.append(item)
    if gone := sum(each.says == "deleted" for each in found):
        ledger.note("retention", organization_id, f"{gone} deliveries deleted: {by}")
        log.info("retention.deleted", organization=organization_id, deliveries=gone)
    return found


def _item(delivery: Delivery, declared: Retention, today: date, newest: set[str], counted: dict[str, str]) -> Item | None:
    term = declared.term(delivery.source_id)
    if term is None or today < (ended_on := term.ends_on(Period(delivery.period))):
        return None
    hold = declared.held_by(delivery.source_id, delivery.period)
    says: tuple[Says, str | None] = ("over", None)
    if hold:
        says = "held", f"{hold.id}: {hold.reason}"
    elif delivery.delivery_id in newest:
        says = "in_use", None
    elif delivery.delivery_id in counted:
        says = "not_closed", counted[delivery.delivery_id]
    return Item(delivery.delivery_id, ended_on, term.law, *says)


def _counted_by_open_months(organization_id: str) -> dict[str, str]:
    """Return by delivery the first provisional month that counts it: such a month would be computed again, and then without it."""
    current: Sequence[releases.Snapshot] = releases.current_snapshots(organization_id)
    open_months = [each for each in reversed(current) if each.status == "provisional"]
    return {row["delivery_id"]: each.period for each in open_months for row in releases.inputs(each.snapshot_id)}

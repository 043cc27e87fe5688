"""Which rules a waiver switches off today, and which waivers are over."""

from __future__ import annotations

from datetime import date

from seika.check.engine import Filled
from seika.check.suite import load_rules, rules_path
from seika.config import Organization
from seika.config.waiver import Waiver
from seika.errors import BadConfig


def waived_rules(organization: Organization, filled: list[Filled], today: date | None) -> frozenset[str]:
    """Return the ids of the rules that hold nothing back on ``today``; none without a day."""
    in_force = {waiver.rule for waiver in organization.waivers if today and waiver.holds_on(today)}
    return frozenset(rule.id for rule, _ in filled if rule.id in in_force)


def check_waivers(organization: Organization, today: date) -> list[Waiver]:
    """Return the waivers in force on ``today``.

    Raises ``BadConfig CHECK-35`` for one of a rule that is not there, ``CHECK-36`` for one that has ended: it has no effect any more
    and must be taken out or renewed.
    """
    path = organization.folder / "waivers.yml"
    for waiver in organization.waivers:
        source_id = waiver.rule.split(".")[0]
        known = {rule.id for rule in load_rules(source_id)} if rules_path(source_id).is_file() else set()
        if waiver.rule not in known:
            raise BadConfig("CHECK-35", file=path, rule=waiver.rule)
        if waiver.until < today:
            raise BadConfig("CHECK-36", file=path, rule=waiver.rule, owner=waiver.owner, until=waiver.until)
    return [waiver for waiver in organization.waivers if waiver.holds_on(today)]

"""Which rules a waiver switches off today, and which waivers are over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from seika.check.engine import Filled
from seika.check.quarantine import Findings
from seika.check.suite import Rule, load_rules, rules_path
from seika.config import Organization
from seika.config.load import line_of
from seika.config.waiver import Waiver
from seika.errors import BadConfig
from seika.store.stewardship import Waived


def in_force(organization: Organization, filled: list[Filled], today: date | None) -> dict[str, Waiver]:
    """Return by rule the waivers that keep rules of a source from holding anything back on ``today``; none without a day."""
    holding = {waiver.rule: waiver for waiver in organization.waivers if today and waiver.holds_on(today)}
    return {rule.id: holding[rule.id] for rule, _ in filled if rule.id in holding and rule.action != "warn"}


def used(waivers: Mapping[str, Waiver], filled: list[Filled], findings: Findings) -> list[Waived]:
    """Return what the ledger keeps of waivers: of those in force the ones whose rule the delivery breaks."""
    rules = [rule for rule, _ in filled if rule.id in waivers and not findings.outcomes[rule.id].passed]
    return [_waived(waivers[rule.id], rule, len(findings.row_numbers[rule.id])) for rule in rules]


def check_waivers(organization: Organization, today: date) -> list[Waiver]:
    """Return the waivers in force on ``today``.

    Raises ``BadConfig`` with path and line: ``CHECK-35`` for one of a rule that is not there, ``CHECK-38`` for one of a rule that only
    warns, ``CHECK-36`` for one that has ended: it has no effect any more and must be taken out or renewed.
    """
    path = organization.folder / "waivers.yml"
    for index, waiver in enumerate(organization.waivers):
        source_id = waiver.rule.split(".")[0]
        known = {rule.id: rule for rule in load_rules(source_id)} if rules_path(source_id).is_file() else {}
        where = {"file": path, "line": line_of(path, index, "rule"), "rule": waiver.rule}
        if waiver.rule not in known:
            raise BadConfig("CHECK-35", **where)
        if known[waiver.rule].action == "warn":
            raise BadConfig("CHECK-38", **where)
        if waiver.until < today:
            raise BadConfig("CHECK-36", **where, owner=waiver.owner, until=waiver.until)
    return [waiver for waiver in organization.waivers if waiver.holds_on(today)]


def _waived(waiver: Waiver, rule: Rule, rows: int) -> Waived:
    return Waived(rule.id, waiver.owner, waiver.reason, waiver.since.isoformat(), waiver.until.isoformat(), rows, rule.protects)

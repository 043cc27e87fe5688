"""The small print of ``seika status``: deliveries that do not count, refusals, waivers, files at the door."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from seika.period import TOKYO

if TYPE_CHECKING:
    from seika.store.ledger import Delivery


def lines(organization_id: str) -> list[str]:
    """Return all that is worth a line beside the tables, as rich text."""
    from seika.decode import outdated
    from seika.receive import waiting
    from seika.store import ledger

    refusals = [event for event in ledger.events(organization_id) if event.level != "info"]
    at_the_door = waiting(organization_id)
    return [
        *_standings(organization_id, ledger.deliveries(organization_id)),
        *(f"[red]![/red] {refusal.at:%Y-%m-%d %H:%M} {refusal.message}" for refusal in refusals),
        *_waivers(organization_id),
        *(f"[yellow]![/yellow] decoded by an older ledger of staff numbers: {each}" for each in outdated(organization_id)),
        *(f"[yellow]…[/yellow] waits at the door: {file.path.name} ({file.source_id})" for file in at_the_door if file.source_id),
    ]


def _waivers(organization_id: str) -> list[str]:
    """Return a line for each waiver in force or over, with the KPIs that its rule protects."""
    from seika.check.suite import load_rules
    from seika.config import load_organization

    today = datetime.now(TOKYO).date()
    lines = []
    for waiver in load_organization(organization_id).waivers:
        protects = next((rule.protects for rule in load_rules(waiver.rule.split(".")[0]) if rule.id == waiver.rule), ())
        colour, said = ("red", "ended") if waiver.until < today else ("yellow", "waived")
        lines.append(
            f"[{colour}]![/{colour}] {said} {waiver.since} to {waiver.until}: {waiver.rule} ({waiver.owner}), touches {', '.join(protects)}"
        )
    return lines


def _standings(organization_id: str, deliveries: list[Delivery]) -> list[str]:
    """Return a line for each delivery that does not count, and for each that came for a closed month."""
    from seika.store import ledger, releases
    from seika.store.standing import standings

    closed = {each.period: each for each in releases.current_snapshots(organization_id) if each.status != "provisional"}
    made_from = {row["delivery_id"] for each in closed.values() for row in releases.inputs(each.snapshot_id)}
    lines = []
    for source_id in sorted({each.source_id for each in deliveries}):
        ours = [each for each in deliveries if each.source_id == source_id]
        for each in standings(ours, ledger.arrivals(organization_id, source_id), closed.keys()):
            told = {
                "superseded": f"does not count: superseded by {each.by}, which arrived later for the same month",
                "refused": f"does not count: refused ({each.delivery.reason_code})",
                "in_work": f"does not count: {each.delivery.state}, not yet judged",
            }.get(each.says)
            if each.says == "counts" and each.is_closed and each.delivery.delivery_id not in made_from:
                month = each.delivery.period
                told = f"is kept, but {month} is closed; to restate it: seika release -o {organization_id} -p {month} --reason …"
            if told:
                lines.append(f"[yellow]·[/yellow] {each.delivery.delivery_id} {told}")
    return lines

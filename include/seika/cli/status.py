"""``seika status``"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from seika.cli.arguments import Organizations, chosen

if TYPE_CHECKING:
    from seika.store.ledger import Delivery
    from seika.store.releases import Snapshot


def status(organization: Organizations = None) -> None:
    """Show in one look what has arrived, what was refused, what is published and what waits."""
    from seika.decode import outdated
    from seika.receive import waiting
    from seika.store import ledger, releases

    console = Console()
    for organization_id in chosen(organization):
        deliveries = ledger.deliveries(organization_id)
        console.print(_arrived(organization_id, deliveries))
        console.print(_published(organization_id, releases.current_snapshots(organization_id)))
        for line in _standings(organization_id, deliveries):
            console.print(line, highlight=False, soft_wrap=True)
        for refusal in [event for event in ledger.events(organization_id) if event.level != "info"]:
            console.print(f"[red]![/red] {refusal.at:%Y-%m-%d %H:%M} {refusal.message}", highlight=False, soft_wrap=True)
        for line in _waivers(organization_id):
            console.print(line, highlight=False, soft_wrap=True)
        for delivery_id in outdated(organization_id):
            console.print(f"[yellow]![/yellow] decoded by an older ledger of staff numbers: {delivery_id}", highlight=False, soft_wrap=True)
        for file in waiting(organization_id):
            console.print(f"[yellow]…[/yellow] waits at the door: {file.path.name} ({file.source_id or 'no source takes it'})")


def _waivers(organization_id: str) -> list[str]:
    """Return a line for each waiver in force or over, with the KPIs that its rule protects."""
    from datetime import datetime

    from seika.check.suite import load_rules
    from seika.config import load_organization
    from seika.period import TOKYO

    today = datetime.now(TOKYO).date()
    lines = []
    for waiver in load_organization(organization_id).waivers:
        protects = next((rule.protects for rule in load_rules(waiver.rule.split(".")[0]) if rule.id == waiver.rule), ())
        colour, said = ("red", "ended") if waiver.until < today else ("yellow", "waived")
        lines.append(
            f"[{colour}]![/{colour}] {said} {waiver.since} to {waiver.until}: {waiver.rule} ({waiver.owner}), touches {', '.join(protects)}"
        )
    return lines


def _arrived(organization_id: str, deliveries: list[Delivery]) -> Table:
    table = Table(
        "source", "files", "newest", "rows", "accepted", "quarantined", "refused", "in work", title=f"{organization_id}: deliveries"
    )
    table.caption = "rows of accepted files = accepted + held in quarantine"
    table.columns[0].no_wrap = True
    for source_id in sorted({delivery.source_id for delivery in deliveries}):
        ours = [delivery for delivery in deliveries if delivery.source_id == source_id]
        accepted = [delivery for delivery in ours if delivery.state == "accepted"]
        rejected = sum(delivery.state == "rejected" for delivery in ours)
        table.add_row(
            source_id,
            str(len(ours)),
            max((delivery.period for delivery in accepted), default="-"),
            f"{sum(delivery.received_count or 0 for delivery in accepted):,}",
            f"{sum(delivery.accepted_count or 0 for delivery in accepted):,}",
            f"{sum(delivery.quarantined_count or 0 for delivery in accepted):,}",
            f"[red]{rejected}[/red]" if rejected else "0",
            str(len(ours) - len(accepted) - rejected),
        )
    return table


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


def _published(organization_id: str, snapshots: list[Snapshot]) -> Table:
    table = Table("period", "snapshot", "status", "hash", title=f"{organization_id}: current snapshots")
    for snapshot in snapshots:
        table.add_row(snapshot.period, snapshot.snapshot_id, snapshot.status, snapshot.snapshot_hash[:12])
    return table

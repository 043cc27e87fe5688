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
        for line in [*_standings(deliveries), *_closed(organization_id, deliveries), *_older(organization_id, deliveries)]:
            console.print(line, highlight=False, soft_wrap=True)
        for refusal in [event for event in ledger.events(organization_id) if event.level != "info"]:
            console.print(f"[red]![/red] {refusal.at:%Y-%m-%d %H:%M} {refusal.message}", highlight=False, soft_wrap=True)
        for delivery_id in outdated(organization_id):
            console.print(f"[yellow]![/yellow] decoded by an older ledger of staff numbers: {delivery_id}", highlight=False, soft_wrap=True)
        for file in waiting(organization_id):
            console.print(f"[yellow]…[/yellow] waits at the door: {file.path.name} ({file.source_id or 'no source takes it'})")


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


def _standings(deliveries: list[Delivery]) -> list[str]:
    """Return a line for each delivery that does not count, and why."""
    from seika.store.counting import standings

    lines = []
    for each in standings(deliveries):
        why = {
            "superseded": f"superseded by {each.by}, which was received later for the same month",
            "rejected": f"refused ({each.delivery.reason_code}); once rules or configuration are right: seika ingest --again",
            "waiting": f"{each.delivery.state}, not yet judged",
        }.get(each.verdict)
        if why:
            lines.append(f"[yellow]·[/yellow] {each.delivery.delivery_id} does not count: {why}")
    return lines


def _closed(organization_id: str, deliveries: list[Delivery]) -> list[str]:
    """Return a line for each delivery that counts and came for a month that was closed without it."""
    from seika.store import releases
    from seika.store.counting import counting

    closed = {each.period: each for each in releases.current_snapshots(organization_id) if each.status != "provisional"}
    made_from = {period: {row["delivery_id"] for row in releases.inputs(each.snapshot_id)} for period, each in closed.items()}
    return [
        f"[yellow]·[/yellow] {each.delivery_id} is kept but changes nothing by itself: {closed[each.period].snapshot_id} is closed; "
        f"to restate it: seika release -o {organization_id} -p {each.period} --reason …"
        for each in counting(deliveries)
        if each.period in closed and each.delivery_id not in made_from[each.period]
    ]


def _older(organization_id: str, deliveries: list[Delivery]) -> list[str]:
    from seika.config import load_organization
    from seika.store.counting import checked_against_older

    sources = load_organization(organization_id).sources
    after = {source_id: source.check_after for source_id, source in sources.items()}
    return [
        f"[yellow]·[/yellow] {each.delivery_id} was checked against an older {' or '.join(after[each.source_id])}: "
        "seika ingest --again checks it again"
        for each in checked_against_older(deliveries, after)
    ]


def _published(organization_id: str, snapshots: list[Snapshot]) -> Table:
    table = Table("period", "snapshot", "status", "hash", title=f"{organization_id}: current snapshots")
    for snapshot in snapshots:
        table.add_row(snapshot.period, snapshot.snapshot_id, snapshot.status, snapshot.snapshot_hash[:12])
    return table

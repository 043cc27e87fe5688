"""``seika ingest``: receive, decode, check"""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from seika.cli.arguments import Organizations, chosen
from seika.config import load_organization
from seika.errors import NotReady


def ingest(organization: Organizations = None) -> None:
    """Receive what waits in the drop folders, decode it, check it; refusals are written down and the rest goes on."""
    from seika.store import ledger

    console, reasons = Console(), []
    table = Table("delivery", "state", "received", "= accepted", "+ quarantined", title="ingest")
    table.columns[0].no_wrap = True
    for organization_id in chosen(organization):
        for delivery_id in _taken(organization_id):
            done = ledger.delivery(delivery_id)
            counts = [_text(count) for count in (done.received_count, done.accepted_count, done.quarantined_count)]
            colour = {"accepted": "green", "rejected": "red"}.get(done.state, "yellow")
            table.add_row(delivery_id, f"[{colour}]{done.state}[/{colour}]", *counts)
            if done.reason:
                reasons.append(f"[red]✗[/red] {done.file_name}: {done.reason}")
    console.print(table if table.row_count else "nothing waits")
    for reason in reasons:
        console.print(reason, highlight=False, soft_wrap=True)


def _taken(organization_id: str) -> list[str]:
    from seika.check import check, unchecked
    from seika.decode import decode, undecoded
    from seika.receive import receive

    sources = load_organization(organization_id).sources
    taken: dict[str, None] = {}
    for source_id in sources:
        taken |= dict.fromkeys(receive(organization_id, source_id))
    # What others are decoded by and checked against comes first, so that one call is enough.
    for source_id in sorted(sources, key=lambda source: len(sources[source].check_after)):
        for step, waiting in ((decode, undecoded), (check, unchecked)):
            for delivery_id in waiting(organization_id, source_id):
                taken[delivery_id] = None
                try:
                    step(delivery_id)
                except NotReady as waits:
                    from seika.cli.refusals import errors, language

                    errors.print(f"[yellow]…[/yellow] {waits.message(language())}", highlight=False, soft_wrap=True)
    return list(taken)


def _text(count: int | None) -> str:
    return "" if count is None else f"{count:,}"

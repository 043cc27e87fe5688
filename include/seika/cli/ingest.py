"""``seika ingest``: receive, decode, check"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from seika.cli.arguments import Organizations, chosen
from seika.cli.refusals import errors, exit_code, text_of
from seika.config import load_organization
from seika.errors import BadData, NotReady, SeikaError
from seika.period import TOKYO, Period

Asked = Annotated[
    list[str] | None,
    typer.Option("--period", "-p", help="A month, YYYY-MM, that systems are asked for; may be repeated. Without it: the last ones."),
]
Again = Annotated[
    list[str] | None,
    typer.Option("--again", help="A delivery to judge again after a fix of rules or configuration; may be repeated."),
]


def ingest(organization: Organizations = None, period: Asked = None, again: Again = None) -> None:
    """Receive what the sources have, decode it, check it; refusals are written down and the rest goes on."""
    from seika.store import ledger
    from seika.store.reopen import reopen

    console, reasons = Console(), []
    failures: list[SeikaError] = []
    months = [Period(text) for text in period or []]
    for known in [ledger.delivery(delivery_id) for delivery_id in again or []]:
        reopen(known.delivery_id, BadData("STORE-12", delivery=known.delivery_id, state=known.state))
    table = Table("delivery", "state", "received", "= accepted", "+ quarantined", title="ingest")
    table.columns[0].no_wrap = True
    for organization_id in chosen(organization):
        for delivery_id in take_in(organization_id, months, failures):
            done = ledger.delivery(delivery_id)
            counts = [_text(count) for count in (done.received_count, done.accepted_count, done.quarantined_count)]
            colour = {"accepted": "green", "rejected": "red"}.get(done.state, "yellow")
            table.add_row(delivery_id, f"[{colour}]{done.state}[/{colour}]", *counts)
            if done.reason:
                reasons.append(f"[red]✗[/red] {done.file_name}: {escape(done.reason)}")
    console.print(table if table.row_count else "nothing waits")
    for reason in reasons:
        console.print(reason, highlight=False, soft_wrap=True)
    if failures:
        raise typer.Exit(max(exit_code(failure) for failure in failures))


def take_in(organization_id: str, months: list[Period], failures: list[SeikaError]) -> list[str]:
    """Return what was received of the months (of systems the last ones where none is given) and judged; appends what failed."""
    from seika.check import check, unchecked
    from seika.decode import decode, undecoded

    sources = load_organization(organization_id).sources
    taken: dict[str, None] = {}
    for source_id in sources:
        taken |= dict.fromkeys(_received(organization_id, source_id, months, failures))
    # What others are decoded by and checked against comes first, so that one call is enough.
    for source_id in sorted(sources, key=lambda source: len({*sources[source].check_after, *sources[source].compare_with})):
        for step, waiting in ((decode, undecoded), (partial(check, today=datetime.now(TOKYO).date()), unchecked)):
            for delivery_id in waiting(organization_id, source_id):
                taken[delivery_id] = None
                try:
                    step(delivery_id)
                except NotReady as waits:
                    errors.print(f"[yellow]…[/yellow] {text_of(waits)}", highlight=False, soft_wrap=True)
    return list(taken)


def _received(organization_id: str, source_id: str, months: list[Period], failures: list[SeikaError]) -> list[str]:
    from seika.receive import months_asked, receive

    connector = load_organization(organization_id).sources[source_id].connector
    try:
        return receive(organization_id, source_id, months or months_asked(connector, datetime.now(TOKYO).date()))
    except SeikaError as failure:
        # One place that does not answer must not hold up what came from the others.
        errors.print(f"[red]✗[/red] {organization_id} {source_id}: {text_of(failure)}", highlight=False, soft_wrap=True)
        failures.append(failure)
        return []


def _text(count: int | None) -> str:
    return "" if count is None else f"{count:,}"

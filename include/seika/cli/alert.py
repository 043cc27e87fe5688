"""``seika alert``"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from seika.cli.arguments import Organizations, chosen
from seika.cli.refusals import exit_code, text_of
from seika.errors import SeikaError
from seika.period import TOKYO


def alert(
    organization: Organizations = None,
    only_list: Annotated[bool, typer.Option("--list", help="Show what is open; tell nobody.")] = False,
) -> None:
    """Tell by mail and webhook what waits for whom and was not told yet; each once until it changes."""
    from seika.alert import alert as step
    from seika.store.alerts import open_alerts

    console, wished = Console(), chosen(organization)
    if only_list:
        for each in (each for organization_id in wished for each in open_alerts(organization_id)):
            text = text_of(SeikaError(each.code, **json.loads(each.place)))
            since = each.began_at.astimezone(TOKYO)
            console.print(f"{each.organization_id}: {since:%Y-%m-%d %H:%M} for the {each.whom}: {text}", highlight=False, soft_wrap=True)
        return
    told = step(wished, datetime.now(TOKYO).date())
    for channel in told:
        if channel.error:
            console.print(f"[red]✗[/red] {text_of(channel.error)}", highlight=False, soft_wrap=True)
        else:
            console.print(f"{channel.connection}: {channel.count} told", highlight=False)
    if not told:
        console.print("no channel is declared (operation.yml); seika alert --list shows what is open")
    if failed := next((channel.error for channel in told if channel.error), None):
        raise typer.Exit(exit_code(failed))

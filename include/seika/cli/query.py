"""``seika query``"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table


def query(sql: Annotated[str, typer.Argument(help="One SELECT over the schemas kpi and ledger.")]) -> None:
    """Show rows of the release database, such as: select * from kpi.kpi_value limit 5. Nothing can be changed."""
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    from seika.cli.refusals import errors
    from seika.store.database import engine

    with engine().connect() as connection:
        connection.execute(text("set transaction read only"))
        try:
            rows = connection.execute(text(sql))
        except DBAPIError as error:
            errors.print(f"[red]✗[/red] {escape(str(error.orig).strip())}", highlight=False)
            raise typer.Exit(1) from None
        table = Table()
        for name in tuple(rows.keys()):
            table.add_column(name, no_wrap=True)
        for row in rows:
            table.add_row(*("" if cell is None else str(cell) for cell in row))
    Console().print(table, crop=False, soft_wrap=True)

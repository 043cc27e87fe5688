"""``seika superset``"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

superset = typer.Typer(help="Dashboards in Apache Superset, as include/superset declares them.", no_args_is_help=True)


@superset.command("import")
def bring(
    url: Annotated[str, typer.Option(help="Where Superset answers.", envvar="SEIKA_SUPERSET_URL")] = "http://127.0.0.1:8088",
    user: Annotated[str, typer.Option(help="Who imports; needs the role Admin.", envvar="SEIKA_SUPERSET_USER")] = "admin",
    database_url: Annotated[
        str, typer.Option(help="How Superset reaches the release database: a login of seika_reader.", envvar="SEIKA_READER_URL")
    ] = "",
    to: Annotated[
        Path | None, typer.Option(help="Write the bundle to this zip instead, for Superset's own import.", dir_okay=False)
    ] = None,
) -> None:
    """Import database, datasets, charts and dashboards over those of the last import; what is no longer declared goes.

    The password is read from the file that SEIKA_SUPERSET_PASSWORD_FILE names or from SEIKA_SUPERSET_PASSWORD.
    """
    from seika.superset.step import bring as step
    from seika.superset.step import whole_bundle

    console = Console(highlight=False)
    if to:
        to.write_bytes(whole_bundle(database_url))
        console.print(f"{to}: unpack and run superset import-directory, or import it over the API (assets)", soft_wrap=True)
        return
    done = step(url, user, _password(), database_url)
    console.print(f"{url}: {', '.join(f'{count} {kind}s' for kind, count in done.brought.items())}", soft_wrap=True)
    for title in done.removed:
        console.print(f"removed: {title}", soft_wrap=True)


def _password() -> str:
    from seika.errors import BadConfig

    path = os.environ.get("SEIKA_SUPERSET_PASSWORD_FILE")
    if not path:
        return os.environ.get("SEIKA_SUPERSET_PASSWORD", "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        raise BadConfig("SUPERSET-06", file=path) from None

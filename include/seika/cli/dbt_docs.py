"""``seika dbt-docs``"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import print as show


def dbt_docs(out: Annotated[Path, typer.Argument(help="The folder to write index.html into.")] = Path(".seika/dbt-docs")) -> None:
    """Write the dbt project as one web page, with the SQL of every measure and what depends on what; needs no server and no network."""
    from seika.transform.documented import document_project

    show(f"dbt docs: {document_project(out)}")

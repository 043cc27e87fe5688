"""``seika policy``: what rests on which document"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from seika.canonical import hash_file
from seika.cli.arguments import Organizations, chosen
from seika.config import load_organization
from seika.errors import BadConfig

policy = typer.Typer(help="Compare the documents with the declarations that rest on them.", no_args_is_help=True)
_SAID = {"changed": "rests on the changed", "unknown_document": "cites the unknown", "no_citation": "cites no document"}


@policy.callback()
def _begin() -> None:
    """Keep ``policy check`` two words although it is the only one."""


@policy.command()
def check(
    organization: Organizations = None,
    document: Annotated[
        list[str] | None,
        typer.Option("--document", "-d", metavar="ID=FILE", help="A document's id in documents.yml and its file; may be repeated."),
    ] = None,
) -> None:
    """Say which nodes, edges, KPIs, baselines and targets rest on a document that has changed, is unknown or is not named; exit 1 then."""
    from seika.config.policy import findings

    files = dict(_pair(each) for each in document or [])
    console, found = Console(highlight=False), []
    for organization_id in chosen(organization):
        body = load_organization(organization_id)
        ours = findings(body, files)
        found += ours
        for each in ours:
            cites = each.citation
            said = " ".join(part for part in (_SAID[each.problem], cites.document, cites.place) if part)
            console.print(f"[red]✗[/red] {cites.file}:{cites.line}: {cites.kind} {cites.name} {said}", soft_wrap=True)
        colour, mark = ("red", "✗") if ours else ("green", "✓")
        console.print(f"[{colour}]{mark}[/{colour}] {organization_id}: {len(ours)} to look at again", soft_wrap=True)
    for document_id in sorted({each.citation.document or "" for each in found if each.problem == "changed"} & set(files)):
        path = files[document_id]
        said = f"{document_id} is now sha256 {hash_file(path)}, bytes {path.stat().st_size}: declare it when all of them are right again"
        console.print(said, soft_wrap=True)
    if found:
        raise typer.Exit(1)


def _pair(text: str) -> tuple[str, Path]:
    document_id, sign, file = text.partition("=")
    if not sign or not file:
        raise BadConfig("CONFIG-58", document=text, problem="write it as ID=FILE")
    return document_id, Path(file)

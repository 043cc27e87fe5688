"""From a number to the files it came from, as ``seika trace`` answers it: by what the snapshot keeps, its rows counted again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from seika.pages.asked import owned, unit_labels
from seika.pages.auth import Reader, may_open, reader
from seika.pages.cells import KEY, cells
from seika.pages.lineage_picture import things_of
from seika.pages.picture import draw
from seika.pages.view import language_of, show, words
from seika.trace import Cell, Traced
from seika.trace import Reader as Looker
from seika.trace import trace as step

router = APIRouter(dependencies=[Depends(may_open("trace"))])


@router.get("/trace")
def trace(
    request: Request,
    who: Annotated[Reader, Depends(reader)],
    snapshot: str,
    kpi_id: str,
    window_id: str,
    unit_code: str,
    tree_code: str = "as_was",
    breakdown_id: str = "all",
    breakdown_code: str = "all",
) -> Response:
    """Show what a published cell came from; what is withheld stays so, whoever asks: pages show no rows."""
    one, ours = owned(request, snapshot)
    cell = Cell(kpi_id, unit_code, window_id, (breakdown_id, breakdown_code), tree_code)
    found = step(ours.id, one.period, cell, Looker(who.name), snapshot)
    language = language_of(request)
    things = things_of(found, words(language), language, request.scope.get("root_path", ""))
    return show(
        request,
        "trace",
        found=found,
        organization=ours,
        snapshot=one,
        picture=draw(things, words(language)["trace"]["columns"]),
        facts=facts_of(found),
        parts_of_it=_parts(found),
        others=_others(found, unit_labels(ours)),
    )


def facts_of(found: Traced) -> dict[str, list[str]]:
    """Return by fact the sources that it is made of."""
    return {part.measure["fact"]: list(part.measure["sources"]) for part in found.parts}


def _parts(found: Traced) -> list[dict[str, Any]]:
    """Return the same KPI, window and unit broken down, where it is published so."""
    where = {name: found.row[name] for name in KEY if not name.startswith("breakdown")}
    return [row for row in cells(found.snapshot.snapshot_id, **where) if row["breakdown_id"] != "all"]


def _others(found: Traced, labels: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """Return the same KPI and window of the other units, with their names, in the order of the tree."""
    beside = cells(found.snapshot.snapshot_id, **{name: found.row[name] for name in KEY if name != "unit_code"})
    rows = {row["unit_code"]: row for row in beside if row["unit_code"] != found.row["unit_code"]}
    return [(label, rows[code]) for code, label in labels.items() if code in rows]

"""Whether every surface says the same of every number: what was published, compared cell by cell with what people are about to get."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from seika.config import Organization, load_organization
from seika.deliver import surfaces
from seika.deliver.surfaces import FIGURES, Figures
from seika.errors import BadData
from seika.log import events
from seika.release.snapshot import content_hash
from seika.report import Report, files_of
from seika.report.wording import voice
from seika.store import releases
from seika.store.number_id import number_id, read_number_id
from seika.store.releases import Snapshot

log = events(__name__)
# By the name in the error; each gives all numbers of a snapshot.
_TABLES: dict[str, Callable[[Snapshot], dict[str, Figures]]] = {
    "csv": lambda snapshot: surfaces.csv_table(snapshot),
    "parquet": lambda snapshot: surfaces.parquet_table(snapshot),
    "api": lambda snapshot: surfaces.api(snapshot),
}
_SHOWN = ("value", "numerator", "denominator", "people")


@dataclass(frozen=True)
class _Truth:
    """The rows of a snapshot by the ids of their numbers; of others, which a report compares with, when they are asked for."""

    snapshot: Snapshot
    rows: dict[str, Mapping[str, Any]]
    others: dict[str, dict[str, Mapping[str, Any]]]

    def row(self, surface: str, number: str) -> Mapping[str, Any]:
        named = read_number_id(number).snapshot_id
        if named != self.snapshot.snapshot_id and named not in self.others:
            self.others[named] = _rows(named)
        found = (self.rows if named == self.snapshot.snapshot_id else self.others[named]).get(number)
        if found is None:
            raise _differs(self.snapshot, surface, number)
        return found


def check_same_numbers(snapshot: Snapshot) -> int:
    """Return how many numbers were compared: snapshot, BI view, CSV, Parquet, API, and PDF, HTML and workbook of every edition.

    Raises ``BadData DELIVER-01`` naming surface and number of the first that is otherwise, missing or not published; never a figure,
    which might be one that is withheld.
    """
    rows, outcomes = releases.kpi_rows(snapshot.snapshot_id), releases.outcome_rows(snapshot.snapshot_id)
    if content_hash(rows, outcomes) != snapshot.content_hash:
        raise _differs(snapshot, "snapshot", snapshot.content_hash)
    truth = _Truth(snapshot, {number_id(snapshot.snapshot_id, row): row for row in rows}, {})
    tables = dict(_TABLES)
    if releases.current(snapshot.organization_id, snapshot.period) == snapshot:
        tables["view"] = lambda shown: surfaces.view(shown)
    count = sum(_check_table(truth, name, read(snapshot)) for name, read in tables.items())
    first, organization = files_of(snapshot), load_organization(snapshot.organization_id)
    count += sum(_check_edition(truth, organization, edition) for edition in (first, *first.others))
    log.info("report.same_numbers", snapshot=snapshot.snapshot_id, compared=count)
    return count


def _check_table(truth: _Truth, surface: str, told: Mapping[str, Figures]) -> int:
    for number, row in truth.rows.items():
        if told.get(number) != (*(row[name] for name in FIGURES), row["status"]):
            raise _differs(truth.snapshot, surface, number)
    for number in told.keys() - truth.rows.keys():
        raise _differs(truth.snapshot, surface, number)
    return len(told)


def _check_edition(truth: _Truth, organization: Organization, edition: Report) -> int:
    words = voice(edition.language, organization).words
    blank = frozenset({*map(_packed, words.values.values()), ""})
    count = 0
    for path, read in ((edition.html, surfaces.html_numbers), (edition.pdf, surfaces.pdf_numbers)):
        shown = read(path.read_bytes())
        _some(truth, path, shown)
        for number, texts in shown.items():
            _check_texts(truth, path, number, texts, blank)
            count += len(texts)
    found = list(surfaces.workbook_rows(edition.xlsx.read_bytes(), words.columns))
    _some(truth, edition.xlsx, found)
    for number, cells in found:
        row = truth.row(edition.xlsx.name, number)
        for name in (*_SHOWN, "target"):
            if name in cells and not _is_figure(cells[name], row[name], blank):
                raise _differs(truth.snapshot, edition.xlsx.name, number)
        count += 1
    for number, value in surfaces.trend_values(edition.xlsx.read_bytes(), words.sheets["trend"]):
        row = truth.row(edition.xlsx.name, number)
        if not _is_figure(value, row["value"], blank):
            raise _differs(truth.snapshot, edition.xlsx.name, number)
        count += 1
    if edition.unit_code is None:
        _all_there(truth, edition.xlsx, {number for number, _ in found})
    return count


def _check_texts(truth: _Truth, path: Path, number: str, texts: Sequence[str], blank: frozenset[str]) -> None:
    """Every text of a number is one of its figures, the value among them; where four stand, all four of them."""
    row = truth.row(path.name, number)
    for shown in texts:
        if not any(_is_figure(shown, row[name], blank) for name in _SHOWN):
            raise _differs(truth.snapshot, path.name, number)
    for name in _SHOWN if len(texts) >= len(_SHOWN) else ("value",):
        if not any(_is_figure(shown, row[name], blank) for shown in texts):
            raise _differs(truth.snapshot, path.name, number)


def _is_figure(shown: Any, figure: Any, blank: frozenset[str]) -> bool:
    packed = _packed(shown)
    if figure is None:  # withheld, without a record, or none declared; the target of a withheld number is told
        return packed in blank
    try:
        return Decimal(packed) == Decimal(figure)
    except InvalidOperation:
        return False


def _packed(shown: Any) -> str:
    # A PDF keeps no blanks, and some words have blanks that do not break.
    return "".join(str(shown).split()).replace(",", "")


def _all_there(truth: _Truth, path: Path, found: set[str]) -> None:
    """The workbook of the whole has every number of the tree as it was, without breakdowns."""
    for number, row in truth.rows.items():
        if (row["tree_code"], row["breakdown_id"]) == ("as_was", "all") and number not in found:
            raise _differs(truth.snapshot, path.name, number)


def _some(truth: _Truth, path: Path, shown: Any) -> None:
    if truth.rows and not shown:
        raise _differs(truth.snapshot, path.name, "-")


def _rows(snapshot_id: str) -> dict[str, Mapping[str, Any]]:
    return {number_id(snapshot_id, row): row for row in releases.kpi_rows(snapshot_id)}


def _differs(snapshot: Snapshot, surface: str, number: str) -> BadData:
    return BadData("DELIVER-01", snapshot=snapshot.snapshot_id, surface=surface, number=number)

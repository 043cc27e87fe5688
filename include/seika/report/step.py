"""report: the month's outcome report from a published snapshot, as PDF, HTML and workbook, in every edition that is declared."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from seika.config import Organization, load_organization, paths
from seika.config.editions import Edition, Language, editions_of, report_settings
from seika.errors import BadConfig
from seika.lineage import tells
from seika.log import events
from seika.period import Period
from seika.report.content import Content, Delivery, Published, build_content, units_below
from seika.report.html import html_bytes
from seika.report.past import MONTHS, History, history_of
from seika.report.pdf import fonts, pdf_bytes
from seika.report.waiver_notes import waivers_of
from seika.report.wording import voice
from seika.report.xlsx import xlsx_bytes
from seika.store import history, ledger, releases
from seika.store.instead import read_instead
from seika.store.releases import Snapshot

FONTS = ("NotoSansJP_400Regular.ttf", "NotoSansJP_700Bold.ttf")
_MADE = (("html", html_bytes), ("xlsx", xlsx_bytes), ("pdf", pdf_bytes))
log = events(__name__)


@dataclass(frozen=True)
class Report:
    """Where the three files of an edition lie, of which unit (none: the whole) and in which language; ``to`` are its addresses.

    ``others`` are the other editions of the same snapshot.
    """

    folder: Path
    pdf: Path
    html: Path
    xlsx: Path
    unit_code: str | None = None
    language: Language = "ja"
    to: tuple[str, ...] = ()
    others: tuple[Report, ...] = ()

    @property
    def files(self) -> tuple[Path, Path, Path]:
        """The three files."""
        return self.pdf, self.html, self.xlsx


@tells("report")
def report(snapshot_id: str, language: Language | None = None) -> Report:
    """Return the report of a snapshot, written anew below ``reports/<organization>/<period>/``; the same snapshot gives the same bytes.

    All declared editions are made, the whole's first; with ``language`` each of them in that language. Raises ``BadData STORE-11`` for an
    unknown snapshot, ``BadConfig REPORT-01`` for a KPI that the configuration has lost, ``REPORT-02`` where a page cannot be set,
    ``REPORT-03`` for a phrase of the organization's own that cannot be used.
    """
    snapshot = releases.snapshot(snapshot_id)
    organization = load_organization(snapshot.organization_id)
    done = _editions(organization, snapshot, language)
    done[0].folder.mkdir(parents=True, exist_ok=True)
    for each, content in zip(done, _contents(organization, snapshot, done), strict=True):
        for ending, made in _MADE:
            _write(getattr(each, ending), made(content))
    log.info("report.written", snapshot=snapshot_id, folder=done[0].folder, editions=len(done))
    ledger.note("report", organization.id, f"report.written {snapshot_id}", period=snapshot.period)
    return replace(done[0], others=tuple(done[1:]))


def files_of(snapshot: Snapshot) -> Report:
    """Return where a snapshot's declared editions lie, or would lie: the whole's, and the others in it."""
    first, *others = _editions(load_organization(snapshot.organization_id), snapshot)
    return replace(first, others=tuple(others))


def is_reported(snapshot: Snapshot) -> bool:
    """Return whether all files of all declared editions of a snapshot are there."""
    done = files_of(snapshot)
    return all(path.is_file() for each in (done, *done.others) for path in each.files)


def check_fonts() -> str:
    """Return where the report's fonts lie; raises ``BadConfig CONFIG-01`` where one is missing."""
    for name in FONTS:
        if not (fonts() / name).is_file():
            raise BadConfig("CONFIG-01", file=fonts() / name)
    return f"{len(FONTS)} in {fonts()}"


def check_editions(organization: Organization, day: date) -> str:
    """Return how many editions a month that ends on ``day`` has, and in which languages; raises ``BadConfig`` for what cannot be used."""
    declared = editions_of(organization, day.isoformat())
    languages = sorted({each.language for each in declared})
    for language in languages:
        voice(language, organization)
    return f"{len(declared)} editions ({', '.join(languages)}), {len(report_settings(organization).sections)} sections"


def _editions(organization: Organization, snapshot: Snapshot, language: Language | None = None) -> list[Report]:
    declared = editions_of(organization, Period(snapshot.period).last_day.isoformat())
    if language:
        declared = [Edition(unit_code=code, language=language) for code in dict.fromkeys(each.unit_code for each in declared)]
    return [_files(snapshot, each) for each in declared]


def _files(snapshot: Snapshot, edition: Edition) -> Report:
    folder = paths.reports() / snapshot.organization_id / snapshot.period
    name = snapshot.snapshot_id + (f"-{edition.unit_code}" if edition.unit_code else "") + ("" if edition.language == "ja" else ".en")
    pdf, html, xlsx = (folder / f"{name}.{ending}" for ending in ("pdf", "html", "xlsx"))
    return Report(folder, pdf, html, xlsx, edition.unit_code, edition.language, edition.to)


def _contents(organization: Organization, snapshot: Snapshot, editions: list[Report]) -> Iterator[Content]:
    """Yield the content of each edition; what all of them show is read once."""
    period, sections = Period(snapshot.period), report_settings(organization).sections
    rows, outcomes = releases.kpi_rows(snapshot.snapshot_id), releases.outcome_rows(snapshot.snapshot_id)
    published, past = _published(snapshot), _history(snapshot)
    whole: dict[Language, Content] = {}
    for each in editions:
        if each.language not in whole:
            spoken = voice(each.language, organization)
            whole[each.language] = build_content(organization, published, rows, outcomes, spoken, past, sections)
        content = whole[each.language]
        yield content if each.unit_code is None else content.of_unit(each.unit_code, units_below(organization, each.unit_code, period))


def _history(snapshot: Snapshot) -> History:
    """Return the months that this one is compared with: 12 before it and no older one, as they were published before it."""
    first = str(Period(snapshot.period).plus(1 - MONTHS))
    months, replaced = history.months_before(snapshot, first), history.revision_before(snapshot)
    wanted = [*months.values(), *([replaced] if replaced else [])]
    return history_of(months, history.cells_of(wanted), replaced)


def _published(snapshot: Snapshot) -> Published:
    names = ("source_id", "period", "delivery_id", "sha256", "accepted_count", "quarantined_count")
    deliveries = tuple(Delivery(**{name: row[name] for name in names}) for row in releases.inputs(snapshot.snapshot_id))
    same = ("snapshot_id", "status", "revision", "snapshot_hash", "input_hash", "configuration_hash", "code_hash", "reason")
    waivers = waivers_of(json.loads(snapshot.manifest))
    return Published(
        **{name: getattr(snapshot, name) for name in same},
        period=Period(snapshot.period),
        deliveries=deliveries,
        waivers=waivers,
        instead=read_instead(snapshot.snapshot_id),
    )


def _write(path: Path, content: bytes) -> None:
    # Whole or absent: a reader never opens half a report.
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as stream:
        stream.write(content)
    Path(stream.name).chmod(0o644)
    os.replace(stream.name, path)  # noqa: PTH105 - the one call that is atomic by promise

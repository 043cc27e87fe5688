"""report: the month's outcome report from a published snapshot, as PDF, HTML and workbook."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from seika.config import Organization, load_organization, paths
from seika.errors import BadConfig
from seika.lineage import tells
from seika.log import events
from seika.period import Period
from seika.report.content import Delivery, Edition, build_content
from seika.report.html import html_bytes
from seika.report.pdf import fonts, pdf_bytes
from seika.report.waiver_notes import waivers_of
from seika.report.xlsx import xlsx_bytes
from seika.store import ledger, releases
from seika.store.releases import Snapshot

FONTS = ("NotoSansJP_400Regular.ttf", "NotoSansJP_700Bold.ttf")
log = events(__name__)


@dataclass(frozen=True)
class Report:
    """Where the three files of a report lie."""

    folder: Path
    pdf: Path
    html: Path
    xlsx: Path


@tells("report")
def report(snapshot_id: str) -> Report:
    """Return the report of a snapshot, written anew below ``reports/<organization>/<period>/``; the same snapshot gives the same bytes.

    Raises ``BadData STORE-11`` for an unknown snapshot, ``BadConfig REPORT-01`` for a KPI that the configuration has lost,
    ``REPORT-02`` where a page cannot be set.
    """
    snapshot = releases.snapshot(snapshot_id)
    organization = load_organization(snapshot.organization_id)
    edition = _edition(organization, snapshot)
    content = build_content(organization, edition, releases.kpi_rows(snapshot_id), releases.outcome_rows(snapshot_id))
    done = files_of(snapshot)
    done.folder.mkdir(parents=True, exist_ok=True)
    for path, content_bytes in ((done.html, html_bytes(content)), (done.xlsx, xlsx_bytes(content)), (done.pdf, pdf_bytes(content))):
        _write(path, content_bytes)
    log.info("report.written", snapshot=snapshot_id, folder=done.folder)
    ledger.note("report", organization.id, f"report.written {snapshot_id}", period=snapshot.period)
    return done


def files_of(snapshot: Snapshot) -> Report:
    """Return where a snapshot's report lies, or would lie."""
    folder = paths.reports() / snapshot.organization_id / snapshot.period
    pdf, html, xlsx = (folder / f"{snapshot.snapshot_id}.{ending}" for ending in ("pdf", "html", "xlsx"))
    return Report(folder, pdf, html, xlsx)


def is_reported(snapshot: Snapshot) -> bool:
    """Return whether all files of a snapshot's report are there."""
    done = files_of(snapshot)
    return all(path.is_file() for path in (done.pdf, done.html, done.xlsx))


def check_fonts() -> str:
    """Return where the report's fonts lie; raises ``BadConfig CONFIG-01`` where one is missing."""
    for name in FONTS:
        if not (fonts() / name).is_file():
            raise BadConfig("CONFIG-01", file=fonts() / name)
    return f"{len(FONTS)} in {fonts()}"


def _edition(organization: Organization, snapshot: Snapshot) -> Edition:
    deliveries = tuple(
        Delivery(
            source_id=row["source_id"],
            source_label=organization.sources[row["source_id"]].label.ja if row["source_id"] in organization.sources else row["source_id"],
            period=row["period"],
            delivery_id=row["delivery_id"],
            sha256=row["sha256"],
        )
        for row in releases.inputs(snapshot.snapshot_id)
    )
    return Edition(
        snapshot_id=snapshot.snapshot_id,
        period=Period(snapshot.period),
        status=snapshot.status,
        revision=snapshot.revision,
        snapshot_hash=snapshot.snapshot_hash,
        input_hash=snapshot.input_hash,
        configuration_hash=snapshot.configuration_hash,
        code_hash=snapshot.code_hash,
        deliveries=deliveries,
        waivers=waivers_of(json.loads(snapshot.manifest)),
    )


def _write(path: Path, content: bytes) -> None:
    # Whole or absent: a reader never opens half a report.
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as stream:
        stream.write(content)
    Path(stream.name).chmod(0o644)
    os.replace(stream.name, path)  # noqa: PTH105 - the one call that is atomic by promise

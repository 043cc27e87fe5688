"""decode: the bytes of one delivery to typed rows in the lake; names and free text go no further, numbers become pseudonyms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

import pyarrow as pa

from seika.config import Organization, load_organization, paths
from seika.config.format import AnyFormat, JsonFormat
from seika.config.source import Source
from seika.config.table import Row
from seika.decode.archive import Open, member
from seika.decode.control import reconcile
from seika.decode.csv import read_csv
from seika.decode.identity import Uses, uses_for
from seika.decode.json import read_json
from seika.decode.pseudonym import hold_one_key
from seika.decode.records import Records
from seika.decode.rows import Faults, Place, headers_of, items_of, typed
from seika.decode.xlsx import read_xlsx
from seika.errors import BadConfig, BadData
from seika.lineage import tells
from seika.log import events
from seika.period import Period
from seika.store import lake, ledger, vault
from seika.store.ledger import Delivery

log = events(__name__)


@dataclass(frozen=True)
class Decoded:
    """What became of a delivery; the counts are rows of its file and none for one that was refused as a whole."""

    delivery_id: str
    received_count: int | None
    undecodable_count: int | None
    state: str


@tells("decode")
def decode(delivery_id: str) -> Decoded:
    """Return what became of a received delivery: decoded into the lake, or rejected with code and text in the ledger.

    Rows with a cell that cannot be read go to quarantine. What was done before is returned as it is. Raises ``BadConfig`` for a wrong
    declaration or another key than the lake's (the delivery stays as it was), ``NotReady DECODE-50`` while the ledger of staff numbers
    is awaited, and ``Outage`` where the store does not answer.
    """
    delivery = ledger.delivery(delivery_id)
    if delivery.state != "received":
        return Decoded(delivery_id, delivery.received_count, delivery.quarantined_count, delivery.state)
    organization = load_organization(delivery.organization_id)
    source = organization.sources[delivery.source_id].as_of(Period(delivery.period))
    try:
        records = read_records(delivery, organization)
    except BadConfig:
        raise
    except BadData as refusal:
        return _rejected(delivery, refusal)
    hold_one_key(paths.lake_url())
    uses = uses_for(organization, delivery)
    _tell(delivery, records)
    items = items_of(source, _listed(source, organization), records)
    rows, faults = typed(records, source, organization.contracts[delivery.source_id], _place(delivery), items, uses)
    return _kept(delivery, records, rows, faults, uses)


def read_again(delivery: Delivery, organization: Organization, uses: Uses | None) -> pa.Table:
    """Return the rows of a delivery that was decoded before, by the key of now; raises as ``decode``, and ``BadData`` for the file."""
    source = organization.sources[delivery.source_id].as_of(Period(delivery.period))
    records, contract = read_records(delivery, organization), organization.contracts[delivery.source_id]
    return typed(records, source, contract, _place(delivery), items_of(source, _listed(source, organization), records), uses)[0]


def undecoded(organization_id: str, source_id: str) -> list[str]:
    """Return the ids of received deliveries that wait to be decoded, in the order received."""
    return [delivery.delivery_id for delivery in ledger.deliveries(organization_id, source_id, "received")]


def read_records(delivery: Delivery, organization: Organization) -> Records:
    """Return a delivery's rows as text by the headers that its source declares; raises ``BadData`` for a file that cannot be read."""
    source = organization.sources[delivery.source_id].as_of(Period(delivery.period))
    form: AnyFormat = source.format
    open_file: Open = partial(vault.open_bytes, delivery.sha256)
    if source.archive:
        open_file = member(open_file, source.archive, delivery.file_name)
    headers = headers_of(source, _listed(source, organization))
    if isinstance(form, JsonFormat):
        records = read_json(open_file, form, headers, delivery.file_name)
    else:
        read = read_csv if form.type == "csv" else read_xlsx
        records = read(open_file, form, headers, delivery.file_name)
    if records.received_count == 0:
        raise BadData("DECODE-03", file=delivery.file_name)
    reconcile(records, source, organization.contracts[delivery.source_id], delivery.file_name)
    return records


def _listed(source: Source, organization: Organization) -> list[Row]:
    return organization.survey_items if source.answers and not source.answers.headers else []


def _place(delivery: Delivery) -> Place:
    return Place(delivery.delivery_id, delivery.organization_id, delivery.source_id, Period(delivery.period))


def _kept(delivery: Delivery, records: Records, rows: pa.Table, faults: Faults, uses: Uses | None) -> Decoded:
    lake.write(delivery, rows, "rows", notes=uses.notes if uses else None)
    lake.write(delivery, faults.table(), "quarantine")
    undecodable = len(faults.row_numbers())
    done = ledger.mark_decoded(delivery.delivery_id, records.received_count, undecodable)
    log.info(
        "delivery.decoded",
        delivery=delivery.delivery_id,
        rows=records.received_count,
        undecodable=undecodable,
        totals=records.total_count,
    )
    return Decoded(done.delivery_id, done.received_count, done.quarantined_count, done.state)


def _rejected(delivery: Delivery, refusal: BadData) -> Decoded:
    _note(delivery, refusal, "error")
    log.warning("delivery.rejected", delivery=delivery.delivery_id, code=refusal.code)
    done = ledger.mark_rejected(delivery.delivery_id, refusal.code, refusal.message("ja"))
    return Decoded(done.delivery_id, None, None, done.state)


def _tell(delivery: Delivery, records: Records) -> None:
    if records.unknown_headers:
        told = BadData("DECODE-06", file=delivery.file_name, headers=", ".join(records.unknown_headers))
        _note(delivery, told, "warning")
    if records.gaiji_count:
        _note(delivery, BadData("DECODE-15", file=delivery.file_name, count=records.gaiji_count), "warning")


def _note(delivery: Delivery, told: BadData, level: Literal["warning", "error"]) -> None:
    ledger.note(
        "decode",
        delivery.organization_id,
        told.message("ja"),
        code=told.code,
        source_id=delivery.source_id,
        period=delivery.period,
        delivery_id=delivery.delivery_id,
        level=level,
    )

"""Another key for all pseudonyms: every delivery decoded again from the vault, into another lake."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from seika.config import Organization, load_organization
from seika.config.identity import STAFF_NUMBER
from seika.decode.identity import Uses, read_uses, used
from seika.decode.pseudonym import hold_one_key
from seika.decode.step import read_again
from seika.errors import BadData
from seika.log import events
from seika.store import lake, ledger
from seika.store.ledger import Delivery

log = events(__name__)


def rekey(organization_id: str, lake_url: str) -> list[str]:
    """Write each decoded delivery of an organization, read with the key of now, into the lake at ``lake_url``; return their ids.

    The lake of the settings is read and left as it is. Only pseudonyms may differ: the rows, whom they belong together with and the
    quarantine stay, so no published number moves. Raises ``BadData DECODE-53`` where anything else would differ, ``BadConfig``:
    ``DECODE-52`` where the other lake was made with another key. Started again it writes the same again.
    """
    organization = load_organization(organization_id)
    hold_one_key(lake_url)
    made = [
        delivery for delivery in ledger.deliveries(organization_id) if lake.exists(delivery) and delivery.source_id in organization.sources
    ]
    # The uses of numbers first: the others are decoded by them.
    made.sort(key=lambda delivery: delivery.source_id != STAFF_NUMBER)
    for delivery in made:
        before = lake.table(delivery)
        uses = _uses(delivery, lake_url)
        rows = read_again(delivery, organization, uses)
        _prove(delivery, organization, before, rows)
        for check in lake.checks(delivery):
            lake.write(check, lake.table(check, "quarantine"), "quarantine", lake_url)
        lake.write(delivery, rows, "rows", lake_url, uses.notes if uses else None)
    log.info("lake.rekeyed", organization=organization_id, deliveries=len(made))
    return [delivery.delivery_id for delivery in made]


def _uses(delivery: Delivery, lake_url: str) -> Uses | None:
    by = used(delivery)
    return read_uses(ledger.delivery(by), lake_url) if by else None


def _prove(delivery: Delivery, organization: Organization, before: pa.Table, after: pa.Table) -> None:
    """Refuse rows that differ in more than the spelling of their pseudonyms: the declaration has changed since they were decoded."""
    for name in (*organization.contracts[delivery.source_id].columns, "row_number"):
        if name not in before.schema.names or not _pattern(before, name).equals(_pattern(after, name)):
            raise BadData("DECODE-53", delivery=delivery.delivery_id, column=name)


def _pattern(rows: pa.Table, name: str) -> pa.Array:
    """Return a column as it is, and of pseudonyms only which of them are the same."""
    column = rows.column(name).combine_chunks()
    return pc.dictionary_encode(column).indices if name.endswith("_key") else column

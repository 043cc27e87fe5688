"""receive: what a source's connector offers, byte for byte into the vault, with one line a source and month in the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from seika.config import Organization, load_organization
from seika.config.connector import Files
from seika.errors import BadData, Outage
from seika.lineage import tells
from seika.log import events
from seika.period import Period
from seika.receive.connectors import offers, sharing
from seika.receive.credentials import Lookup, environment
from seika.receive.folder import Waiting, files_of
from seika.receive.offer import Offer, Request
from seika.store import ledger, vault
from seika.store.ledger import Delivery
from seika.store.reopen import reopen

log = events(__name__)


@tells("receive")
def receive(organization_id: str, source_id: str, periods: Sequence[Period] = (), lookup: Lookup = environment) -> list[str]:
    """Return the ids of new deliveries of a source, oldest month first; their files are put away where the connector does so.

    A pulled source is asked for ``periods``; ``lookup`` finds the credentials of a connection. A file that sources share becomes a
    delivery of each. The same bytes again are no new delivery: an event says so. Raises ``Outage`` where the place does not answer or
    a file cannot be read or moved (``RECEIVE-01, RECEIVE-03``) and ``BadConfig`` where it refuses us.
    """
    organization = load_organization(organization_id)
    found = offers(Request(organization, source_id, tuple(periods), lookup))
    new = [delivery for offer in found for delivery in _taken(organization, source_id, offer)]
    return [delivery.delivery_id for delivery in new if delivery.source_id == source_id]


def waiting(organization_id: str) -> list[Waiting]:
    """Return what lies in the drop folder of an organization: files of known sources, once a source, and files that are nobody's."""
    return files_of(load_organization(organization_id))


def _taken(organization: Organization, source_id: str, offer: Offer) -> list[Delivery]:
    try:
        sha256, byte_count = vault.put_fetched(offer.fetch)
    except FileNotFoundError:
        return []  # another run took it
    except OSError as error:
        raise Outage("RECEIVE-01", file=offer.file_name, problem=error.strerror) from None
    known: list[Delivery] = []
    new: list[Delivery] = []
    for month in offer.months:
        for each in sharing(organization, source_id):
            delivery, is_new = ledger.add_delivery(organization.id, each, month, sha256, offer.file_name, byte_count)
            # A refused file that is sent again is meant: the rule or the declaration may have been mended since.
            is_meant = not is_new and delivery.state == "rejected"
            if is_meant:
                delivery = reopen(delivery.delivery_id, BadData("CHECK-10", delivery=delivery.delivery_id, state="rejected"))
            (new if is_new or is_meant else known).append(delivery)
    # Put away last: killed at any moment before, the next run finds the file again and knows its bytes.
    offer.settle(sha256)
    for delivery in new:
        log.info("delivery.received", delivery=delivery.delivery_id, file=offer.file_name, bytes=byte_count)
    if not new and isinstance(organization.sources[source_id].connector, Files):
        # A system that has no news is asked again all the same; a person who sends a file again should be told.
        _tell_again(known[0], offer)
    return new


def _tell_again(delivery: Delivery, offer: Offer) -> None:
    told = BadData("RECEIVE-02", file=offer.file_name, delivery=delivery.delivery_id)
    log.info("delivery.known", delivery=delivery.delivery_id, file=offer.file_name)
    ledger.note(
        "receive",
        delivery.organization_id,
        told.message("ja"),
        code=told.code,
        source_id=delivery.source_id,
        period=delivery.period,
        delivery_id=delivery.delivery_id,
    )

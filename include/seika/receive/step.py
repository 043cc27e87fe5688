"""receive: what waits at the door, byte for byte into the vault, with one line each in the ledger."""

from __future__ import annotations

from seika.config import load_organization
from seika.errors import BadData, Outage
from seika.log import events
from seika.receive.folder import Waiting, files_of, put_away
from seika.store import ledger, vault
from seika.store.ledger import Delivery

log = events(__name__)


def receive(organization_id: str, source_id: str) -> list[str]:
    """Return the ids of new deliveries of a source, oldest period first; their files are moved to ``received/``.

    The same bytes again are no new delivery: an event says so. Raises ``Outage RECEIVE-01`` for a file that cannot be read or moved.
    """
    organization = load_organization(organization_id)
    found = [file for file in files_of(organization) if file.source_id == source_id]
    taken = [_taken(organization_id, file) for file in found]
    return [delivery.delivery_id for delivery in taken if delivery]


def waiting(organization_id: str) -> list[Waiting]:
    """Return what lies at the door of an organization: files of a known source, and files that are nobody's."""
    return files_of(load_organization(organization_id))


def _taken(organization_id: str, file: Waiting) -> Delivery | None:
    assert file.source_id is not None and file.period is not None
    try:
        byte_count = file.path.stat().st_size
        sha256 = vault.put(file.path)
    except FileNotFoundError:
        return None  # another run took it
    except OSError as error:
        raise Outage("RECEIVE-01", file=file.path, problem=error.strerror) from None
    place = (organization_id, file.source_id, file.period)
    delivery, is_new = ledger.add_delivery(*place, sha256, file.path.name, byte_count)
    # Moved last: killed at any moment before, the next run finds the file again and knows its bytes.
    put_away(file.path, sha256)
    if is_new:
        log.info("delivery.received", delivery=delivery.delivery_id, file=file.path.name, bytes=byte_count)
        return delivery
    _tell_again(delivery, file)
    return None


def _tell_again(delivery: Delivery, file: Waiting) -> None:
    told = BadData("RECEIVE-02", file=file.path.name, delivery=delivery.delivery_id)
    log.info("delivery.known", delivery=delivery.delivery_id, file=file.path.name)
    ledger.note(
        "receive",
        delivery.organization_id,
        told.message("ja"),
        code=told.code,
        source_id=delivery.source_id,
        period=delivery.period,
        delivery_id=delivery.delivery_id,
    )

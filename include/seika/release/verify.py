"""Whether all that was kept is as it was written: snapshots and their chain, originals, tables, and what the ledger says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from seika.canonical import hash_stream
from seika.errors import BadData
from seika.release import chain
from seika.store import deletions, journal, lake, ledger, recipes, releases, vault
from seika.store.deletions import ORIGINAL, Proof
from seika.store.ledger import Delivery


def differences(organization_id: str) -> Iterator[BadData]:
    """Yield what is not as it was written: snapshots in the order of their chain, then deliveries in the order received.

    ``RELEASE-10`` a snapshot, ``RELEASE-14`` a delivery that a snapshot was made from, ``RELEASE-13`` a row of the ledger, ``RELEASE-11``
    an original in the vault, ``RELEASE-12`` a table in the lake, ``RELEASE-15`` what a snapshot was computed with,
    ``RELEASE-16`` any other row of the ledger or of the registry of what is in force, ``RELEASE-17`` what is proven as deleted and is
    still there. What is missing with a proof of its deletion is as it should be. Files are streamed; nothing is changed.
    """
    broken = chain.verify(organization_id)
    for each in broken:
        yield BadData("RELEASE-10", snapshot=each.snapshot_id, what=each.what)
    deliveries = ledger.deliveries(organization_id)
    yield from _inputs(organization_id, {delivery.delivery_id: delivery for delivery in deliveries})
    yield from _kept(organization_id, {each.snapshot_id for each in broken if each.what == "manifest"})
    proven = deletions.proofs(organization_id)
    for delivery in deliveries:
        yield from _of_delivery(delivery, proven)
    for fault in journal.faults(organization_id):
        if fault.table == "ledger.delivery":
            yield BadData("RELEASE-13", delivery=fault.name, what=fault.what)
        else:
            yield BadData("RELEASE-16", table=fault.table, name=fault.name, what=fault.what)


def _inputs(organization_id: str, known: dict[str, Delivery]) -> Iterator[BadData]:
    for snapshot in releases.snapshots(organization_id):
        for used in releases.inputs(snapshot.snapshot_id):
            delivery = known.get(used["delivery_id"])
            if delivery is None or delivery.sha256 != used["sha256"]:
                yield BadData("RELEASE-14", snapshot=snapshot.snapshot_id, delivery=used["delivery_id"])


def _kept(organization_id: str, unreadable: set[str]) -> Iterator[BadData]:
    seen: dict[str, bool] = {}
    for snapshot in releases.snapshots(organization_id):
        name = None if snapshot.snapshot_id in unreadable else recipes.recipe_hash(snapshot)
        if name is None:
            continue
        for sha256 in recipes.objects(snapshot) if _is_whole(name) else [name]:
            if sha256 not in seen:
                seen[sha256] = _is_whole(sha256)
            if not seen[sha256]:
                yield BadData("RELEASE-15", snapshot=snapshot.snapshot_id, sha256=sha256)


def _of_delivery(delivery: Delivery, proven: Mapping[tuple[str, str], Proof]) -> Iterator[BadData]:
    proof = proven.get((delivery.delivery_id, ORIGINAL))
    if proof and proof.sha256 == delivery.sha256:
        if vault.exists(delivery.sha256):
            yield BadData("RELEASE-17", delivery=delivery.delivery_id, part=ORIGINAL)
    elif not _is_whole(delivery.sha256):
        yield BadData("RELEASE-11", delivery=delivery.delivery_id, file=delivery.file_name, sha256=delivery.sha256)
    is_decoded = delivery.state != "received" and delivery.received_count is not None  # not so where the file could not be read
    for held, name in [(delivery, "rows"), *((each, "quarantine") for each in lake.checks(delivery))] if is_decoded else ():
        part = lake.url(held, name).rpartition("/")[2]
        proof = proven.get((delivery.delivery_id, part))
        if proof and proof.action == "deleted":
            if lake.exists(held, name):
                yield BadData("RELEASE-17", delivery=delivery.delivery_id, part=part)
        elif not lake.is_whole(held, name):
            yield BadData("RELEASE-12", delivery=delivery.delivery_id, name=part)
        elif proof and proof.replaced_by != lake.sha256(held, name):
            yield BadData("RELEASE-17", delivery=delivery.delivery_id, part=part)


def _is_whole(sha256: str) -> bool:
    try:
        with vault.open_bytes(sha256) as stream:
            return hash_stream(stream) == sha256
    except BadData:
        return False

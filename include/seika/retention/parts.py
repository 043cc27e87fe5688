"""The parts of a delivery: its original in the vault, its tables in the lake; what they are, and how they go."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from seika.canonical import hash_stream
from seika.config import paths
from seika.errors import BadData
from seika.store import files, vault
from seika.store.deletions import ORIGINAL, Deletion, of_bytes, proofs, prove
from seika.store.ledger import Delivery


@dataclass(frozen=True)
class Part:
    """One file of a delivery that is there: its name, where it lies, the hash and size of its bytes."""

    name: str
    url: str
    sha256: str
    byte_count: int


def parts_of(delivery: Delivery) -> list[Part]:
    """Return what is there of a delivery, the original first."""
    found = [(ORIGINAL, files.joined(paths.vault_url(), delivery.sha256))]
    folder = files.joined(paths.lake_url(), delivery.organization_id, delivery.source_id, delivery.period, delivery.delivery_id)
    found += [(name, files.joined(folder, name)) for name in files.below(folder) if name.endswith(".parquet")]
    return [_part(name, url) for name, url in found if files.exists(url)]


def delete(delivery: Delivery, rule: str, by: str) -> None:
    """Delete all of a delivery, the proof of each part first; an original that another delivery still needs stays until that one goes."""
    parts, sharing = parts_of(delivery), of_bytes(delivery.sha256)
    going = {each.delivery_id for each in sharing if is_gone(each)} | {delivery.delivery_id}
    is_last = all(each.delivery_id in going for each in sharing)
    for part in parts:
        of = sharing if part.name == ORIGINAL else [delivery]
        if part.name != ORIGINAL or is_last:
            prove(
                [
                    Deletion(each.organization_id, each.delivery_id, part.name, "deleted", part.sha256, part.byte_count, rule, by)
                    for each in of
                ]
            )
            remove(part)


def is_gone(delivery: Delivery) -> bool:
    """Return whether all of a delivery has gone with its proof; its original may be there for another one that came in it."""
    proven = {part for name, part in proofs(delivery.organization_id) if name == delivery.delivery_id}
    return bool(proven) and all(part.name == ORIGINAL for part in parts_of(delivery))


def gone(delivery: Delivery, part: Part, rule: str, by: str) -> Deletion:
    """Return the proof of a part that goes as a whole."""
    return Deletion(delivery.organization_id, delivery.delivery_id, part.name, "deleted", part.sha256, part.byte_count, rule, by)


def remove(part: Part) -> None:
    """Remove the bytes of a part, and the note of their hash beside them."""
    if part.name == ORIGINAL:
        vault.remove(part.sha256)
    else:
        files.remove(part.url)
        files.remove(f"{part.url}.sha256")


def check_untouched(deliveries: Collection[Delivery]) -> None:
    """Raise ``BadData RELEASE-11`` where an original is not what the ledger says: a proof must not vouch for other bytes."""
    for delivery in deliveries:
        for part in parts_of(delivery):
            if part.name == ORIGINAL and part.sha256 != delivery.sha256:
                raise BadData("RELEASE-11", delivery=delivery.delivery_id, file=delivery.file_name, sha256=delivery.sha256)


def _part(name: str, url: str) -> Part:
    with files.opened(url) as stream:
        sha256 = hash_stream(stream)
        return Part(name, url, sha256, stream.tell())

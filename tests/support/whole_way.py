"""The way of the data without Airflow, by the same functions: files to the door, through receive, decode and check."""

import os
from pathlib import Path

from seika.check import check
from seika.config import load_organization, paths
from seika.decode import decode
from seika.receive import receive
from seika.store import ledger
from seika.store.ledger import Delivery


def drop(folder: Path, organization_id: str) -> None:
    """Copy the files of a simulated round to the organization's door; their age says that nobody writes them any more."""
    door = paths.inbox() / organization_id
    door.mkdir(parents=True, exist_ok=True)
    for file in sorted((folder / organization_id).iterdir()):
        (door / file.name).write_bytes(file.read_bytes())
        os.utime(door / file.name, (0, 0))


def take_in(organization_id: str) -> list[Delivery]:
    """Take all that waits through receive, decode and check, the roster first; returns the deliveries of this call."""
    sources = load_organization(organization_id).sources
    taken = []
    for source_id in sorted(sources, key=lambda source: len(sources[source].check_after)):
        for delivery_id in receive(organization_id, source_id):
            if decode(delivery_id).state == "decoded":
                check(delivery_id)
            taken.append(ledger.delivery(delivery_id))
    return taken

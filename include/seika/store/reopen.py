"""Judge a delivery again: its bytes stay, what was decided of them is taken back."""

from __future__ import annotations

from dataclasses import replace

import pyarrow.compute as pc

from seika.errors import BadData
from seika.store import deletions, lake, ledger
from seika.store.ledger import Delivery


def reopen(delivery_id: str, why: BadData) -> Delivery:
    """Return a delivery that waits to be checked again (an accepted one) or read again (a rejected one); ``why`` goes into the ledger.

    The quarantine of an earlier check stays beside the new one. Killed in between, the delivery is as it was before.
    """
    delivery, undecodable = ledger.delivery(delivery_id), 0
    if (delivery_id, deletions.ORIGINAL) in deletions.proofs(delivery.organization_id):
        raise BadData("RETENTION-04", delivery=delivery_id)
    if delivery.state == "accepted":
        held_back = lake.table(delivery, "quarantine")
        undecoded = held_back.filter(pc.equal(held_back.column("stage"), "decode"))
        lake.write(replace(delivery, check_number=delivery.check_number + 1), undecoded, "quarantine")
        undecodable = pc.count_distinct(undecoded.column("row_number")).as_py()
    reopened = ledger.mark_reopened(delivery_id, undecodable)
    if reopened.state != delivery.state:
        ledger.note(
            "check" if delivery.state == "accepted" else "decode",
            delivery.organization_id,
            why.message("ja"),
            code=why.code,
            source_id=delivery.source_id,
            period=delivery.period,
            delivery_id=delivery_id,
        )
    return reopened

"""Whose number it was on which day, by the newest ledger of staff numbers: only pseudonyms are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from seika.config import Organization, load_organization
from seika.config.identity import STAFF_NUMBER, identified
from seika.errors import NotReady
from seika.store import lake, ledger
from seika.store.ledger import Delivery

NUMBER = "number_key"  # the kind of pseudonym under which a number is looked up; it is nobody's person_key
_FOREVER = date.max


@dataclass(frozen=True)
class Uses:
    """The uses of all numbers as one delivery of ``staff_number`` tells them.

    ``rows`` has number_key, person_key, from_day and to_day (days since 1970, both included), by from_day.
    """

    delivery_id: str
    rows: pd.DataFrame

    def people(self, numbers: pa.Array, days: pa.Array) -> tuple[pa.Array, Any]:
        """Return the person_key of each number on its day, NULL where nobody had it, and a mask of those; NULL stays NULL."""
        known = pd.Index(self.rows[NUMBER].unique())
        encoded = numbers.dictionary_encode()  # each number is looked up once
        places: Any = np.append(known.get_indexer(encoded.dictionary.to_pylist()), -1)
        asked = pd.DataFrame({"number": places[encoded.indices.fill_null(-1)], "day": _day_numbers(days)}).sort_values("day", kind="stable")
        uses = self.rows.assign(number=known.get_indexer(self.rows[NUMBER]))
        # Uses of one number do not overlap (a rule of the source), so the last one begun by the day is the only one that can hold.
        found = pd.merge_asof(asked, uses, left_on="day", right_on="from_day", by="number").set_index(asked.index).sort_index()
        people = pa.array(found["person_key"].where(found["day"] <= found["to_day"]), pa.string(), from_pandas=True)
        return people, pc.and_(people.is_null(), numbers.is_valid()).to_numpy(zero_copy_only=False)

    @property
    def notes(self) -> dict[str, str]:
        """What is kept beside rows that were made by these uses."""
        return {STAFF_NUMBER: self.delivery_id}


def uses_for(organization: Organization, delivery: Delivery) -> Uses | None:
    """Return by which uses of numbers a delivery is decoded; none where the organization delivers no ``staff_number``.

    Raises ``NotReady DECODE-50`` while that source has nothing accepted for the period, or something on the way.
    """
    if not _needs(organization, delivery):
        return None
    chosen = _in_force(*_ledgers(organization.id), delivery.period)
    if chosen is None:
        raise NotReady("DECODE-50", delivery=delivery.delivery_id, source=STAFF_NUMBER, period=delivery.period)
    return read_uses(chosen)


def read_uses(delivery: Delivery, lake_url: str | None = None) -> Uses:
    """Return the uses that an accepted delivery of ``staff_number`` tells, less its rows in quarantine."""
    rows = lake.table(delivery, lake_url=lake_url)
    held_back = lake.table(delivery, "quarantine", lake_url=lake_url).column("row_number").to_numpy()
    rows = rows.filter(pa.array(~np.isin(rows.column("row_number").to_numpy(), held_back)))
    frame = rows.select([NUMBER, "person_key"]).to_pandas()
    frame = frame.assign(from_day=_day_numbers(rows["valid_from_date"]), to_day=_day_numbers(rows["valid_to_date"].fill_null(_FOREVER)))
    return Uses(delivery.delivery_id, frame.sort_values("from_day", kind="stable"))


def used(delivery: Delivery) -> str | None:
    """Return the id of the delivery of ``staff_number`` by which the rows in the lake were made."""
    return lake.notes_of(delivery).get(STAFF_NUMBER)


def outdated(organization_id: str) -> list[str]:
    """Return the ids of decoded deliveries whose people were found by another ledger of staff numbers than decoding would take now.

    They stay as they are until they are decoded again; what waits for a ledger on its way is not counted.
    """
    organization = load_organization(organization_id)
    ledgers = _ledgers(organization_id)
    found = []
    for delivery in ledger.deliveries(organization_id):
        if delivery.state in ("decoded", "accepted") and _needs(organization, delivery):
            chosen = _in_force(*ledgers, delivery.period)
            if chosen and used(delivery) != chosen.delivery_id:
                found.append(delivery.delivery_id)
    return found


def _day_numbers(days: Any) -> Any:
    return days.cast(pa.date32()).cast(pa.int32()).to_numpy()


def _needs(organization: Organization, delivery: Delivery) -> bool:
    source = organization.sources.get(delivery.source_id)
    return STAFF_NUMBER in organization.sources and source is not None and identified(delivery.source_id, source)


def _ledgers(organization_id: str) -> tuple[list[Delivery], list[Delivery]]:
    return ledger.accepted(organization_id, STAFF_NUMBER), ledger.deliveries(organization_id, STAFF_NUMBER)


def _in_force(accepted: Sequence[Delivery], all_of_them: Sequence[Delivery], period: str) -> Delivery | None:
    """Return the accepted ledger of the month, or of the first month that has one where the month lies before it."""
    first = min((one.period for one in all_of_them if one.state != "rejected"), default=period)
    month = max(first, period)
    is_open = any(one.state in ("received", "decoded") for one in all_of_them if one.period == month)
    return None if is_open else next((one for one in accepted if one.period == month), None)

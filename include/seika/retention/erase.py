"""erase: one person out of all that was received, with the proof of what went; what was published stays and can still be verified."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from seika.config import load_organization, paths
from seika.config.operation import load_operation
from seika.decode.pseudonym import pseudonyms
from seika.errors import BadData
from seika.log import events
from seika.retention.parts import Part, check_untouched, gone, parts_of, remove
from seika.store import lake, ledger
from seika.store.deletions import ORIGINAL, of_bytes, prove
from seika.store.ledger import Delivery

log = events(__name__)
_KINDS = ("person_key", "number_key", "respondent_key")


@dataclass(frozen=True)
class Found:
    """Rows of a person in one delivery; ``has_original`` says whether the file as it was received, with the same rows, is still there."""

    delivery_id: str
    rows: int
    has_original: bool


def find(organization_id: str, person: str) -> list[Found]:
    """Return the deliveries that hold rows of a person (a staff number as the extracts have it decoded, or a pseudonym).

    Rows that could not be read are in originals only, and a survey whose answers carry no staff number names nobody: neither is found.
    """
    found = []
    for delivery, mine in _holding(organization_id, person):
        found.append(Found(delivery.delivery_id, pc.sum(mine).as_py(), any(part.name == ORIGINAL for part in parts_of(delivery))))
    return found


def erase(organization_id: str, person: str, reason: str, by: str) -> list[Found]:
    """Take a person's rows out of every table of the lake and delete the originals that hold them; return what was found.

    What goes is proven first (``store.deletions``). Published numbers, their snapshots and the chain stay; a provisional month that is
    computed again is so without the person. Raises ``BadData``, before anything is touched: ``RETENTION-02`` for a delivery under a legal
    hold, ``RETENTION-03`` where nothing was found, ``RELEASE-11`` for an original that is not what the ledger says.
    """
    holding, declared = list(_holding(organization_id, person)), load_operation(organization_id).retention
    if not holding:
        raise BadData("RETENTION-03", organization=organization_id)
    held = {hold.id for each, _ in holding if (hold := declared.held_by(each.source_id, each.period))}
    if held:
        raise BadData("RETENTION-02", organization=organization_id, holds=", ".join(sorted(held)))
    check_untouched([delivery for delivery, _ in holding])
    found = find(organization_id, person)
    for delivery, mine in holding:
        _take_out(delivery, mine, f"erased: {reason}", by)
    ledger.note("erase", organization_id, f"one person erased from {len(found)} deliveries: {by}")
    log.info("person.erased", organization=organization_id, deliveries=len(found))
    return found


def _holding(organization_id: str, person: str) -> list[tuple[Delivery, pa.ChunkedArray]]:
    wanted = pa.array([person, *(pseudonyms(organization_id, kind)(person) for kind in _KINDS)])
    contracts = load_organization(organization_id).contracts
    holding = []
    for delivery in ledger.deliveries(organization_id):
        keys = [name for name in contracts[delivery.source_id].columns if name.endswith("_key")] if delivery.source_id in contracts else []
        if not keys or not lake.exists(delivery):
            continue
        rows = lake.table(delivery)
        mine = None
        for name in keys:
            one = pc.fill_null(pc.is_in(rows.column(name), value_set=wanted), False)
            mine = one if mine is None else pc.or_(mine, one)
        if mine is not None and pc.any(mine).as_py():
            holding.append((delivery, mine))
    return holding


def _take_out(delivery: Delivery, mine: pa.ChunkedArray, rule: str, by: str) -> None:
    rows, parts = lake.table(delivery), {part.name: part for part in parts_of(delivery)}
    numbers = rows.filter(mine).column("row_number").combine_chunks()
    # The originals first: killed here, the person is still found in the lake, and all is done again.
    if ORIGINAL in parts:
        prove([gone(each, parts[ORIGINAL], rule, by) for each in of_bytes(delivery.sha256)])
        remove(parts[ORIGINAL])
    without = _Without(parts, rule, by)
    held_back: set[int] = set()
    for number in range(1, delivery.check_number + 1):
        one = replace(delivery, check_number=number)
        if lake.exists(one, "quarantine"):
            table = lake.table(one, "quarantine")
            his = pc.is_in(table.column("row_number"), value_set=numbers)
            held_back = set(table.filter(his).column("row_number").to_pylist())  # in the end that of the last check
            without.put(one, "quarantine", table.filter(pc.invert(his)))
    counts = (len(numbers) - len(held_back), len(held_back))
    notes = {name: value for name, value in lake.notes_of(delivery).items() if name != "ARROW:schema"}
    without.put(delivery, "rows", rows.filter(pc.invert(mine)), notes, counts)  # last: by these the person is found


@dataclass(frozen=True)
class _Without:
    """Tables in place of those that are there, each proven first."""

    parts: dict[str, Part]
    rule: str
    by: str

    def put(
        self, delivery: Delivery, name: str, rows: pa.Table, notes: dict[str, str] | None = None, counts: tuple[int, int] = (0, 0)
    ) -> None:
        part, beside = self.parts[lake.url(delivery, name).rpartition("/")[2]], str(paths.scratch() / "erase")
        lake.write(delivery, rows, name, beside, notes)  # the same rows give the same bytes: their hash is known before they are in place
        new = lake.sha256(delivery, name, beside)
        if new != part.sha256:
            proof = replace(gone(delivery, part, self.rule, self.by), action="erased", replaced_by=new)
            prove([replace(proof, accepted_count=counts[0], quarantined_count=counts[1])])
            lake.write(delivery, rows, name, notes=notes)
        shutil.rmtree(beside)

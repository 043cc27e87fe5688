"""What was received and what was decided: deliveries, check results, events.

A delivery goes ``received``, ``decoded``, ``accepted`` or ``rejected`` (a file that cannot be read goes from ``received`` to
``rejected``). What was decided stays; a step that is run again says the same again and nothing happens.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Select, delete, func, insert, select, text, update

from seika.errors import BadData
from seika.period import Period
from seika.store import tables
from seika.store.database import transaction
from seika.store.standing import in_force

State = Literal["received", "decoded", "accepted", "rejected"]
_DELIVERY, _ARRIVAL = tables.delivery.c, tables.arrival.c


@dataclass(frozen=True)
class Delivery:
    """One extract as the ledger knows it; ``received_count`` counts its data rows, undecodable ones are in quarantine."""

    delivery_id: str
    organization_id: str
    source_id: str
    period: str
    sha256: str
    file_name: str
    byte_count: int
    received_at: datetime
    state: State
    received_count: int | None = None
    accepted_count: int | None = None
    quarantined_count: int | None = None
    reason_code: str | None = None
    reason: str | None = None
    sequence_number: int = 0
    decided_at: datetime | None = None
    check_number: int = 1
    compared_with: str | None = None
    decisions: str | None = None


@dataclass(frozen=True)
class CheckResult:
    """What one rule found in one delivery."""

    rule_id: str
    action: Literal["quarantine", "reject", "warn", "waived"]
    passed: bool
    failed_count: int


@dataclass(frozen=True)
class Event:
    """Something that happened, for people: never a value of a person."""

    event_id: int
    at: datetime
    verb: str
    organization_id: str | None
    source_id: str | None
    period: str | None
    delivery_id: str | None
    level: Literal["info", "warning", "error"]
    code: str | None
    message: str


def add_delivery(
    organization_id: str, source_id: str, period: Period | str, sha256: str, file_name: str, byte_count: int
) -> tuple[Delivery, bool]:
    """Return the delivery of these bytes and whether it is new; False where source and period had the same bytes before.

    Bytes that are known and come after others of the same month have arrived again: they are the last word once more.
    """
    month = str(Period(str(period)))
    place = {"organization_id": organization_id, "source_id": source_id, "period": month}
    known = select(tables.delivery).filter_by(**place, sha256=sha256)
    with transaction() as connection:
        # One at a time a source, so that the sequence number is the order in which deliveries became known.
        _lock(connection, f"{organization_id} {source_id}")
        row = connection.execute(known).one_or_none()
        if row:
            if _last_arrived(connection, place) != row.delivery_id:
                _note_arrival(connection, row.delivery_id, file_name)
            return _delivery(row), False
        values = place | {"sha256": sha256, "file_name": file_name, "byte_count": byte_count}
        values["delivery_id"] = _free_id(connection, f"{organization_id}-{source_id}-{month}-", sha256)
        made = connection.execute(insert(tables.delivery).values(**values).returning(tables.delivery)).one()
        _note_arrival(connection, made.delivery_id, file_name)
        return _delivery(made), True


def delivery(delivery_id: str) -> Delivery:
    """Return one delivery; raises ``BadData STORE-06`` where there is none."""
    with transaction() as connection:
        row = connection.execute(select(tables.delivery).filter_by(delivery_id=delivery_id)).one_or_none()
    if row is None:
        raise BadData("STORE-06", delivery=delivery_id)
    return _delivery(row)


def deliveries(organization_id: str, source_id: str | None = None, state: State | None = None) -> list[Delivery]:
    """Return an organization's deliveries in the order they were received."""
    wished = select(tables.delivery).filter_by(organization_id=organization_id).order_by(_DELIVERY.sequence_number)
    if source_id:
        wished = wished.filter_by(source_id=source_id)
    if state:
        wished = wished.filter_by(state=state)
    return _deliveries(wished)


def mark_decoded(delivery_id: str, received_count: int, undecodable_count: int) -> Delivery:
    """Note the data rows of the file and how many of them could not be read (they are in quarantine from here on)."""
    counts = {"received_count": received_count, "quarantined_count": undecodable_count}
    return _move(delivery_id, "decoded", ("received", "decoded"), counts)


def mark_accepted(
    delivery_id: str, accepted: int, quarantined: int, compared_with: str | None = None, decisions: str | None = None
) -> Delivery:
    """Accept a decoded delivery; ``quarantined`` includes rows that could not be read. ``BadData STORE-08`` if rows are lost.

    ``compared_with`` are the deliveries that its rows were compared with, ``decisions`` what ``stewardship.Decisions`` says of it.
    """
    received = delivery(delivery_id).received_count
    if received is not None and received != accepted + quarantined:
        where = {"received": received, "accepted": accepted, "quarantined": quarantined}
        raise BadData("STORE-08", delivery=delivery_id, **where)
    values = {"accepted_count": accepted, "quarantined_count": quarantined, "compared_with": compared_with, "decisions": decisions}
    return _move(delivery_id, "accepted", ("decoded",), values)


def mark_rejected(delivery_id: str, code: str, reason: str) -> Delivery:
    """Refuse a whole delivery with the code and text of what is wrong; the one before it stays in force."""
    return _move(delivery_id, "rejected", ("received", "decoded"), {"reason_code": code, "reason": reason})


def newest_accepted(
    organization_id: str,
    source_id: str,
    period: Period | str | None = None,
    up_to: Period | str | None = None,
    cut_off: datetime | None = None,
) -> Delivery | None:
    """Return the accepted delivery in force: of ``period``, or of the newest period (not after ``up_to``); none without any.

    ``cut_off`` (an aware time) looks back: only what had been accepted by then counts.
    """
    counting = accepted(organization_id, source_id, cut_off)
    if period:
        counting = [each for each in counting if each.period == str(period)]
    if up_to:
        counting = [each for each in counting if each.period <= str(up_to)]
    return counting[-1] if counting else None


def accepted(organization_id: str, source_id: str, cut_off: datetime | None = None) -> list[Delivery]:
    """Return the accepted deliveries in force by the rule of ``standing``, one a period, oldest period first."""
    ours = select(tables.delivery).filter_by(organization_id=organization_id, source_id=source_id, state="accepted")
    if cut_off:
        ours = ours.where(_DELIVERY.decided_at <= cut_off)
    return in_force(_deliveries(ours), arrivals(organization_id, source_id, cut_off))


def arrivals(organization_id: str, source_id: str, cut_off: datetime | None = None) -> dict[str, int]:
    """Return by delivery the number of the last time its bytes arrived (up to ``cut_off``)."""
    last = select(_ARRIVAL.delivery_id, func.max(_ARRIVAL.arrival_number)).group_by(_ARRIVAL.delivery_id)
    last = last.join(tables.delivery, _ARRIVAL.delivery_id == _DELIVERY.delivery_id)
    last = last.where(_DELIVERY.organization_id == organization_id, _DELIVERY.source_id == source_id)
    if cut_off:
        last = last.where(_ARRIVAL.arrived_at <= cut_off)
    with transaction() as connection:
        return {row[0]: row[1] for row in connection.execute(last)}


def mark_reopened(delivery_id: str, undecodable_count: int) -> Delivery:
    """Take back what was decided of a delivery: an accepted one waits for another check, a rejected one for another reading.

    ``undecodable_count`` are the rows of an accepted one that decode holds back. What is on its way stays as it is.
    """
    undecided: dict[str, Any] = {"decided_at": None, "accepted_count": None, "reason_code": None, "reason": None}
    with transaction() as connection:
        row = _locked(connection, delivery_id)
        if row.state == "accepted":
            values = undecided | {"state": "decoded", "quarantined_count": undecodable_count, "check_number": row.check_number + 1}
        elif row.state == "rejected":
            values = undecided | {"state": "received", "quarantined_count": None, "received_count": None}
        else:
            return _delivery(row)
        changed = update(tables.delivery).filter_by(delivery_id=delivery_id).values(**values).returning(tables.delivery)
        return _delivery(connection.execute(changed).one())


def add_check_results(delivery_id: str, results: list[CheckResult]) -> None:
    """Write down what the rules found, in place of what an earlier run of the same check found."""
    ours = tables.check_result
    with transaction() as connection:
        connection.execute(delete(ours).where(ours.c.delivery_id == delivery_id))
        if results:
            connection.execute(insert(ours), [{"delivery_id": delivery_id, **vars(result)} for result in results])


def check_results(delivery_id: str) -> list[CheckResult]:
    """Return what the rules found in a delivery, by rule."""
    columns = [tables.check_result.c[field.name] for field in fields(CheckResult)]
    wished = select(*columns).where(tables.check_result.c.delivery_id == delivery_id)
    with transaction() as connection:
        return [CheckResult(**row._mapping) for row in connection.execute(wished.order_by(columns[0]))]


def note(
    verb: str,
    organization_id: str | None,
    message: str,
    *,
    code: str | None = None,
    source_id: str | None = None,
    period: Period | str | None = None,
    delivery_id: str | None = None,
    level: Literal["info", "warning", "error"] = "info",
) -> None:
    """Write down that something happened."""
    values = {
        "verb": verb, "organization_id": organization_id, "message": message, "code": code, "source_id": source_id,
        "period": str(period) if period else None, "delivery_id": delivery_id, "level": level,
    }  # fmt: skip
    with transaction() as connection:
        connection.execute(insert(tables.event).values(**values))


def events(organization_id: str | None = None, limit: int = 50) -> list[Event]:
    """Return the last events, newest first; of one organization or of all."""
    newest = select(*(tables.event.c[each.name] for each in fields(Event))).order_by(tables.event.c.event_id.desc()).limit(limit)
    if organization_id:
        newest = newest.filter_by(organization_id=organization_id)
    with transaction() as connection:
        return [Event(**row._mapping) for row in connection.execute(newest)]


def _move(delivery_id: str, state: State, allowed: tuple[State, ...], values: dict[str, Any]) -> Delivery:
    decided = state in get_args(State)[2:]
    with transaction() as connection:
        row = _locked(connection, delivery_id)
        if row.state == state and all(row._mapping[name] == value for name, value in values.items()):
            return _delivery(row)
        if row.state not in allowed:
            raise BadData("STORE-07", delivery=delivery_id, state=row.state, wanted=state)
        if decided:
            values = values | {"decided_at": text("clock_timestamp()")}
        changed = update(tables.delivery).filter_by(delivery_id=delivery_id).values(state=state, **values).returning(tables.delivery)
        return _delivery(connection.execute(changed).one())


def _locked(connection: Connection, delivery_id: str) -> Any:
    row = connection.execute(select(tables.delivery).filter_by(delivery_id=delivery_id).with_for_update()).one_or_none()
    if row is None:
        raise BadData("STORE-06", delivery=delivery_id)
    return row


def _note_arrival(connection: Connection, delivery_id: str, file_name: str) -> None:
    connection.execute(insert(tables.arrival).values(delivery_id=delivery_id, file_name=file_name))


def _last_arrived(connection: Connection, place: dict[str, str]) -> str | None:
    ours = select(_DELIVERY.delivery_id).filter_by(**place)
    last = select(_ARRIVAL.delivery_id).where(_ARRIVAL.delivery_id.in_(ours)).order_by(_ARRIVAL.arrival_number.desc()).limit(1)
    return connection.execute(last).scalar_one_or_none()


def _free_id(connection: Connection, prefix: str, sha256: str) -> str:
    # Two files of one month that share eight digits are next to impossible, and must not stop the second from coming in.
    for length in (8, 16, 64):
        candidate = prefix + sha256[:length]
        if connection.execute(select(_DELIVERY.delivery_id).where(_DELIVERY.delivery_id == candidate)).first() is None:
            return candidate
    raise AssertionError("the same bytes were looked for before")


def _lock(connection: Connection, name: str) -> None:
    connection.execute(text("select pg_advisory_xact_lock(hashtextextended(:name, 1))"), {"name": name})


def _deliveries(wished: Select[Any]) -> list[Delivery]:
    with transaction() as connection:
        return [_delivery(row) for row in connection.execute(wished)]


def _delivery(row: Any) -> Delivery:
    return Delivery(**row._mapping)

"""What other deliveries say, for rules that compare and do not wait: none where there is nothing yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pyarrow.compute as pc

from seika.check.engine import frame_of
from seika.config import Organization
from seika.period import Period
from seika.store import lake, ledger
from seika.store.ledger import Delivery

Reader = Callable[..., Any]


def reader_of(asked: dict[str, Any]) -> Reader | None:
    """Return the function that a parameter of a rule asks for by its first key; none for a parameter that asks for nothing.

    * ``{worked_days_of: attendance.person_key, day: work_date, worked: start_minutes}``: a frame of key and day, of the rows of the same
      month where ``worked`` is there
    * ``{people_in_service: roster.person_key, from: …, to: …}``: how many people are in service on the month's first day
    * ``{previous_months: 6}``: the rows received in each of that many months before
    * ``{previous_means_of: overtime_minutes, months: 6}``: the mean of a column in each of them
    * ``{spells_before: person_key, from: …, to: …}``: a frame of key, start and end, as the source itself delivered it the month before
    """
    return _READERS.get(next(iter(asked), ""))


def _worked_days(organization: Organization, delivery: Delivery, worked_days_of: str, day: str, worked: str) -> pd.DataFrame | None:
    source_id, _, key = worked_days_of.partition(".")
    there = _of_month(organization, source_id, delivery.period)
    if there is None:
        return None
    rows = rows_of(there, [key, day, worked])
    rows = rows.filter(pc.is_valid(rows.column(worked)))
    return frame_of(rows.select([key, day])).set_axis(["key", "day"], axis=1)


def _people_in_service(organization: Organization, delivery: Delivery, people_in_service: str, **span: str) -> int | None:
    source_id, _, key = people_in_service.partition(".")
    newest = ledger.newest_accepted(organization.id, source_id, up_to=delivery.period) if source_id in organization.sources else None
    if newest is None:
        return None
    rows = rows_of(newest, [key, span["from"], span["to"]])
    first_day = Period(delivery.period).first_day
    is_on = pc.and_(
        pc.less_equal(rows.column(span["from"]), first_day),
        pc.fill_null(pc.greater_equal(rows.column(span["to"]), first_day), True),
    )
    return len(pc.unique(rows.filter(is_on).column(key)))


def _previous_counts(organization: Organization, delivery: Delivery, previous_months: int) -> list[int]:
    return [each.received_count or 0 for each in _before(organization, delivery, previous_months)]


def _previous_means(organization: Organization, delivery: Delivery, previous_means_of: str, months: int) -> list[float]:
    before = _before(organization, delivery, months)
    columns = [lake.table(each, columns=[previous_means_of]).column(previous_means_of) for each in before]
    means = [pc.mean(column.cast("double") if column.type != "bool" else column.cast("int8")).as_py() for column in columns]
    return [mean for mean in means if mean is not None]


def _spells_before(organization: Organization, delivery: Delivery, spells_before: str, **span: str) -> pd.DataFrame | None:
    before = _of_month(organization, delivery.source_id, str(Period(delivery.period).plus(-1)))
    if before is None:
        return None
    return frame_of(rows_of(before, [spells_before, span["from"], span["to"]])).set_axis(["key", "start", "end"], axis=1)


def _before(organization: Organization, delivery: Delivery, months: int) -> list[Delivery]:
    accepted = ledger.accepted(organization.id, delivery.source_id)
    return [each for each in accepted if each.period < delivery.period][-months:]


def _of_month(organization: Organization, source_id: str, period: str) -> Delivery | None:
    if source_id not in organization.sources:
        return None
    newest = ledger.newest_accepted(organization.id, source_id, up_to=period)
    return newest if newest and newest.period == period else None


def rows_of(delivery: Delivery, columns: list[str]) -> Any:
    """Return columns of an accepted delivery, less the rows in quarantine."""
    rows = lake.table(delivery, columns=[*columns, "row_number"])
    held_back = lake.table(delivery, "quarantine").column("row_number").combine_chunks()
    return rows.filter(pc.invert(pc.is_in(rows.column("row_number"), held_back))).select(columns)


_READERS: dict[str, Reader] = {
    "worked_days_of": _worked_days,
    "people_in_service": _people_in_service,
    "previous_months": _previous_counts,
    "previous_means_of": _previous_means,
    "spells_before": _spells_before,
}

"""What the rules compare with: days of the period, values of another source's accepted delivery, the organization's tables."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from seika.check import others
from seika.check.engine import Filled, frame_of
from seika.check.suite import Rule, rules_path
from seika.config import Organization
from seika.errors import BadConfig, NotReady
from seika.period import Period
from seika.store import ledger
from seika.store.ledger import Delivery


def fill(rules: list[Rule], organization: Organization, delivery: Delivery) -> list[Filled]:
    """Return each rule with its parameters filled in.

    ``{period_first_day}``, ``{period_last_day}`` and ``{previous_period_last_day}`` become days; ``{reference: roster.person_key}`` becomes
    the sorted distinct values of the newest accepted delivery of that source up to the period, ``{reference: units.unit_code}`` those of
    ``units.csv``. ``{spells_of: roster.person_key, from: …, to: …}`` becomes a frame of key, start and end; ``others.reader_of`` lists
    what else there is. Raises ``NotReady CHECK-01`` where a source has no accepted delivery yet, ``BadConfig CHECK-06`` for a reference
    to nothing.
    """
    period = Period(delivery.period)
    days = {"previous_period_last_day": period.plus(-1).last_day, "period_first_day": period.first_day, "period_last_day": period.last_day}
    words = {f"{{{name}}}": day for name, day in days.items()}
    known: dict[str, list[Any]] = {}

    def filled(value: Any, rule: Rule) -> Any:
        if isinstance(value, dict) and set(value) == {"reference"}:
            name = str(value["reference"])
            if name not in known:
                known[name] = _values(name, rule, organization, delivery)
            return known[name]
        if isinstance(value, dict) and "spells_of" in value:
            return _spells(value, rule, organization, delivery)
        if isinstance(value, dict) and (reader := others.reader_of(value)):
            return reader(organization, delivery, **value)
        if isinstance(value, list):
            return [filled(item, rule) for item in value]
        return words.get(value, value) if isinstance(value, str) else value

    return [(rule, {name: filled(value, rule) for name, value in rule.parameters.items()}) for rule in rules]


def wait_for_others(organization: Organization, delivery: Delivery) -> None:
    """Raise ``NotReady CHECK-01`` while a source that comes before has nothing accepted for the period, or something on the way.

    What a delivery is compared with must not depend on which of the two came through faster.
    """
    for source_id in organization.sources[delivery.source_id].check_after:
        ours = [one for one in ledger.deliveries(organization.id, source_id) if one.period == delivery.period]
        is_open = any(one.state in ("received", "decoded") for one in ours)
        if is_open or not any(one.state == "accepted" for one in ours):
            raise NotReady("CHECK-01", delivery=delivery.delivery_id, source=source_id, period=delivery.period)


def _values(name: str, rule: Rule, organization: Organization, delivery: Delivery) -> list[Any]:
    table, _, column = name.partition(".")
    if table in organization.sources:
        return _lake_values(table, column, rule, organization, delivery)
    rows = organization.table(table)
    if not rows or column not in rows[0]:
        raise _unknown(name, rule)
    return sorted({row[column] for row in rows if row[column]})


def _lake_values(source_id: str, column: str, rule: Rule, organization: Organization, delivery: Delivery) -> list[Any]:
    counting = _counting_rows(source_id, [column], rule, organization, delivery)
    values = counting.column(column)
    plain = values.cast(values.type.value_type) if pa.types.is_dictionary(values.type) else values
    return list(pc.unique(plain).drop_null().sort().to_pylist())


def _spells(asked: dict[str, str], rule: Rule, organization: Organization, delivery: Delivery) -> pd.DataFrame:
    source_id, _, key = asked["spells_of"].partition(".")
    if source_id not in organization.sources:
        raise _unknown(source_id, rule)
    counting = _counting_rows(source_id, [key, asked["from"], asked["to"]], rule, organization, delivery)
    frame = frame_of(counting).rename(columns={key: "key", asked["from"]: "start", asked["to"]: "end"})
    return frame[["key", "start", "end"]]


def _counting_rows(source_id: str, columns: list[str], rule: Rule, organization: Organization, delivery: Delivery) -> Any:
    """Return columns of the newest accepted delivery of another source up to the month, less the rows in quarantine."""
    for column in columns:
        if column not in organization.contracts[source_id].columns:
            raise _unknown(f"{source_id}.{column}", rule)
    newest = ledger.newest_accepted(organization.id, source_id, up_to=delivery.period)
    if newest is None:
        raise NotReady("CHECK-01", delivery=delivery.delivery_id, source=source_id, period=delivery.period)
    return others.rows_of(newest, columns)


def _unknown(name: str, rule: Rule) -> BadConfig:
    path = rules_path(rule.id.split(".")[0])
    return BadConfig("CHECK-06", file=path, line=1, rule=rule.id, problem=f"there is no {name}")

"""The journal of ledger and registry against the rows themselves: what was changed, taken out or put in past the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, text

from seika.store.database import transaction

# Every table that is written into the journal, with its primary key; a test compares this with the database.
KEYS = {
    "ledger.delivery": ("delivery_id",),
    "ledger.arrival": ("arrival_number",),
    "ledger.seen_file": ("organization_id", "source_id", "url"),
    "ledger.check_result": ("delivery_id", "rule_id"),
    "ledger.quarantine_release": ("delivery_id", "row_number", "rule_id"),
    "ledger.event": ("event_id",),
    "ledger.candidate": ("candidate_hash",),
    "ledger.approval": ("approval_id",),
    "ledger.alert": ("alert_id",),
    "ledger.alert_told": ("alert_id", "channel"),
    "ledger.deletion": ("deletion_id",),
    "ledger.dispatch": ("dispatch_id",),
    "kpi.snapshot": ("snapshot_id",),
    "kpi.current_snapshot": ("organization_id", "period"),
    "kpi.in_force": ("organization_id", "period", "since"),
}


@dataclass(frozen=True)
class Fault:
    """A row that the journal knows otherwise: ``changed``, ``gone``, or ``unknown`` (put in past the program)."""

    table: str
    name: str
    what: Literal["changed", "gone", "unknown"]


def faults(organization_id: str) -> list[Fault]:
    """Return what is not as it was written, in the order of the tables and names; what belongs to no organization is told to all."""
    with transaction() as connection:
        connection.execute(text("set local timezone = 'UTC'"))  # moments are hashed as they were written
        found = [each for table, key in KEYS.items() for each in _in_table(connection, table, key, organization_id)]
        return found + _in_journal(connection, organization_id)


def _in_table(connection: Connection, table: str, key: tuple[str, ...], organization_id: str) -> list[Fault]:
    asked = f"""
        with line as (
            select distinct on (row_name) row_name, organization_id, content_hash
            from ledger.journal where table_name = :table order by row_name, line_number desc
        ),
        held as (
            select ledger.row_name(content, :key) as row_name, ledger.content_hash(content) as content_hash
            from (select to_jsonb(kept) as content from {table} as kept) as rows
        )
        select row_name, case when line.row_name is null then 'unknown' when held.row_name is null then 'gone' else 'changed' end
        from line full join held using (row_name) -- 1:1
        where line.content_hash is distinct from held.content_hash
            and coalesce(line.organization_id, '') in (:organization, '')
        order by 1
    """  # noqa: S608 - names of our own tables
    rows = connection.execute(text(asked), {"table": table, "key": list(key), "organization": organization_id})
    return [Fault(table, *row._tuple()) for row in rows]


def _in_journal(connection: Connection, organization_id: str) -> list[Fault]:
    asked = """
        with linked as (
            select
                line.*,
                ledger.line_hash(line) as true_hash,
                lag(line_number, 1, 0::bigint) over chain as number_before,
                lag(line_hash, 1, repeat('0', 64)) over chain as hash_before
            from ledger.journal as line where organization_id in (:organization, '')
            window chain as (partition by organization_id order by line_number)
        )
        select
            (case when line_number > number_before + 1 then number_before + 1 else line_number end)::text,
            case when line_number > number_before + 1 then 'gone' else 'changed' end
        from linked
        where line_hash <> true_hash or previous_hash <> hash_before
        order by organization_id, line_number
    """
    rows = connection.execute(text(asked), {"organization": organization_id})
    return [Fault("ledger.journal", *row._tuple()) for row in rows]

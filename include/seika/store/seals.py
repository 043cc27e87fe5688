"""Rows of the ledger whose seal does not fit: events, check results, arrivals, decisions."""

from __future__ import annotations

from sqlalchemy import text

from seika.store.database import transaction

_OF_DELIVERY = "delivery_id in (select delivery_id from ledger.delivery where organization_id = :organization)"
# table: what names a row, and which rows are an organization's
_SEALED = {
    "event": ("event_id::text", "organization_id = :organization"),
    "check_result": ("delivery_id || ' ' || rule_id", _OF_DELIVERY),
    "arrival": ("arrival_number::text", _OF_DELIVERY),
    "quarantine_release": (
        "delivery_id || ' ' || row_number || ' ' || rule_id",
        _OF_DELIVERY,
    ),
    "deletion": ("delivery_id || ' ' || part", "organization_id = :organization"),
    "candidate": ("snapshot_id || ' ' || candidate_hash", "organization_id = :organization"),
    "dispatch": ("dispatch_id::text", "organization_id = :organization"),
    "approval": (
        "approval_id::text",
        "candidate_hash in (select candidate_hash from ledger.candidate where organization_id = :organization)",
    ),
}


def broken(organization_id: str) -> list[tuple[str, str]]:
    """Return table and name of each row that is not as it was written, in the order of the tables and names."""
    found = []
    with transaction() as connection:
        for table, (name, ours) in _SEALED.items():
            # What no longer names its organization cannot be looked for under it: it is told to all.
            asked = f"""
                select {name} from ledger.{table} as kept
                where seal is distinct from ledger.sealed(to_jsonb(kept)) and {_or_nobody(table, ours)} order by 1
            """  # noqa: S608 - names of our own tables
            rows = connection.execute(text(asked), {"organization": organization_id}).all()
            found += [(table, str(row[0])) for row in rows]
    return found


def _or_nobody(table: str, ours: str) -> str:
    if table in ("event", "candidate", "dispatch"):
        known = "select organization_id from ledger.delivery union select organization_id from kpi.snapshot"
        return f"({ours} or organization_id is null or organization_id not in ({known}))"
    return ours

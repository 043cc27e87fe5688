"""The organization ``trial``: attendance each month, a roster of the whole state, a stress check of July; and what comes when."""

from __future__ import annotations

from pathlib import Path

from shelf import declare
from sqlalchemy import text

from seika.store import ledger, releases
from seika.store.database import transaction
from seika.store.releases import Manifest

HASHES = dict.fromkeys(("input_hash", "configuration_hash", "code_hash", "content_hash", "deliveries_hash"), "0" * 64)
HEADER = 'label: {ja: 試市, en: Trial}\nkind: city\nfirst_period: "2026-08"\nrequired_sources: [attendance]\n'
SOURCE = """\
label: {{ja: {name}, en: {name}}}
connector: {{type: folder, pattern: "{name}_{{period}}.csv"}}
due: {due}
format: {{type: csv, encoding: utf-8}}
columns:
  person_key: {{header: a, read: staff_number}}
"""
CLOSE = 'close: {since: "2026-09", working_day: 5, released_by: 6}\nalerts: {quarantine_percent: 10}\n'


def declare_trial(shelf: Path) -> Path:
    """Write it below ``shelf`` and return its folder: attendance is due by the fifth working day."""
    folder = declare(shelf, header=HEADER)
    dues = {"attendance": "{working_day: 5}", "roster": "{working_day: 3}", "stress_check": "{working_day: 2, months: [7]}"}
    for name, due in dues.items():
        (folder / "sources" / f"{name}.yml").write_text(SOURCE.format(name=name, due=due), encoding="utf-8")
    (folder / "operation.yml").write_text(CLOSE, encoding="utf-8")
    return folder


def deliver(source: str, period: str, on: str, accepted: int = 1, held: int = 0, digit: str = "a") -> str:
    """Accept a delivery of a source that was received on a day at noon, Tokyo."""
    made, _ = ledger.add_delivery("trial", source, period, digit * 64, f"{source}.csv", 1)
    ledger.mark_decoded(made.delivery_id, accepted + held, 0)
    ledger.mark_accepted(made.delivery_id, accepted, held)
    move("delivery", "received_at", f"{on}T12:00+09:00", f"delivery_id = '{made.delivery_id}'")
    return made.delivery_id


def move(table: str, column: str, to: str, where: str) -> None:
    with transaction() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text(f"update {'kpi' if table == 'snapshot' else 'ledger'}.{table} set {column} = '{to}' where {where}"))


def publish(period: str, on: str, kind: str = "provisional", inputs: tuple[str, ...] = (), digit: str = "0") -> str:
    hashes = HASHES | {"input_hash": digit * 64}
    used = [ledger.delivery(each) for each in inputs]
    rows = [
        {"delivery_id": each.delivery_id, "source_id": each.source_id, "period": each.period, "sha256": each.sha256}
        | {"accepted_count": each.accepted_count, "quarantined_count": each.quarantined_count}
        for each in used
    ]
    made = releases.publish(Manifest("trial", period, kind, reason="late", **hashes), [], [], rows).snapshot  # type: ignore[arg-type]
    move("snapshot", "created_at", f"{on}T18:00+09:00", f"snapshot_id = '{made.snapshot_id}'")
    return made.snapshot_id

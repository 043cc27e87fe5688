"""The tables of ledger and release database for queries; the migrations make them, a test compares the two."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Identity, Integer, MetaData, Numeric, Table, Text

metadata = MetaData()
_AT = DateTime(timezone=True)
_VALUE = Numeric(18, 4)

delivery = Table(
    "delivery", metadata,
    Column("delivery_id", Text, primary_key=True),
    Column("sequence_number", BigInteger, Identity(always=True)),
    Column("organization_id", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("byte_count", BigInteger, nullable=False),
    Column("received_at", _AT, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_at", _AT),
    Column("received_count", BigInteger),
    Column("accepted_count", BigInteger),
    Column("quarantined_count", BigInteger),
    Column("reason_code", Text),
    Column("reason", Text),
    Column("check_number", Integer, nullable=False),
    Column("compared_with", Text),
    Column("decisions", Text),
    schema="ledger",
)  # fmt: skip

arrival = Table(
    "arrival", metadata,
    Column("arrival_number", BigInteger, Identity(always=True), primary_key=True),
    Column("delivery_id", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("arrived_at", _AT, nullable=False),
    schema="ledger",
)  # fmt: skip

seen_file = Table(
    "seen_file", metadata,
    Column("organization_id", Text, primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("mark", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("seen_at", _AT, nullable=False),
    schema="ledger",
)  # fmt: skip

check_result = Table(
    "check_result", metadata,
    Column("delivery_id", Text, primary_key=True),
    Column("rule_id", Text, primary_key=True),
    Column("action", Text, nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("failed_count", BigInteger, nullable=False),
    schema="ledger",
)  # fmt: skip

quarantine_release = Table(
    "quarantine_release", metadata,
    Column("delivery_id", Text, primary_key=True),
    Column("row_number", BigInteger, primary_key=True),
    Column("rule_id", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("released_by", Text, nullable=False),
    Column("released_at", _AT, nullable=False),
    schema="ledger",
)  # fmt: skip

event = Table(
    "event", metadata,
    Column("event_id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", _AT, nullable=False),
    Column("verb", Text, nullable=False),
    Column("organization_id", Text),
    Column("source_id", Text),
    Column("period", Text),
    Column("delivery_id", Text),
    Column("level", Text, nullable=False),
    Column("code", Text),
    Column("message", Text, nullable=False),
    schema="ledger",
)  # fmt: skip

candidate = Table(
    "candidate", metadata,
    Column("candidate_hash", Text, primary_key=True),
    Column("snapshot_id", Text, nullable=False),
    Column("organization_id", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("requested_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("diff", Text, nullable=False),
    Column("diff_hash", Text, nullable=False),
    Column("at", _AT, nullable=False),
    Column("recipe_hash", Text),
    schema="ledger",
)  # fmt: skip

approval = Table(
    "approval", metadata,
    Column("approval_id", BigInteger, Identity(always=True), primary_key=True),
    Column("candidate_hash", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("diff_hash", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("at", _AT, nullable=False),
    schema="ledger",
)  # fmt: skip

alert = Table(
    "alert", metadata,
    Column("alert_id", BigInteger, Identity(always=True), primary_key=True),
    Column("organization_id", Text, nullable=False),
    Column("concern", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("whom", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("began_at", _AT, nullable=False),
    Column("ended_at", _AT),
    schema="ledger",
)  # fmt: skip

alert_told = Table(
    "alert_told", metadata,
    Column("alert_id", BigInteger, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("told_at", _AT, nullable=False),
    schema="ledger",
)  # fmt: skip

deletion = Table(
    "deletion", metadata,
    Column("deletion_id", BigInteger, Identity(always=True), primary_key=True),
    Column("organization_id", Text, nullable=False),
    Column("delivery_id", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("byte_count", BigInteger, nullable=False),
    Column("replaced_by", Text),
    Column("accepted_count", BigInteger, nullable=False),
    Column("quarantined_count", BigInteger, nullable=False),
    Column("rule", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("at", _AT, nullable=False),
    schema="ledger",
)  # fmt: skip

journal = Table(
    "journal", metadata,
    Column("organization_id", Text, primary_key=True),
    Column("line_number", BigInteger, primary_key=True),
    Column("table_name", Text, nullable=False),
    Column("row_name", Text, nullable=False),
    Column("content_hash", Text),
    Column("previous_hash", Text, nullable=False),
    Column("line_hash", Text, nullable=False),
    schema="ledger",
)  # fmt: skip

snapshot = Table(
    "snapshot", metadata,
    Column("snapshot_id", Text, primary_key=True),
    Column("sequence_number", BigInteger, Identity(always=True)),
    Column("organization_id", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("input_hash", Text, nullable=False),
    Column("configuration_hash", Text, nullable=False),
    Column("code_hash", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("snapshot_hash", Text, nullable=False),
    Column("reason", Text),
    Column("manifest", Text, nullable=False),
    Column("created_at", _AT, nullable=False),
    schema="kpi",
)  # fmt: skip

current_snapshot = Table(
    "current_snapshot", metadata,
    Column("organization_id", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("snapshot_id", Text, nullable=False),
    schema="kpi",
)  # fmt: skip

in_force = Table(
    "in_force", metadata,
    Column("organization_id", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("snapshot_id", Text, nullable=False),
    Column("since", _AT, primary_key=True),
    schema="kpi",
)  # fmt: skip

snapshot_input = Table(
    "snapshot_input", metadata,
    Column("snapshot_id", Text, primary_key=True),
    Column("delivery_id", Text, primary_key=True),
    Column("source_id", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("accepted_count", BigInteger, nullable=False),
    Column("quarantined_count", BigInteger, nullable=False),
    schema="kpi",
)  # fmt: skip

kpi_value_row = Table(
    "kpi_value_row", metadata,
    Column("snapshot_id", Text, primary_key=True),
    Column("organization_id", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("kpi_id", Text, primary_key=True),
    Column("window_id", Text, primary_key=True),
    Column("tree_code", Text, primary_key=True),
    Column("unit_code", Text, primary_key=True),
    Column("unit_level", Text, nullable=False),
    Column("breakdown_id", Text, primary_key=True),
    Column("breakdown_code", Text, primary_key=True),
    Column("speaks_from", Date, nullable=False),
    Column("speaks_to", Date, nullable=False),
    Column("numerator", BigInteger),
    Column("denominator", BigInteger),
    Column("value", _VALUE),
    Column("people", BigInteger),
    Column("target", _VALUE),
    Column("baseline", _VALUE),
    Column("status", Text, nullable=False),
    Column("stale_since", Text),
    schema="kpi",
)  # fmt: skip

outcome_status_row = Table(
    "outcome_status_row", metadata,
    Column("snapshot_id", Text, primary_key=True),
    Column("organization_id", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("node_id", Text, primary_key=True),
    Column("level", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("kpi_count", BigInteger, nullable=False),
    Column("behind_count", BigInteger, nullable=False),
    schema="kpi",
)  # fmt: skip

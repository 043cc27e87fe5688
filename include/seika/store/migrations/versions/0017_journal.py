"""A journal over the ledger and the registry of snapshots, in place of a seal in each row: what is gone is found, too."""

from datetime import UTC, datetime
from pathlib import Path

from alembic import op
from sqlalchemy import text

from seika.canonical import hash_of

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(text("select * from ledger.delivery where seal is not null"))
    broken = " ".join(row.delivery_id for row in rows if row.seal != _seal(dict(row._mapping)))
    connection.execute(text("select set_config('seika.broken', :names, true)"), {"names": broken})
    # The driver's own execute takes a file of several statements; it runs in the transaction of the migration.
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def _seal(row: dict[str, object]) -> str:
    """Return the seal of a delivery as it was made before there was a journal."""
    moments = {name: value.astimezone(UTC).isoformat() for name, value in row.items() if isinstance(value, datetime)}
    return hash_of({name: value for name, value in row.items() if name != "seal"} | moments)

"""The roles of the server: who writes, who audits, who reads. Migrations make them; here is what they are asked for."""

from __future__ import annotations

from sqlalchemy import text

from seika.errors import BadConfig
from seika.store.database import transaction

WRITER, AUDITOR, READER = ROLES = ("seika_writer", "seika_auditor", "seika_reader")


def check_roles() -> str:
    """Return the roles of the server, all there; raises ``BadConfig STORE-13`` naming those that an administrator must make."""
    with transaction() as connection:
        missing = [name for name in ROLES if connection.execute(text("select to_regrole(:name)"), {"name": name}).scalar() is None]
    if missing:
        raise BadConfig("STORE-13", roles=", ".join(missing))
    return ", ".join(ROLES)


def database_user() -> tuple[str, bool]:
    """Return who is connected to the database, and whether that login may do what ``seika_auditor`` may."""
    asked = "select session_user, coalesce(pg_has_role(session_user, to_regrole(:role), 'usage'), false)"
    with transaction() as connection:
        name, may = connection.execute(text(asked), {"role": AUDITOR}).one()
    return str(name), bool(may)

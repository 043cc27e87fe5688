"""Files that stay where they lie: what was taken of them, so that nothing is fetched twice."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from seika.store.database import transaction
from seika.store.tables import seen_file


def seen(organization_id: str, source_id: str) -> dict[str, str]:
    """Return the mark of each file that a source has taken, by URL."""
    wished = select(seen_file.c.url, seen_file.c.mark).filter_by(organization_id=organization_id, source_id=source_id)
    with transaction() as connection:
        return {row.url: row.mark for row in connection.execute(wished)}


def mark_seen(organization_id: str, source_ids: Iterable[str], url: str, mark: str, sha256: str) -> None:
    """Note what a file looked like when these sources took it, in place of what was noted before."""
    with transaction() as connection:
        for source_id in source_ids:
            values = {"organization_id": organization_id, "source_id": source_id, "url": url, "mark": mark, "sha256": sha256}
            change = {"mark": mark, "sha256": sha256, "seen_at": text("clock_timestamp()")}
            made = insert(seen_file).values(**values)
            connection.execute(made.on_conflict_do_update(index_elements=["organization_id", "source_id", "url"], set_=change))

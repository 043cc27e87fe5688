"""All that is written below the vault, as one text to search in: lake files to their last dictionary page, and every table."""

import io
import re
from pathlib import Path

import pyarrow.parquet as pq
from sqlalchemy import text

from seika.config import paths
from seika.store.database import transaction


def lake_text(below: str = "") -> str:
    """Return the bytes of the lake's files as they lie there, and what their compressed pages hold, dictionaries whole."""
    files = sorted(path for path in (Path(paths.lake_url()) / below).rglob("*") if path.is_file())
    return "\n".join(part for file in files for part in _parts(file))


def tables_text() -> str:
    """Return every row of every table of the database."""
    with transaction() as connection:
        found = connection.execute(
            text(
                "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE' "
                "and table_schema not in ('pg_catalog', 'information_schema') order by 1, 2"
            )
        ).all()
        assert ("ledger", "event") in [tuple(row) for row in found]
        return "\n".join(str(row) for schema, name in found for row in connection.execute(text(f"select * from {schema}.{name}")))


def found_in(written: str, words: list[str]) -> list[str]:
    """Return the words that are there; a number only where no hex digit stands beside it, as it would in a pseudonym."""
    return [word for word in words if (_number(word, written) if word.isdecimal() else word in written)]


def _number(word: str, written: str) -> bool:
    return re.search(rf"(?<![0-9a-f]){word}(?![0-9a-f])", written) is not None


def _parts(file: Path) -> list[str]:
    content = file.read_bytes()
    parts = [content.decode("utf-8", errors="ignore")]
    if file.suffix == ".parquet":
        names = pq.read_schema(io.BytesIO(content)).names
        # Read as dictionaries, the pages show values too that no row points to.
        held = pq.read_table(io.BytesIO(content), read_dictionary=names)
        for column in held.columns:
            for chunk in column.chunks:
                parts.append(str(chunk.to_pylist()))
                parts += [str(chunk.dictionary.to_pylist())] if hasattr(chunk, "dictionary") else []
    return parts

"""What must fit together where an organization delivers the ledger of its staff numbers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from seika.config.contract import Contract
from seika.config.load import line_of
from seika.config.source import Source
from seika.errors import BadConfig

STAFF_NUMBER = "staff_number"
PERSON = "person_key"
_DAYS = ("date", "timestamp")


def identified(source_id: str, source: Source) -> bool:
    """Return whether the rows of a source name people by a staff number that the ledger of staff numbers explains."""
    return source_id != STAFF_NUMBER and PERSON in source.columns


def check_identity(folder: Path, sources: Mapping[str, Source], contracts: Mapping[str, Contract]) -> None:
    """Raise ``BadConfig`` with path and line where ``as_of`` names no day (``CONFIG-36``) or a source that names people does not wait
    for the ledger of staff numbers (``CONFIG-35``)."""
    for source_id, source in sources.items():
        path = folder / "sources" / f"{source_id}.yml"
        for name, column in source.columns.items():
            day = contracts[source_id].columns.get(column.as_of or "")
            if column.as_of and (name != PERSON or column.as_of not in source.columns or day is None or day.type not in _DAYS):
                raise BadConfig("CONFIG-36", file=path, line=line_of(path, "columns", name, "as_of"), column=name, as_of=column.as_of)
        if STAFF_NUMBER in sources and identified(source_id, source) and STAFF_NUMBER not in source.check_after:
            raise BadConfig("CONFIG-35", file=path, line=line_of(path, "check_after"), source=source_id)

"""The tables of an organization: UTF-8 CSV as rows of text."""

from __future__ import annotations

import csv
from pathlib import Path

from seika.errors import BadConfig

Row = dict[str, str]


def read_table(path: Path) -> list[Row]:
    """Return a UTF-8 CSV as rows of text; raises ``BadConfig`` with path and line for a row of another width."""
    if not path.is_file():
        raise BadConfig("CONFIG-01", file=path)
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise BadConfig("CONFIG-02", file=path, line=reader.line_num, problem="another number of columns")
            rows.append(row)
    return rows

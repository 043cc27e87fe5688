"""What a published number is called, wherever it stands: in a report, a workbook, a BI row, a message; ``seika trace`` takes it.

``<snapshot>/<kpi>/<window>/<unit>``, and where they say something ``/<breakdown>=<part>`` and ``/today`` (the tree of today's units), as
``setagaya-2026-09-r2/headcount/month_end/0100000/sex=female``. As an address it begins with ``seika:``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seika.errors import BadData

SCHEME = "seika:"
_FORM = re.compile(
    r"(?P<snapshot_id>[\w-]+-\d{4}-\d{2}-r\d+)/(?P<kpi_id>\w+)/(?P<window_id>\w+)/(?P<unit_code>[^/=\s]+)"
    r"(?:/(?P<breakdown_id>\w+)=(?P<breakdown_code>[^/\s]+))?(?:/(?P<tree_code>today))?"
)


@dataclass(frozen=True)
class Number:
    """A published number by its name: which snapshot, and which cell of it."""

    snapshot_id: str
    kpi_id: str
    window_id: str
    unit_code: str
    breakdown_id: str = "all"
    breakdown_code: str = "all"
    tree_code: str = "as_was"


def number_id(snapshot_id: str, cell: Mapping[str, Any]) -> str:
    """Return the id of a number from its snapshot and the key of its cell (``releases.CELL_KEY``; a breakdown may be left out)."""
    part = cell.get("breakdown_id", "all")
    parts = [snapshot_id, cell["kpi_id"], cell["window_id"], cell["unit_code"]]
    parts += [] if part == "all" else [f"{part}={cell['breakdown_code']}"]
    return "/".join(parts + (["today"] if cell.get("tree_code") == "today" else []))


def read_number_id(text: str) -> Number:
    """Return the number that an id names, with or without ``seika:`` before it; raises ``BadData TRACE-11`` for another form."""
    found = _FORM.fullmatch(text.strip().removeprefix(SCHEME))
    if found is None:
        raise BadData("TRACE-11", id=text)
    return Number(**{name: value for name, value in found.groupdict().items() if value})

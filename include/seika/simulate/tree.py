"""What lies above a unit on a day, read anew from the ward's two tables: an oracle shares no code with what it judges."""

from __future__ import annotations

from datetime import date

from seika.config import Organization
from seika.config.table import Row
from seika.simulate.scene import NOWHERE


def ancestors(organization: Organization, day: date) -> dict[str, list[str]]:
    """Return the way up from every unit that there ever was in the tree of ``day``, the organization last.

    The way of a unit that is there begins with itself, of one that has ended with what became of it: its successor, or the least unit
    that holds several; the organization where nothing did.
    """
    rows = sorted(organization.table("units"), key=lambda row: row["valid_from_date"])
    there = {row["unit_code"]: row["parent_unit_code"] for row in rows if _holds(row, max(day.isoformat(), rows[0]["valid_from_date"]))}
    before = {row["unit_code"]: row["parent_unit_code"] for row in rows if row["valid_from_date"] <= day.isoformat()}
    became: dict[str, list[str]] = {}
    for row in organization.successions:
        became.setdefault(row["unit_code"], []).append(row["successor_unit_code"])

    def way(code: str) -> list[str]:
        return [code, *way(there[code])] if code else []

    def led(code: str) -> list[str]:
        if code in there:
            return way(code)
        ways = [led(each) for each in became.get(code, ())]
        if ways:
            return [each for each in ways[0] if all(each in other for other in ways)]
        return led(before[code]) if before.get(code) else way(next(each for each, parent in there.items() if not parent))

    return {code: led(code) for code in (NOWHERE, *dict.fromkeys(row["unit_code"] for row in rows))}


def _holds(row: Row, day: str) -> bool:
    return row["valid_from_date"] <= day <= (row["valid_to_date"] or "9999-12-31")

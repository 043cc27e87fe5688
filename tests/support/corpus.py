"""The corpus: small files as bodies send them, good and bad, each with its expected outcome in ``expected.yml`` of its folder."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from door import lay

from seika.canonical import hash_of
from seika.check import check
from seika.config import load_organization
from seika.decode import decode
from seika.receive import receive
from seika.store import lake, ledger
from seika.store.ledger import Delivery

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "fixtures" / "corpus"
BODY, MONTH = "shinagawa", "202504"
ROSTER = FOLDER / "roster" / "plain.csv"


@dataclass(frozen=True)
class Case:
    """One file and what must become of it.

    ``declares`` is laid over the source's own declaration; ``quarantined`` maps a row to the rules that hold it back; ``flags`` are
    codes of warnings; ``values`` are columns of the lake, row by row.
    """

    source_id: str
    path: Path
    expected: dict[str, Any]

    @property
    def id(self) -> str:
        """The name of the test."""
        return f"{self.source_id}/{self.path.name}"


def cases() -> list[Case]:
    """Return every case, by source and name."""
    found = []
    for path in sorted(FOLDER.glob("*/expected.yml")):
        expected: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [Case(path.parent.name, path.parent / name, outcome) for name, outcome in expected.items()]
    return found


def organization_for(declares: dict[str, Any], source_id: str, folder: Path) -> str:
    """Return the id of a body whose source is declared so, made below ``folder`` with a roster accepted where it is not there yet."""
    is_roster = source_id == "roster"  # a body of their own: they would change what the others are compared with
    organization_id = f"body{hash_of([declares, source_id])[:8]}" if declares or is_roster else BODY
    body = folder / organization_id
    if not body.exists():
        shutil.copytree(ROOT / "include" / "organizations" / BODY, body)
        path = body / "sources" / f"{source_id}.yml"
        declared = laid_over(yaml.safe_load(path.read_text(encoding="utf-8")), declares)
        path.write_text(yaml.safe_dump(declared, allow_unicode=True, sort_keys=False), encoding="utf-8")
        if not is_roster:
            lay(f"shokuin_{MONTH}.csv", ROSTER.read_bytes(), organization_id)
            (delivery_id,) = receive(organization_id, "roster")
            decode(delivery_id)
            assert check(delivery_id).state == "accepted"
    return organization_id


def laid_over(declared: dict[str, Any], declares: dict[str, Any]) -> dict[str, Any]:
    """Return a declaration with another laid over it, mapping by mapping; ``null`` takes a line away."""
    whole = dict(declared)
    for name, value in declares.items():
        if value is None:
            whole.pop(name, None)
        else:
            whole[name] = laid_over(whole.get(name, {}), value) if isinstance(value, dict) and isinstance(whole.get(name), dict) else value
    return whole


def taken(content: bytes, source_id: str, organization_id: str, suffix: str, name: str) -> Delivery | None:
    """Take one file through receive, decode and check and return what the ledger says of it; none where its bytes are known."""
    pattern = load_organization(organization_id).sources[source_id].connector.pattern
    stem = pattern.replace("{period}", MONTH).rpartition(".")[0].replace("*", f"_{name}")
    lay(f"{stem}{suffix}", content, organization_id)
    new = receive(organization_id, source_id)
    if not new:
        return None
    (delivery_id,) = new
    if decode(delivery_id).state == "decoded":
        check(delivery_id)
    return ledger.delivery(delivery_id)


def held_back(delivery: Delivery) -> dict[int, list[str]]:
    """Return the rows in quarantine with the rules that name them."""
    found: dict[int, list[str]] = {}
    for line in lake.table(delivery, "quarantine").to_pylist():
        found.setdefault(line["row_number"], []).append(line["rule_id"])
    return {row: sorted(rules) for row, rules in sorted(found.items())}


def refusing_rule(delivery: Delivery) -> str | None:
    """Return the first rule that refused a delivery."""
    broken = [result for result in ledger.check_results(delivery.delivery_id) if result.action == "reject" and not result.passed]
    return broken[0].rule_id if broken else None

"""A month that moved too much, carries warnings or restates a final one waits for a person, who signs what they saw."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from seika.canonical import canonical_json, hash_of
from seika.errors import BadData, NotReady
from seika.period import Period
from seika.release.moved import moved, plain
from seika.release.snapshot import Result
from seika.store import approvals, ledger, releases
from seika.store.approvals import Candidate, Verdict
from seika.store.releases import Manifest, Snapshot


def approved(manifest: Manifest, result: Result, requested_by: str) -> Manifest:
    """Return the manifest as it may be published: with its approval where it needs one.

    Raises ``NotReady RELEASE-20`` while nobody has answered, ``BadData RELEASE-21`` where somebody said no. What is signed is the hash
    of all that would be published and of what it replaces: any other byte is another candidate, and nobody has approved that.
    """
    current = releases.current(manifest.organization_id, manifest.period)
    if not releases.is_news(manifest, current):
        return manifest
    why = _why(manifest, result, current)
    if not why:
        return manifest
    candidate = _candidate(manifest, result, current, why, requested_by)
    said = approvals.decision(candidate.candidate_hash)
    if said is None:
        approvals.add_candidate(candidate)
        raise NotReady("RELEASE-20", snapshot=candidate.snapshot_id, waits="; ".join(why), diff=candidate.diff_hash)
    if said.verdict == "rejected":
        raise BadData("RELEASE-21", snapshot=candidate.snapshot_id, by=said.decided_by, comment=said.comment)
    signed = {"by": said.decided_by, "comment": said.comment, "candidate_hash": said.candidate_hash, "diff_hash": said.diff_hash}
    return replace(manifest, approval=signed | {"replaces": current.snapshot_hash if current else None, "why": why})


def decide(snapshot_id: str, verdict: Verdict, by: str, comment: str, diff: str | None = None) -> Candidate:
    """Write down what ``by`` says of the month that waits under the name ``snapshot_id``, and return it.

    ``diff`` is the hash, or its beginning, of the diff that ``by`` has seen: ``BadData RELEASE-23`` where another one waits by now.
    ``RELEASE-22`` for whoever would approve their own restatement, ``RELEASE-24`` where nothing waits, ``RELEASE-25`` where it was
    decided.
    """
    candidate = approvals.newest_candidate(snapshot_id)
    if diff is not None and not (diff and candidate.diff_hash.startswith(diff)):
        raise BadData("RELEASE-23", seen=diff, diff=candidate.diff_hash)
    if verdict == "approved" and candidate.status == "restated" and _same_person(by, candidate.requested_by):
        raise BadData("RELEASE-22", by=by)
    approvals.decide(candidate, verdict, by, comment)
    return candidate


def _why(manifest: Manifest, result: Result, current: Snapshot | None) -> list[str]:
    """Return what makes a month wait, in words that name no value; nothing for one that may pass."""
    asked = set(result.selection.get("approval", ()))
    found = _beyond_tolerance(manifest, result, current)
    if "restated" in asked and manifest.status == "restated":
        found.append("restated")
    if "warnings" in asked:
        deliveries = [each["delivery_id"] for each in result.inputs]
        found += [f"warning {rule} in {delivery}" for delivery in deliveries for rule in _warnings(delivery)]
    return found


def _warnings(delivery_id: str) -> list[str]:
    return [each.rule_id for each in ledger.check_results(delivery_id) if each.action in ("warn", "waived") and not each.passed]


def _beyond_tolerance(manifest: Manifest, result: Result, current: Snapshot | None) -> list[str]:
    tolerances: Mapping[str, str] = result.selection.get("tolerances", {})
    if not tolerances:
        return []
    before = current or releases.current(manifest.organization_id, Period(manifest.period).plus(-1))
    cells = moved(releases.kpi_rows(before.snapshot_id), result.kpi_rows) if before else []
    whole = {_key(row) for row in result.kpi_rows if row["unit_level"] == "organization"}
    found = {
        each.key[0]
        for each in cells
        if each.key in whole and each.by is not None and each.key[0] in tolerances and abs(each.by) > Decimal(tolerances[each.key[0]])
    }
    return [f"{kpi_id} moved more than {tolerances[kpi_id]}" for kpi_id in sorted(found)]


def _key(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row[name] for name in releases.CELL_KEY)


def _candidate(manifest: Manifest, result: Result, current: Snapshot | None, why: list[str], requested_by: str) -> Candidate:
    replaces = {"replaces": current.snapshot_hash if current else None}
    diff = canonical_json(plain(moved(releases.kpi_rows(current.snapshot_id) if current else [], result.kpi_rows)))
    return Candidate(
        candidate_hash=hash_of(vars(manifest) | replaces),
        snapshot_id=releases.next_id(manifest.organization_id, manifest.period),
        organization_id=manifest.organization_id,
        period=manifest.period,
        status=manifest.status,
        reason=manifest.reason,
        requested_by=requested_by,
        why=canonical_json(why).decode(),
        diff=diff.decode(),
        diff_hash=hash_of(json.loads(diff)),
        recipe_hash=manifest.recipe_hash,
    )


def _same_person(one: str, other: str) -> bool:
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())

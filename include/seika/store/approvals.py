"""What waits for a person, and what people said of it: written once, never changed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as insert_new

from seika.errors import BadData
from seika.store import tables
from seika.store.database import transaction

Verdict = Literal["approved", "rejected"]


@dataclass(frozen=True)
class Candidate:
    """A month as it would be published; ``why`` and ``diff`` are canonical JSON, ``diff_hash`` is the SHA-256 of ``diff``.

    ``recipe_hash`` names in the vault what it was computed with.
    """

    candidate_hash: str
    snapshot_id: str
    organization_id: str
    period: str
    status: str
    reason: str | None
    requested_by: str
    why: str
    diff: str
    diff_hash: str
    recipe_hash: str | None = None


@dataclass(frozen=True)
class Decision:
    """Who said what of which bytes, and when."""

    candidate_hash: str
    verdict: Verdict
    diff_hash: str
    decided_by: str
    comment: str
    at: datetime


def add_candidate(candidate: Candidate) -> None:
    """Write down that a month waits; what was written before stays as it is."""
    with transaction() as connection:
        connection.execute(insert_new(tables.candidate).values(**vars(candidate)).on_conflict_do_nothing())


def undecided(organization_id: str) -> list[Candidate]:
    """Return the newest candidate of each month that nobody has decided on, oldest month first."""
    decided = select(tables.approval.c.candidate_hash)
    ours = select(*_columns(tables.candidate, Candidate)).filter_by(organization_id=organization_id).order_by(tables.candidate.c.at)
    with transaction() as connection:
        done = {row[0] for row in connection.execute(decided)}
        newest = {row.snapshot_id: Candidate(**row._mapping) for row in connection.execute(ours)}
    return sorted((each for each in newest.values() if each.candidate_hash not in done), key=lambda each: each.period)


def newest_candidate(snapshot_id: str) -> Candidate:
    """Return what waits, or waited last, under the name of a snapshot to be; raises ``BadData RELEASE-24`` where nothing does."""
    asked = select(*_columns(tables.candidate, Candidate)).filter_by(snapshot_id=snapshot_id).order_by(tables.candidate.c.at.desc())
    with transaction() as connection:
        row = connection.execute(asked.limit(1)).one_or_none()
    if row is None:
        raise BadData("RELEASE-24", snapshot=snapshot_id)
    return Candidate(**row._mapping)


def decision(candidate_hash: str) -> Decision | None:
    """Return what was said of a candidate; none where nobody has answered."""
    asked = select(*_columns(tables.approval, Decision)).filter_by(candidate_hash=candidate_hash)
    with transaction() as connection:
        row = connection.execute(asked).one_or_none()
    return Decision(**row._mapping) if row else None


def decide(candidate: Candidate, verdict: Verdict, by: str, comment: str) -> None:
    """Write down what ``by`` says of a candidate; raises ``BadData RELEASE-25`` where somebody has said it already."""
    said = {"verdict": verdict, "decided_by": by, "comment": comment}
    signed = {"candidate_hash": candidate.candidate_hash, "diff_hash": candidate.diff_hash}
    place = {"organization_id": candidate.organization_id, "period": candidate.period}
    with transaction() as connection:
        written = insert_new(tables.approval).values(**said, **signed).on_conflict_do_nothing()
        if connection.execute(written.returning(tables.approval.c.approval_id)).first() is None:
            raise BadData("RELEASE-25", snapshot=candidate.snapshot_id)
        message = f"{candidate.snapshot_id} {verdict}: {by}, {comment}"
        connection.execute(insert(tables.event).values(verb=verdict, level="info", message=message, **place))


def _columns(table: Any, kind: type) -> list[Any]:
    return [table.c[field.name] for field in fields(kind)]

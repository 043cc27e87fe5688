"""Deliveries: what arrived, what rules found in each and which rows they hold back; numbers of rows, never what stands in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from seika.check import held_rows
from seika.check.suite import Said, load_rules, texts
from seika.pages.asked import bodies, body
from seika.pages.auth import may_open
from seika.pages.view import language_of, show
from seika.store import ledger
from seika.store.ledger import CheckResult, Delivery
from seika.store.standing import Standing, standings
from seika.store.stewardship import released, waived_in

router = APIRouter(dependencies=[Depends(may_open("deliveries"))])
_ROWS_SHOWN = 100
_ORDER = ("broken", "waived", "warn", "ok")


@dataclass(frozen=True)
class Found:
    """One rule in one delivery: how it ended, how many rows break it, the first of those held back and their columns."""

    rule_id: str
    mark: str
    why: Said
    do: Said
    count: int
    rows: tuple[int, ...]
    more: int
    headers: tuple[str, ...]


@router.get("/deliveries")
def deliveries(request: Request, organization: str | None = None, source: str | None = None, period: str | None = None) -> Response:
    """Show the deliveries of an organization, newest month first, each with what it is now."""
    ours = body(request, organization)
    all_of_them = ledger.deliveries(ours.id)
    wanted = {each.source_id for each in all_of_them if source in (None, "", each.source_id)}
    shown = [each for source_id in wanted for each in _standings(ours.id, source_id) if period in (None, "", each.delivery.period)]
    return show(
        request,
        "deliveries",
        bodies=bodies(request),
        organization=ours,
        asked={"source": source or "", "period": period or ""},
        sources=[(name, getattr(each.label, language_of(request))) for name, each in sorted(ours.sources.items())],
        months=[(month, month) for month in sorted({each.period for each in all_of_them}, reverse=True)],
        standings=sorted(shown, key=lambda each: each.delivery.sequence_number, reverse=True),
    )


@router.get("/deliveries/{delivery_id}")
def delivery(request: Request, delivery_id: str) -> Response:
    """Show one delivery: where it came from, what each rule found, which rows people let through."""
    one = ledger.delivery(delivery_id)
    return show(
        request,
        "delivery",
        delivery=one,
        standing=next(each for each in _standings(one.organization_id, one.source_id) if each.delivery.delivery_id == delivery_id),
        organization=body(request, one.organization_id),
        found=findings(one),
        released=released(delivery_id),
        waived=waived_in(one.decisions),
    )


def _standings(organization_id: str, source_id: str) -> list[Standing]:
    return standings(ledger.deliveries(organization_id, source_id), ledger.arrivals(organization_id, source_id))


def findings(delivery: Delivery) -> list[Found]:
    """Return what each rule found in a delivery, the broken ones first."""
    rows: dict[str, list[int]] = defaultdict(list)
    headers: dict[str, set[str]] = defaultdict(set)
    for held in held_rows(delivery.organization_id, delivery_ids=[delivery.delivery_id]):
        rows[held.rule_id].append(held.row_number)
        headers[held.rule_id] |= {held.header} if held.header else set()
    said = texts(load_rules(delivery.source_id))
    found = [
        Found(
            each.rule_id,
            _mark(each),
            *said(each.rule_id),
            each.failed_count,
            tuple(rows[each.rule_id][:_ROWS_SHOWN]),
            max(len(rows[each.rule_id]) - _ROWS_SHOWN, 0),
            tuple(sorted(headers[each.rule_id])),
        )
        for each in ledger.check_results(delivery.delivery_id)
    ]
    return sorted(found, key=lambda each: (_ORDER.index(each.mark), each.rule_id))


def _mark(result: CheckResult) -> str:
    if result.passed:
        return "ok"
    return {"warn": "warn", "waived": "waived"}.get(result.action, "broken")

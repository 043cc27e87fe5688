"""Which rows are held back, by which rule; the rows stay in the lake, only their numbers are written down."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from seika.check import across, own
from seika.check.conserve import distinct
from seika.check.engine import Filled, evaluate
from seika.check.suite import Outcome, Rule
from seika.store.lake import QUARANTINE
from seika.store.ledger import CheckResult


@dataclass
class Findings:
    """What the rules found, by rule id; ``row_numbers`` of the rows that break a rule, each once.

    ``released`` are rows that a steward let through, by rule; ``waived`` are rules that a waiver switches off: they run and hold nothing.
    """

    released: Mapping[str, Set[int]] = field(default_factory=dict)
    waived: Set[str] = frozenset()
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    row_numbers: dict[str, Any] = field(default_factory=dict)

    def add(self, rule: Rule, outcome: Outcome, frame: pd.DataFrame) -> None:
        """Take in what one rule found in ``frame``."""
        self.outcomes[rule.id] = outcome
        failing = np.zeros(0, dtype=np.int64) if outcome.failing is None else outcome.failing
        found = distinct(frame["row_number"].to_numpy(dtype=np.int64)[failing])
        through = self.released.get(rule.id)
        self.row_numbers[rule.id] = found[~np.isin(found, sorted(through))] if through else found

    def add_whole(self, rule: Rule, outcome: Outcome) -> None:
        """Take in what a rule found about the delivery as a whole."""
        self.outcomes[rule.id] = outcome
        self.row_numbers[rule.id] = np.zeros(0, dtype=np.int64)

    def result(self, rule: Rule) -> CheckResult:
        """Return what the ledger keeps of one rule."""
        action: Any = "waived" if rule.id in self.waived else rule.action
        return CheckResult(rule.id, action, self.outcomes[rule.id].passed, len(self.row_numbers[rule.id]))

    def holds_back(self, rule: Rule) -> bool:
        """Return whether the rows that break a rule are held back."""
        return rule.action == "quarantine" and rule.id not in self.waived


def judge(
    frame: pd.DataFrame, filled: list[Filled], released: Mapping[str, Set[int]] | None = None, waived: Set[str] = frozenset()
) -> Findings:
    """Return what the rules on rows and on the table found; ``frame`` is that of ``engine.frame_of``.

    Uniqueness and overlaps are looked for among the rows that no other rule holds back: a broken row must not push out the good row
    that corrects it. Of rows with the same key the first in the file stays.
    """
    findings = Findings(released or {}, waived)
    theirs = [(rule, parameters) for rule, parameters in filled if rule.type not in own.TYPES | across.EXPECTATIONS.keys()]
    outcomes = evaluate(frame, [(rule, {name: value for name, value in said.items() if name != own.APART}) for rule, said in theirs])
    for rule, _ in filled:
        if rule.id in outcomes and not own.is_unique(rule):
            findings.add(rule, outcomes[rule.id], frame)
    for rule, parameters in filled:
        if rule.type == own.ON_THE_DAY:
            findings.add(rule, own.outside_spells(frame, **parameters), frame)
        if rule.type in across.EXPECTATIONS:
            findings.add(rule, across.EXPECTATIONS[rule.type](frame, **parameters), frame)
    for rule, parameters in filled:
        if own.is_unique(rule):
            findings.add(rule, own.later_ones(_rest(frame, filled, findings), outcomes[rule.id], parameters), frame)
    for rule, parameters in filled:
        if rule.type == own.SPELLS:
            findings.add(rule, own.overlapping_spells(_rest(frame, filled, findings), **parameters), frame)
    return findings


def table_of(delivery_id: str, undecoded: pa.Table, findings: Findings, filled: list[Filled]) -> pa.Table:
    """Return the whole quarantine of a delivery: what decode held back and what the rules hold back, in the order of the file."""
    parts = [undecoded.filter(pc.equal(undecoded.column("stage"), "decode"))]
    for rule, _ in filled:
        numbers = findings.row_numbers.get(rule.id)
        if findings.holds_back(rule) and numbers is not None and len(numbers):
            parts.append(_part(delivery_id, rule, numbers))
    return pa.concat_tables(parts).sort_by([(name, "ascending") for name in ("row_number", "stage", "rule_id", "column_name")])


def undecoded_results(undecoded: pa.Table) -> list[CheckResult]:
    """Return what the ledger keeps of the cells that could not be read: one result a rule."""
    found = undecoded.filter(pc.equal(undecoded.column("stage"), "decode"))
    counts = found.group_by("rule_id").aggregate([("row_number", "count_distinct")]).sort_by("rule_id").to_pylist()
    return [CheckResult(row["rule_id"], "quarantine", False, row["row_number_count_distinct"]) for row in counts]


def _rest(frame: pd.DataFrame, filled: list[Filled], findings: Findings) -> pd.DataFrame:
    """Return the rows that nothing found so far holds back; the index stays the position in the whole frame."""
    held_back = [findings.row_numbers[rule.id] for rule, _ in filled if findings.holds_back(rule) and rule.id in findings.outcomes]
    numbers = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *held_back]))
    return frame[~frame["row_number"].isin(numbers)] if len(numbers) else frame


def _part(delivery_id: str, rule: Rule, numbers: Any) -> pa.Table:
    count = len(numbers)
    return pa.table(
        {
            "delivery_id": pa.array([delivery_id] * count, pa.string()),
            "row_number": pa.array(numbers, pa.int64()),
            "rule_id": pa.array([rule.id] * count, pa.string()),
            "column_name": pa.array([rule.column] * count, pa.string()),
            "stage": pa.array(["check"] * count, pa.string()),
        },
        schema=QUARANTINE,
    )

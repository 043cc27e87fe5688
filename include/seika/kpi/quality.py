"""A KPI's data-quality statement, written from what is declared and from what the ledger and the tests can show. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from seika.config import Organization
from seika.config.load import Label
from seika.exact import round_half_up

Language = Literal["ja", "en"]


@dataclass(frozen=True)
class SourceEvidence:
    """What the ledger holds of a source up to a month: its newest accepted delivery and the rows of all that are accepted."""

    source_id: str
    delivery_id: str | None = None
    period: str | None = None
    received: int = 0
    accepted: int = 0
    quarantined: int = 0
    months: int = 0
    all_received: int = 0
    all_quarantined: int = 0


@dataclass(frozen=True)
class WaivedRule:
    """A rule that was switched off for what a KPI counts."""

    rule_id: str
    until: str
    reason: str


@dataclass(frozen=True)
class Evidence:
    """What can be shown of a KPI besides its declaration: ids of rules, number of worked cases, whether an oracle judges it, sources."""

    rules: Sequence[str]
    cases: int
    has_oracle: bool
    sources: Sequence[SourceEvidence]
    waived: Sequence[WaivedRule] = ()


@dataclass(frozen=True)
class Part:
    """One part of the statement: ``name`` is verified, sources, accuracy, limits or compensation."""

    name: str
    heading: str
    sentences: tuple[str, ...]


def quality_statement(organization: Organization, kpi_id: str, evidence: Evidence, language: Language, period: str) -> list[Part]:
    """Return the statement of a KPI for ``period`` (YYYY-MM) in one language: five parts, in the order of the reading."""
    return [
        _part(name, sentences, language)
        for name, sentences in (
            ("verified", _verified(evidence)),
            ("sources", _sources(organization, evidence)),
            ("accuracy", _accuracy(organization, kpi_id)),
            ("limits", _limits(organization, kpi_id, evidence, period) or [("none", {})]),
            ("compensation", _compensation(organization, kpi_id, evidence, period)),
        )
    ]


_Said = list[tuple[str, Mapping[str, Any]]]  # the phrase, and what stands in it; a Label is said in the language of the statement


def _verified(evidence: Evidence) -> _Said:
    rules = {"count": len(evidence.rules), "rules": ", ".join(evidence.rules)}
    return [
        ("rules", rules) if evidence.rules else ("no_rules", {}),
        ("cases", {"count": evidence.cases}) if evidence.cases else ("no_cases", {}),
        ("oracle" if evidence.has_oracle else "no_oracle", {}),
        ("exact", {}),
    ]


def _sources(organization: Organization, evidence: Evidence) -> _Said:
    said: _Said = []
    for each in evidence.sources:
        label = organization.sources[each.source_id].label if each.source_id in organization.sources else each.source_id
        counts = {"received": f"{each.received:,}", "accepted": f"{each.accepted:,}", "quarantined": f"{each.quarantined:,}"}
        known = {"label": label, "delivery": each.delivery_id, "period": each.period, "months": each.months, **counts}
        said.append(("delivery" if each.delivery_id else "none", known))
    return said


def _accuracy(organization: Organization, kpi_id: str) -> _Said:
    kpi = organization.kpis[kpi_id]
    form = "rate" if kpi.versions[-1].denominator else "count"
    said: _Said = [(form, {"decimals": kpi.unit.decimals, "unit": kpi.unit.label})]
    return [*said, ("population", {"population": kpi.population})] if kpi.population else said


def _limits(organization: Organization, kpi_id: str, evidence: Evidence, period: str) -> _Said:
    kpi = organization.kpis[kpi_id]
    choice = next(each for each in organization.kpi_choices if each.kpi == kpi_id)
    said: _Said = [("simulated", {})] if organization.header.simulated else []
    if kpi.provenance.confidence != "A":
        said.append(("provisional" if kpi.is_provisional else "secondary", {}))
    if choice.provenance == "derived":
        said.append(("derived", {"reason": choice.reason}))
    said += [("break", {"on": each.on, "reason": each.reason}) for each in kpi.breaks if each.on <= period]
    said += [("waiver", {"rule": each.rule_id, "until": each.until, "reason": each.reason}) for each in evidence.waived]
    received, held = (sum(getattr(each, name) for each in evidence.sources) for name in ("all_received", "all_quarantined"))
    return [*said, ("quarantined", {"share": round_half_up(held * 100, received, 2)})] if held else said


def _compensation(organization: Organization, kpi_id: str, evidence: Evidence, period: str) -> _Said:
    kpi = organization.kpis[kpi_id]
    said: _Said = [("quarantined", {})] if any(each.all_quarantined for each in evidence.sources) else []
    said += [("break", {"overlap": each.overlap}) for each in kpi.breaks if each.overlap and each.on <= period]
    if kpi.is_provisional:
        said.append(("provisional", {}))
    return [*said, ("disclosure", {"minimum": kpi.minimum_people})]


def _part(name: str, said: _Said, language: Language) -> Part:
    words = _phrases()[name]
    sentences = []
    for phrase, values in said:
        told = {key: getattr(value, language) if isinstance(value, Label) else value for key, value in values.items()}
        sentences.append(str(words[phrase][language]).format(**told))
    return Part(name, words["heading"][language], tuple(sentences))


@cache
def _phrases() -> dict[str, dict[str, dict[str, str]]]:
    loaded: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(Path(__file__).with_name("quality.yml").read_text(encoding="utf-8"))
    return loaded

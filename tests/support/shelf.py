"""A small organization in a folder of its own, to be declared wrongly in one place."""

from __future__ import annotations

from pathlib import Path

import yaml

HEADER = 'label: {ja: 試市, en: Trial}\nkind: city\nfirst_period: "2025-04"\nrequired_sources: []\n'
UNITS = "unit_code,label,level,parent_unit_code,valid_from_date,valid_to_date\n0,試市,organization,,2000-04-01,\n"
MODEL = """\
document: plan
nodes:
  A1: {label: {ja: 活動, en: Activity}, level: activity, provenance: stated, place: p1}
  O1: {label: {ja: 直接, en: Direct}, level: direct, provenance: stated, place: p2}
  F1: {label: {ja: 最終, en: Final}, level: final, provenance: stated, place: p3}
edges:
  - {source: A1, target: O1, provenance: stated}
  - {source: O1, target: F1, provenance: derived, reason: みたて}
"""
CHOICES = "- kpi: headcount\n  outcome: O1\n  provenance: stated\n  place: p2\n"
DOCUMENTS = "plan: {title: 計画, publisher: 試市, date: 2026-03}\n"


def declare(shelf: Path, *, model: str = MODEL, kpis: str = CHOICES, documents: str = DOCUMENTS, header: str = HEADER) -> Path:
    """Write the organization ``trial`` below ``shelf`` and return its folder."""
    folder = shelf / "trial"
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    texts = {"organization.yml": header, "units.csv": UNITS, "logic_model.yml": model, "kpis.yml": kpis, "documents.yml": documents}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
        assert name.endswith(".csv") or yaml.safe_load(text) is not None
    return folder


def line_with(path: Path, text: str) -> int:
    """Return the number of the only line of a file that holds ``text``."""
    (number,) = [at for at, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1) if text in line]
    return number

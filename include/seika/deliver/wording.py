"""What the message says that carries a report."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from seika.config import Organization
from seika.config.load import Strict, load_yaml_mapping
from seika.store.releases import Snapshot


class Phrases(Strict):
    """``phrases.yml`` in one language."""

    subject: str
    of_unit: str
    status: dict[str, str]
    text: str
    reason: str


def message(organization: Organization, snapshot: Snapshot, unit_label: str | None, language: str) -> tuple[str, str]:
    """Return subject and text; ``unit_label`` is the unit's whose edition it is, none for the whole."""
    words = _phrases()[language]
    told = {
        "organization": getattr(organization.header.label, language),
        "unit": unit_label,
        "month": snapshot.period,
        "status": words.status[snapshot.status],
        "revision": snapshot.revision,
        "snapshot_id": snapshot.snapshot_id,
        "snapshot_hash": snapshot.snapshot_hash,
        "reason": words.reason.format(reason=snapshot.reason) if snapshot.reason else "",
    }
    return (words.of_unit if unit_label else words.subject).format(**told), words.text.format(**told)


@cache
def _phrases() -> dict[str, Phrases]:
    return load_yaml_mapping(Path(__file__).with_name("phrases.yml"), Phrases)

"""Alerts as one message: by organization and by whom they wait for, each with what to do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Literal

from seika.config import paths
from seika.config.load import Label, Strict, load_yaml
from seika.config.organization import Header
from seika.errors import SeikaError
from seika.store.alerts import Alert

_LINES = 30  # more than that nobody reads in a mail: seika status has all


@dataclass(frozen=True)
class Message:
    """Subject and text, in one language."""

    subject: str
    text: str


class Phrases(Strict):
    """``phrases.yml``."""

    subject: Label
    and_more: Label
    closing: Label
    whom: dict[str, Label]


def message(alerts: Sequence[Alert], language: Literal["ja", "en"]) -> Message:
    """Return alerts as one message, in the order of organizations and of whom they wait for."""
    phrases, order = _phrases(), list(_phrases().whom)
    ordered = sorted(alerts, key=lambda each: (each.organization_id, order.index(each.whom), each.alert_id))
    names = {each.organization_id: getattr(_label(each.organization_id), language) for each in ordered}
    subject = getattr(phrases.subject, language).format(organizations=", ".join(names.values()), count=len(ordered))
    lines: list[str] = []
    for (organization_id, whom), ours in groupby(ordered[:_LINES], key=lambda each: (each.organization_id, each.whom)):
        lines += [f"[{names[organization_id]}] {getattr(phrases.whom[whom], language)}"]
        lines += [f"- {SeikaError(each.code, **json.loads(each.place)).message(language)}" for each in ours]
        lines += [""]
    if left := len(ordered[_LINES:]):
        lines += [getattr(phrases.and_more, language).format(count=left), ""]
    return Message(subject, "\n".join([*lines, getattr(phrases.closing, language), ""]))


def _label(organization_id: str) -> Label:
    return load_yaml(paths.organizations() / organization_id / "organization.yml", Header).label


@cache
def _phrases() -> Phrases:
    return load_yaml(Path(__file__).with_name("phrases.yml"), Phrases)

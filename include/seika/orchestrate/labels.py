"""Names as Airflow shows them, put together from ``labels.yml`` and the labels of organizations and sources."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from seika.config.load import Label, Strict, load_yaml


class Labels(Strict):
    """``labels.yml``."""

    name: Label
    verbs: dict[str, Label]
    params: dict[str, Label]
    answers: dict[str, Label]
    question: Label


def shown(verb: str, organization: str, source: str = "") -> str:
    """Return the display name of a DAG in Japanese, from the verb's id and the labels of organization and source."""
    labels = _labels()
    return labels.name.ja.format(organization=organization, source=source, verb=labels.verbs[verb].ja)


def task_name(verb: str) -> str:
    """Return the display name of a task in Japanese."""
    return _labels().verbs[verb].ja


def param_text(name: str) -> str:
    """Return what a run's parameter means, in Japanese."""
    return _labels().params[name].ja


def answer(verdict: str) -> str:
    """Return how an answer about a publication is called, in Japanese."""
    return _labels().answers[verdict].ja


def question() -> str:
    """Return what a person is asked before a publication, in Japanese."""
    return _labels().question.ja


@cache
def _labels() -> Labels:
    return load_yaml(Path(__file__).with_name("labels.yml"), Labels)

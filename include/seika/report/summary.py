"""The report's first lines, made by rule from the figures; they state, they do not explain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from seika.report.lines import Line
from seika.report.wording import Voice

_NAMED = 2  # more names than this do not fit one line on paper


def summary_of(lines: Sequence[Line], voice: Voice) -> str:
    """Return the summary of some KPIs, one line each: how many stand where, and which are behind."""
    words = voice.words.summary
    targets = [line for line in lines if line.target is not None]
    parts = [_counts(len(lines), targets, voice) if targets else words["none"].format(kpis=len(lines))]
    behind = [line.label for line in targets if line.status == "behind"]
    if behind:
        parts.append(words["behind"].format(labels=voice.few(behind, _NAMED)))
    for status, key in (("suppressed", "hidden"), ("no_data", "empty")):
        count = sum(line.status == status for line in lines)
        if count:
            parts.append(words[key].format(count=count))
    return words["joined"].join(parts)


def _counts(kpis: int, targets: Sequence[Line], voice: Voice) -> str:
    words, states = voice.words.summary, voice.words.status
    counted = Counter(line.status for line in targets)
    listed = [words["state"].format(word=state.word, count=counted[name]) for name, state in states.items() if counted[name]]
    return words["counts"].format(kpis=kpis, targets=len(targets), states=voice.listed(listed))

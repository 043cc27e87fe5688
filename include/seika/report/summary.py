"""The report's one sentence, made by rule from the figures; it states, it does not explain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from seika.report.wording import phrases

_NAMED = 2  # more names than this do not fit one line on paper


def summary_of(kpis: Sequence[tuple[str, str, bool]]) -> str:
    """Return the summary of ``(label, status, has a target)``, one entry a KPI: how many stand where, and which are behind."""
    words = phrases().summary
    targets = [(label, status) for label, status, has_target in kpis if has_target]
    parts = [_counts(len(kpis), targets) if targets else words["none"].format(kpis=len(kpis))]
    behind = [label for label, status in targets if status == "behind"]
    if behind:
        named = words["separator"].join(behind[:_NAMED])
        rest = len(behind) - _NAMED
        parts.append(words["behind"].format(labels=words["more"].format(labels=named, count=rest) if rest > 0 else named))
    for status, key in (("suppressed", "hidden"), ("no_data", "empty")):
        count = sum(found == status for _, found, _ in kpis)
        if count:
            parts.append(words[key].format(count=count))
    return "".join(parts)


def _counts(kpis: int, targets: Sequence[tuple[str, str]]) -> str:
    words, states = phrases().summary, phrases().status
    counted = Counter(status for _, status in targets)
    listed = [words["state"].format(word=state.word, count=counted[name]) for name, state in states.items() if counted[name]]
    return words["counts"].format(kpis=kpis, targets=len(targets), states=words["separator"].join(listed))

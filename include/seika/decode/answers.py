"""A wide survey, one column an item, to one row an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from seika.config.source import Answers
from seika.config.table import Row
from seika.decode.records import Records
from seika.decode.widths import narrow

_NO_ANSWER, _UNREADABLE = -1, -2


@dataclass(frozen=True)
class Long:
    """Answers in the order of the file and, within a sheet, of the items.

    ``sheets`` is the position of the sheet each answer comes from; ``unreadable`` maps an item to the positions of the sheets whose
    answer no word of the declaration matches; ``unanswered`` are the positions of sheets without any answer.
    """

    sheets: Any
    item_ids: pa.Array
    points: pa.Array
    unreadable: dict[str, Any]
    unanswered: Any


def melt(records: Records, answers: Answers, items: list[Row]) -> Long:
    """Return the answers of ``records`` to ``items`` (rows of ``survey_items.csv``) as points."""
    options = _options(items)
    matrix = np.stack([_points(records.columns[item["header"]], answers, item, options) for item in items], axis=1)
    is_answer = matrix >= 0
    sheets, places = np.nonzero(is_answer)  # row by row: the order of the file
    item_ids = pa.array([item["item_id"] for item in items], pa.string())
    unreadable = {item["item_id"]: np.flatnonzero(matrix[:, place] == _UNREADABLE) for place, item in enumerate(items)}
    is_silent = (matrix == _NO_ANSWER).all(axis=1)
    return Long(
        sheets=sheets,
        item_ids=item_ids.take(pa.array(places)),
        points=pa.array(matrix[is_answer], pa.int64()),
        unreadable={item_id: found for item_id, found in unreadable.items() if len(found)},
        unanswered=np.flatnonzero(is_silent),
    )


def _options(items: list[Row]) -> dict[str, set[str]]:
    """Return by header the options that its items name."""
    found: dict[str, set[str]] = {}
    for item in items:
        if item.get("option"):
            found.setdefault(item["header"], set()).add(narrow(item["option"]))
    return found


def _points(texts: pa.DictionaryArray, answers: Answers, item: Row, options: dict[str, set[str]]) -> Any:
    words = {narrow(word): points for word, points in answers.words.items()}
    missing = {narrow(word) for word in answers.missing}

    def points_of(answer: str) -> int:
        if answer in missing:
            return _NO_ANSWER
        if item["header"] not in options:
            return _on_scale(words.get(answer, _UNREADABLE), item)
        chosen = {part.strip() for part in answer.split(answers.separator)} if answers.separator else {answer}
        return int(narrow(item["option"]) in chosen) if chosen <= options[item["header"]] else _UNREADABLE

    read = np.array([points_of(narrow(text)) for text in texts.dictionary.to_pylist()], dtype=np.int64)
    return read[texts.indices.to_numpy(zero_copy_only=False)] if len(read) else np.zeros(len(texts), dtype=np.int64)


def _on_scale(points: int, item: Row) -> int:
    """Return the points of an answer; a step that the item's own scale does not have is unreadable, though another item's scale has it."""
    is_off = points < int(item.get("scale_min") or 0) or points > int(item.get("scale_max") or points)
    return _UNREADABLE if is_off else points

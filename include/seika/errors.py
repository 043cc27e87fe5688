"""The three ways a step can stop, and where their texts come from.

``BadData`` and ``BadConfig`` are not retried (the same bytes give the same refusal), ``Outage`` is retried,
``NotReady`` is neither: something that must come first has not come yet.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypedDict

import yaml


class ErrorText(TypedDict):
    """One entry of ``errors.yml``: what is wrong and what to do, in Japanese and English."""

    ja: str
    en: str
    do_ja: str
    do_en: str


_NO_CONTROL = dict.fromkeys([*range(32), 127], chr(0xFFFD))
_SAID = frozenset({"why", "why_en", "todo", "todo_en"})  # whole sentences: they stand in the text, not in the place


@cache
def texts() -> dict[str, ErrorText]:
    """Return every error code with its texts, as ``errors.yml`` has them."""
    path = Path(__file__).with_name("errors.yml")
    loaded: dict[str, ErrorText] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


class SeikaError(Exception):
    """A refusal with a code; ``where`` holds file, row, column, rule and the like, never a value of a person."""

    def __init__(self, code: str, **where: object) -> None:
        self.code = code
        # Headers of a broken file may hold anything; a NUL byte would stop the ledger from writing down why it was refused.
        self.where = {key: str(value).translate(_NO_CONTROL) for key, value in where.items() if value is not None}
        super().__init__(self.message("en"))

    def message(self, language: str = "ja") -> str:
        """Return one line: the code, where it happened, what is wrong and what to do (``ja`` or ``en``)."""
        text = texts()[self.code]
        what, todo = (text["ja"], text["do_ja"]) if language == "ja" else (text["en"], text["do_en"])
        # A sentence that the caller says comes in both languages: why and why_en.
        said = self.where | (
            {} if language == "ja" else {key: self.where[f"{key}_en"] for key in ("why", "todo") if f"{key}_en" in self.where}
        )
        place = ", ".join(f"{key}={value}" for key, value in self.where.items() if key not in _SAID)
        return f"{self.code} [{place}] {what.format_map(_Blanks(said))} → {todo.format_map(_Blanks(said))}"


class BadData(SeikaError):
    """What was received is wrong; the same bytes will be wrong again, so it is not retried."""


class BadConfig(BadData):
    """A configuration file is wrong; ``where`` names path and line."""


class Outage(SeikaError):
    """Something outside did not answer; trying again later may help."""


class NotReady(SeikaError):
    """What must come first has not come; a later run takes it up."""


class _Blanks(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"

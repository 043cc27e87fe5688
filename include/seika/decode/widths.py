"""Full-width and half-width: one form of a text before it is compared or read as a number, a date or a code."""

from __future__ import annotations

import re
import unicodedata

# CP932 and Shift_JIS disagree on which character 0x8160 and 0x817C are, and keyboards add more; one each is kept.
_HYPHENS = (0x2010, 0x2011, 0x2012, 0x2013, 0x2212, 0xFF0D)
_WAVES = (0x301C, 0xFF5E)
_SAME = {**dict.fromkeys(_HYPHENS, "-"), **dict.fromkeys(_WAVES, "~")}
# Control characters, the area of user-defined characters, the mark that stands for what could not be decoded.
_UNCLEAN = re.compile(r"[\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")


class Unreadable(ValueError):
    """A cell that its reader cannot read; it carries no text, because the cell may hold anything."""


def narrow(text: str) -> str:
    """Return ``text`` in one width: NFKC, one hyphen, one wave, no blanks around.

    For codes, numbers, dates and words that a list declares; never for names, which NFKC changes.
    """
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text.translate(_SAME)).strip()


def is_clean(text: str) -> bool:
    """Return whether ``text`` is free of control characters, user-defined characters (gaiji) and replacement marks."""
    return not _UNCLEAN.search(text)

"""Draw the pictures of docs/ja/disclosure.md: ``python docs/images/disclosure.py``."""

from __future__ import annotations

from pathlib import Path

import yaml

_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="Noto Sans JP, sans-serif" font-size="15">'
    '<rect width="100%" height="100%" fill="#fff"/>'
)
_SAYS = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
_SHOWN, _HIDDEN, _BESIDE = "#dcebf7", "#f6d5d5", "#fbeecb"


def box(x: int, y: int, text: str, fill: str, width: int = 120) -> str:
    """Return a labeled box."""
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="38" rx="5" fill="{fill}" stroke="#56697a"/>'
        f'<text x="{x + width // 2}" y="{y + 25}" text-anchor="middle">{text}</text>'
    )


def words(x: int, y: int, text: str, color: str = "#22313f") -> str:
    """Return a line of text."""
    return f'<text x="{x}" y="{y}" fill="{color}">{text}</text>'


def subtraction() -> str:
    """Return the picture of a section worked out by subtraction, and of one that is not."""
    parts = [_HEAD.format(width=860, height=220), words(20, 28, _SAYS["one"]), words(450, 28, _SAYS["another"])]
    for left, second in ((20, (_SAYS["b"], _SHOWN)), (450, (_SAYS["b_hidden"], _BESIDE))):
        parts += [box(left + 130, 45, _SAYS["above"], _SHOWN), box(left, 120, _SAYS["a"], _HIDDEN), box(left + 130, 120, *second)]
        parts += [box(left + 260, 120, _SAYS["c"], _SHOWN)]
        parts += [f'<path d="M{left + 190} 83 L{left + x} 120" stroke="#56697a" fill="none"/>' for x in (60, 190, 320)]
    parts += [words(20, 195, _SAYS["known"], "#b03030"), words(450, 195, _SAYS["open"], "#2b6a3f")]
    return "".join([*parts, "</svg>\n"])


def revision() -> str:
    """Return the picture of two revisions whose difference is one person."""
    parts = [_HEAD.format(width=860, height=150), box(20, 30, _SAYS["first"], _SHOWN, 190), box(330, 30, _SAYS["second"], _HIDDEN, 190)]
    parts += ['<path d="M210 49 L330 49" stroke="#56697a" fill="none"/>', words(238, 42, _SAYS["more"])]
    parts += [words(20, 110, _SAYS["told"], "#b03030"), box(610, 30, _SAYS["second_hidden"], _BESIDE, 190)]
    parts += [words(610, 110, _SAYS["stays"], "#2b6a3f"), '<path d="M520 49 L610 49" stroke="#56697a" fill="none"/>']
    return "".join([*parts, "</svg>\n"])


def shares() -> str:
    """Return the shares of published cells by level, each beside what a threshold alone would publish."""
    parts = [_HEAD.format(width=860, height=60 + 46 * len(_SAYS["shares"])), words(20, 24, _SAYS["shares_title"])]
    parts += [words(140 + 370 * column, 50, name) for column, name in enumerate(_SAYS["shares_of"])]
    for line, (level, *percents) in enumerate(_SAYS["shares"]):
        y = 62 + 46 * line
        parts.append(words(20, y + 22, level))
        for column, (published, threshold) in enumerate((percents[:2], percents[2:])):
            x = 140 + 370 * column
            for share, fill in ((threshold, "#fff"), (published, _SHOWN)):
                parts.append(f'<rect x="{x}" y="{y}" width="{share * 2.6:.0f}" height="30" fill="{fill}" stroke="#56697a"/>')
            parts.append(words(x + 8, y + 21, f"{published} % ({threshold} %)"))
    return "".join([*parts, "</svg>\n"])


if __name__ == "__main__":
    for name, picture in (("subtraction", subtraction()), ("revision", revision()), ("shares", shares())):
        (Path(__file__).parent / f"disclosure_{name}.svg").write_text(picture, encoding="utf-8")

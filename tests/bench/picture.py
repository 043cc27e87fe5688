"""What the benches found (docs/benchmarks.json) beside their goals, as docs/images/benchmarks.svg. ``python tests/bench/picture.py``"""

from __future__ import annotations

import json
import math
from html import escape
from pathlib import Path
from typing import Any

# bench, result, goal, whether more is better (docs of each bench say what the ratio is of)
GOALS: tuple[tuple[str, str, float, bool], ...] = (
    ("one_ward", "transform / ward.sql", 4, False),
    ("one_ward", "pandas / transform", 5, True),
    ("one_ward", "whole way / pyarrow and ward.sql", 3, False),
    ("one_ward", "pandas' whole way / whole way", 5, True),
    ("one_ward", "disclosure control with audit / transform", 1, False),
    ("wards", "23 wards / 1", 23, False),
    ("history", "whole month after 36 / after 12 months", 1.05, False),
    ("history", "whole month after 120 / after 12 months", 1.05, False),
)
DOCS = Path(__file__).parents[2] / "docs"
WIDTH, LABELS, ROW, TOP = 860, 330, 26, 34
LEAST, MOST = 0.05, 50.0
MET, MISSED = "#2f6f4f", "#b3492f"


def main() -> None:
    """Read the results that are kept and write the picture; a result that is not there has no bar and says so."""
    kept = json.loads((DOCS / "benchmarks.json").read_text(encoding="utf-8"))
    (DOCS / "images" / "benchmarks.svg").write_text(drawn(kept), encoding="utf-8")


def drawn(kept: dict[str, Any]) -> str:
    """Return one bar a goal on a logarithmic scale from 1, with a mark where the goal stands."""
    found = [(*goal, kept.get(goal[0], {}).get("results", {}).get(goal[1])) for goal in GOALS]
    height = TOP + ROW * len(found) + 24
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12" role="img">',
        "<title>Ratios measured, with their goals</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for tick in (0.1, 0.3, 1, 3, 10, 30):
        lines.append(f'<line x1="{_x(tick):.1f}" y1="{TOP - 8}" x2="{_x(tick):.1f}" y2="{height - 20}" stroke="#dddddd"/>')
        lines.append(f'<text x="{_x(tick):.1f}" y="{TOP - 14}" text-anchor="middle" fill="#555555">{tick:g}</text>')
    for number, row in enumerate(found):
        lines += _bar(TOP + number * ROW, *row)
    lines.append(f'<text x="{LABELS}" y="{height - 6}" fill="#555555">▏ goal; green: met, red: missed</text>')
    return "\n".join([*lines, "</svg>\n"])


def _bar(y: float, bench: str, name: str, goal: float, more_is_better: bool, ratio: float | None) -> list[str]:
    label = f'<text x="{LABELS - 10}" y="{y + 15}" text-anchor="end">{escape(f"{bench}: {name}")}</text>'
    mark = f'<rect x="{_x(goal) - 1:.1f}" y="{y}" width="3" height="{ROW - 6}" fill="#111111"/>'
    if ratio is None:
        return [label, f'<text x="{_x(goal) + 8:.1f}" y="{y + 15}" fill="#555555">not measured</text>', mark]
    colour = MET if (ratio >= goal) == more_is_better or ratio == goal else MISSED
    left, right = sorted((_x(1), _x(ratio)))
    bar = f'<rect x="{left:.1f}" y="{y + 3}" width="{max(right - left, 1):.1f}" height="{ROW - 12}" fill="{colour}"/>'
    end = max(right, _x(goal)) + 8
    told = f'<text x="{end:.1f}" y="{y + 15}">{ratio:.2f} (goal {"at least" if more_is_better else "at most"} {goal:g})</text>'
    return [label, bar, mark, told]


def _x(ratio: float) -> float:
    share = math.log(min(max(ratio, LEAST), MOST) / LEAST) / math.log(MOST / LEAST)
    return LABELS + share * (WIDTH - LABELS - 150)


if __name__ == "__main__":
    main()

"""Units that are published as one: there while they lie side by side, refused with file and line where they cannot."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from seika.config.disclosure import Disclosure
from seika.config.load import load_raw
from seika.config.table import read_table
from seika.config.unit_table import unit_tree_of
from seika.config.unit_tree import UnitTree
from seika.errors import BadConfig

UNITS = """unit_code,label,level,parent_unit_code,valid_from_date,valid_to_date
0,all,organization,,2000-04-01,
D1,one,department,0,2000-04-01,
D2,two,department,0,2000-04-01,
a,a,section,D1,2000-04-01,
b,b,section,D1,2000-04-01,2026-03-31
b,b,section,D2,2026-04-01,
c,c,section,D1,2000-04-01,
d,d,section,D2,2000-04-01,2025-03-31
e,e,section,D2,2025-04-01,
"""
HEAD = "disclosure:\n  merged_units:\n"


def tree(folder: Path, *lines: str) -> UnitTree:
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    file = folder / "organization.yml"
    file.write_text(HEAD + "".join(f"    - {{code: {line}, label: {{ja: x, en: x}}}}\n" for line in lines), encoding="utf-8")
    merged = Disclosure.model_validate(load_raw(file)["disclosure"]).merged_units
    return unit_tree_of(folder, read_table(folder / "units.csv"), [], merged)


def test_merged_units_lie_between_their_units_and_the_one_above_while_they_lie_side_by_side(tmp_path: Path) -> None:
    made = tree(tmp_path, "m, units: [a, b]")
    before, after = made.on(date(2026, 3, 31)), made.on(date(2026, 4, 1))
    assert (before.way_up("a"), before.way_up("c"), before.levels["m"]) == (["a", "m", "D1", "0"], ["c", "D1", "0"], "merged")
    assert (after.way_up("a"), after.way_up("b")) == (["a", "D1", "0"], ["b", "D2", "0"])
    (version,) = [each for each in made.versions if each.code == "m"]
    assert (version.parent, version.first, version.last) == ("D1", date(2000, 4, 1), date(2026, 3, 31))
    plain = unit_tree_of(tmp_path, read_table(tmp_path / "units.csv"), [])
    assert "m" not in after.parents and [each.first for each in made.epochs] == [each.first for each in plain.epochs]


@pytest.mark.parametrize(
    ("lines", "line", "problem"),
    [
        (["m, units: [a, x]"], 3, "no unit x"),
        (["m, units: [a, e]"], 3, "side by side"),
        (["m, units: [d, e]"], 3, "side by side"),
        (["m, units: [a, b]", "n, units: [b, c]"], 4, "b: a unit is merged once"),
        (["m, units: [a, b]", "n, units: [m, c]"], 4, "no unit m"),
        (["m, units: [a, a]"], 3, "merged once"),
        (["D2, units: [a, b]"], 3, "D2 is a unit's code already"),
        (["m, units: [a, b]", "m, units: [d, b]"], 4, "m is a unit's code already"),
    ],
)
def test_units_that_cannot_be_merged_are_refused_with_file_and_line(tmp_path: Path, lines: list[str], line: int, problem: str) -> None:
    with pytest.raises(BadConfig, match=r"CONFIG-02") as refused:
        tree(tmp_path, *lines)
    assert (refused.value.where["file"], refused.value.where["line"]) == (str(tmp_path / "organization.yml"), str(line))
    assert problem in refused.value.where["problem"]

"""The wards with another tree from 1 April 2026 on, and every breakdown down to the sections: for whoever tests trees and parts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from seika.config import Organization, load_organization, paths

TURN = "2026-04-01"
EVE = "2026-03-31"
BREAKDOWNS = ("sex", "rank", "age_band", "service_band", "job_family", "employment_type")
# unit → what becomes of it; both wards have these codes
BECOMES = {
    "0103000": ["0104000"],  # another code for the same section
    "0201000": ["0204000"], "0202000": ["0204000"],  # two become one
    "0302000": ["0304000", "0305000"],  # one becomes two
    "0602000": ["0403000"],  # moved under another department, with another code
    "0203000": [],  # closed
}  # fmt: skip
RENAMED = "0101000"  # keeps its code, gets another name
MOVED, BELOW = "0503000", "0200000"  # keeps its code, lies in another department


def reorganized(ward: str, folder: Path, patch: pytest.MonkeyPatch) -> Organization:
    """Return a ward that is reorganized, in a set of organizations of its own below ``folder``."""
    real = paths.organizations() / ward
    place = folder / "organizations" / ward
    shutil.copytree(real, place)
    lines = (real / "units.csv").read_text(encoding="utf-8").splitlines()
    units, new = [lines[0]], []
    for code, label, level, parent, first, last in (line.split(",") for line in lines[1:]):
        ends = code in BECOMES or code in {RENAMED, MOVED}
        units.append(",".join([code, label, level, parent, first, EVE if ends else last]))
        if ends:
            above = BELOW if code == MOVED else parent
            new += [f"{each},{label}({each}),section,{each[:2]}00000,{TURN}," for each in BECOMES.get(code, ())]
            new += [] if code in BECOMES else [f"{code},{label}(新),{level},{above},{TURN},"]
    _write(place / "units.csv", [*units, *_once(new)])
    rows = [f"{code},{each},{TURN},reorganization" for code, after in BECOMES.items() for each in after]
    _write(place / "unit_successions.csv", ["unit_code,successor_unit_code,on_date,kind", *rows])
    header = yaml.safe_load((place / "organization.yml").read_text(encoding="utf-8"))
    header["breakdowns"] = dict.fromkeys(BREAKDOWNS, "section")
    (place / "organization.yml").write_text(yaml.safe_dump(header, allow_unicode=True), encoding="utf-8")
    patch.setenv("SEIKA_ORGANIZATIONS", str(folder / "organizations"))
    return load_organization(ward)


def _once(lines: list[str]) -> list[str]:
    """Return one line a code: what two units became is one unit."""
    return list({line.split(",")[0]: line for line in lines}.values())


def _write(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")

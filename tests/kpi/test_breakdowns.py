"""Parts and trees, worked by hand: the rank of the day, units renamed, split, moved and closed, as it was and in today's tree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_lake import body, computed, extracts

from seika.config import Organization
from seika.config.disclosure import Disclosure
from seika.config.kpi import Kpi
from seika.errors import BadConfig

LABEL = {"ja": "時間外", "en": "overtime"}
MINUTES = Kpi.model_validate(
    {
        "label": LABEL, "description": LABEL, "versions": [{"since": "2000-04", "numerator": "overtime_minutes"}],
        "windows": ["fiscal_year_to_date"], "unit": {"name": "minutes", "label": {"ja": "分", "en": "minutes"}, "decimals": 0},
        "direction": "lower", "minimum_people": 1, "provenance": {"document": "d", "confidence": "A"},
    }
)  # fmt: skip
UNITS = [
    "0,all,organization,,2000-04-01,",
    "D1,one,department,0,2000-04-01,",
    "D2,two,department,0,2000-04-01,",
    "old,before,section,D1,2000-04-01,2025-09-30",
    "new,after,section,D1,2025-10-01,",
    "whole,to be split,section,D2,2000-04-01,2025-09-30",
    "half,one half,section,D2,2025-10-01,",
    "rest,the other,section,D2,2025-10-01,",
    "mover,moves,section,D1,2000-04-01,2025-09-30",
    "mover,moves,section,D2,2025-10-01,",
    "gone,closed,section,D1,2000-04-01,2025-09-30",
]
SUCCESSIONS = (
    "unit_code,successor_unit_code,on_date,kind\nold,new,2025-10-01,rename\nwhole,half,2025-10-01,split\nwhole,rest,2025-10-01,split\n"
)


MERGED = [{"code": "M1", "label": LABEL, "units": ["half", "rest"]}, {"code": "M2", "label": LABEL, "units": ["old", "gone"]}]


def organization(folder: Path, units: list[str] = UNITS) -> Organization:
    made = body(folder, units, kpis={"minutes": MINUTES})
    if units[: len(UNITS)] == UNITS:
        (folder / "unit_successions.csv").write_text(SUCCESSIONS, encoding="utf-8")
    update = {"breakdowns": {"rank": "department"}, "disclosure": Disclosure.model_validate({"merged_units": MERGED})}
    return replace(made, header=made.header.model_copy(update=update if units[: len(UNITS)] == UNITS else {}))


def at(section: str, person: str, first: date = date(2020, 4, 1), last: date | None = None, rank: str = "clerk") -> dict[str, Any]:
    return {"person_key": person, "unit_code": section, "assigned_from_date": first, "assigned_to_date": last, "rank_code": rank}


def worked(person: str, day: date, minutes: int) -> dict[str, Any]:
    return {"person_key": person, "work_date": day, "overtime_minutes": minutes}


@pytest.fixture(scope="module")
def numerators(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], tuple[int, int]]:
    """Numerator and people by tree, unit and part; in April to October everybody works before and after the reorganization."""
    folder = tmp_path_factory.mktemp("trees")
    spring, autumn, turn = date(2025, 5, 12), date(2025, 10, 6), date(2025, 10, 1)
    rows = {
        "roster": [
            at("old", "a", last=date(2025, 9, 30)), at("new", "a", turn, rank="subsection_head"),
            at("whole", "b", last=date(2025, 9, 30)), at("half", "b", turn),
            at("mover", "c"),
            at("gone", "d", last=date(2025, 9, 30)), at("new", "d", turn),
        ],
        "attendance": [
            worked("a", spring, 1), worked("a", autumn, 2), worked("b", spring, 10), worked("b", autumn, 20),
            worked("c", spring, 100), worked("c", autumn, 200), worked("d", spring, 1000), worked("d", autumn, 2000),
        ],
    }  # fmt: skip
    found = computed(folder, organization(folder / "body"), "2025-10", extracts(folder / "lake", "2025-10", rows))["kpi_value"]
    return {(row["tree_code"], row["unit_code"], row["breakdown_code"]): (row["numerator"], row["people"]) for row in found}


def test_as_it_was_a_record_is_where_its_unit_was_on_its_own_day(numerators: dict[tuple[str, ...], tuple[int, int]]) -> None:
    assert numerators["as_was", "0", "all"] == (3333, 4)
    assert numerators["as_was", "D1", "all"] == (1 + 2 + 100 + 1000 + 2000, 3)
    assert numerators["as_was", "D2", "all"] == (10 + 20 + 200, 2)
    assert numerators["as_was", "mover", "all"] == (300, 1)
    assert numerators["as_was", "new", "all"] == (2002, 2)
    assert not {key for key in numerators if key[:2] in (("as_was", "old"), ("as_was", "whole"), ("as_was", "gone"))}


def test_in_todays_tree_earlier_records_are_led_to_what_became_of_their_unit(numerators: dict[tuple[str, ...], tuple[int, int]]) -> None:
    assert numerators["today", "0", "all"] == (3333, 4)
    assert numerators["today", "new", "all"] == (2003, 2), "renamed"
    assert (numerators["today", "half", "all"], numerators["today", "rest", "all"]) == ((20, 1), (0, 0)), "a split cannot be told apart"
    assert numerators["today", "D2", "all"] == (10 + 20 + 300, 2), "what was split counts above; who moved brings its past"
    assert numerators["today", "D1", "all"] == (1 + 2 + 1000 + 2000, 2), "of a closed unit without successor the unit above is left"


def test_merged_units_are_what_their_units_are_while_they_lie_side_by_side(numerators: dict[tuple[str, ...], tuple[int, int]]) -> None:
    assert numerators["as_was", "M1", "all"] == (20, 1)
    assert numerators["today", "M1", "all"] == (30, 1), "what was split into both counts in both together"
    assert not {key for key in numerators if key[1] == "M2"}, "its units are gone"
    assert not {key for key in numerators if key[1] == "M1" and key[2] != "all"}, "parts are told of departments only"


def test_a_part_counts_the_rank_of_the_day_down_to_the_level_asked_for(numerators: dict[tuple[str, ...], tuple[int, int]]) -> None:
    assert numerators["as_was", "0", "clerk"] == (3331, 4)
    assert numerators["as_was", "0", "subsection_head"] == (2, 1)
    assert numerators["as_was", "D1", "subsection_head"] == (2, 1)
    assert {key[1] for key in numerators if key[2] != "all"} == {"0", "D1", "D2"}
    assert {key[0] for key in numerators if key[2] != "all"} == {"as_was"}


@pytest.mark.parametrize(
    ("units", "more", "line", "problem"),
    [
        ([*UNITS, "x,x,section,D1,2025-13-01,"], "", 13, "valid_from_date"),
        (UNITS, "gone,nowhere,2025-10-01,merge\n", 5, "nowhere"),
        (UNITS, "nobody,new,2025-10-01,merge\n", 5, "nobody"),
        (UNITS, "gone,new,2025-09-01,merge\n", 5, "does not begin"),
    ],
)
def test_a_row_of_the_units_that_is_wrong_is_refused_with_its_line(
    tmp_path: Path, units: list[str], more: str, line: int, problem: str
) -> None:
    made = organization(tmp_path / "body", units)
    with (tmp_path / "body" / "unit_successions.csv").open("a", encoding="utf-8") as table:
        table.write(more)
    with pytest.raises(BadConfig) as refusal:
        _ = made.unit_tree
    assert (refusal.value.code, refusal.value.where["line"]) == ("CONFIG-02", str(line))
    assert problem in refusal.value.where["problem"]


@pytest.mark.parametrize(
    "units",
    [
        ["0,all,organization,,2000-04-01,", "s,s,section,nowhere,2000-04-01,"],
        ["0,all,organization,,2000-04-01,", "1,two roots,organization,,2000-04-01,"],
        ["0,all,organization,,2000-04-01,", "s,s,section,t,2000-04-01,", "t,t,section,s,2000-04-01,"],
        ["0,all,organization,,2000-04-01,", "s,twice,section,0,2000-04-01,", "s,twice,section,0,2025-01-01,"],
    ],
)
def test_rows_that_are_no_tree_are_refused(tmp_path: Path, units: list[str]) -> None:
    from seika.transform.units import unit_tables

    with pytest.raises(BadConfig) as refusal:
        unit_tables(organization(tmp_path / "body", units))
    assert refusal.value.code == "TRANSFORM-02"

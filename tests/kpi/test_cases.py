"""Every sentence in cases/<kpi_id>.yml is true: all cases of a month are departments of one body, computed in one build."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from small_lake import CONTRACTS, KPIS, body, computed, extracts

CASES = sorted((Path(__file__).parent / "cases").glob("*.yml"))
# Keys and units are local to a case; these columns get the case's own prefix.
OWN = ("person_key", "respondent_key", "unit_code")


@dataclass(frozen=True)
class Case:
    kpi_id: str
    number: int
    text: dict[str, Any]

    @property
    def prefix(self) -> str:
        return f"{self.kpi_id}-{self.number}-"

    @property
    def kpi(self) -> str:
        """The KPI that the sentence speaks of: of a family one member."""
        return f"{self.kpi_id}__{self.text['member']}" if "member" in self.text else self.kpi_id

    @property
    def id(self) -> str:
        return f"{self.kpi_id}: {self.text['name']}"

    @property
    def sections(self) -> list[str]:
        return sorted({*self.text.get("sections", []), *(row["unit_code"] for row in self.rows("roster")), "A"})

    def place(self, place: str) -> str:
        """The unit that an expectation speaks of: ``whole`` is the organization, in which all cases of the month lie."""
        return place if place == "whole" else self.prefix + ("D" if place == "department" else place)

    def rows(self, source: str) -> list[dict[str, Any]]:
        found = []
        for row in self.text.get(source, []):
            times = row.get("times", 1)
            plain = {name: value for name, value in row.items() if name != "times"}
            # `times: 3` stands for three people who are alike
            found += [_numbered(plain, number) if times > 1 else plain for number in range(times)]
        return found

    def own(self, source: str) -> list[dict[str, Any]]:
        return [{name: f"{self.prefix}{value}" if name in OWN else value for name, value in row.items()} for row in self.rows(source)]


def _numbered(row: dict[str, Any], number: int) -> dict[str, Any]:
    return {name: f"{value}{number}" if name in ("person_key", "respondent_key") else value for name, value in row.items()}


def _cases() -> list[Case]:
    return [Case(path.stem, number, text) for path in CASES for number, text in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")))]


ALL = _cases()


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str, str], dict[str, Any]]:
    """The computed cells of all cases: (period, kpi, window, unit) -> row."""
    found = {}
    by_period = defaultdict(list)
    for case in ALL:
        by_period[case.text["period"]].append(case)
    folder = tmp_path_factory.mktemp("cases")
    for period, cases in by_period.items():
        units = ["whole,all,organization,,2000-04-01,"]
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for case in cases:
            units.append(f"{case.prefix}D,d,department,whole,2000-04-01,")
            units += [f"{case.prefix}{section},s,section,{case.prefix}D,2000-04-01," for section in case.sections]
            for source in CONTRACTS:
                # numbers of the whole organization have no unit of the case's own: the same row of several cases is one row
                given_before = rows[source] if not set(OWN) & set(CONTRACTS[source].columns) else []
                rows[source] += [row for row in case.own(source) if row not in given_before]
        designated = [row for case in cases for row in case.own("designations")]
        given = extracts(folder / f"lake-{period}", period, rows)
        # a case may speak of the years before the wards' first month
        made = body(folder / "body", units, designations=designated, first_period=min(period, "2025-04"))
        for row in computed(folder, made, period, given)["kpi_value"]:
            found[period, row["kpi_id"], row["window_id"], row["unit_code"]] = row
    return found


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_the_sentence_is_true(case: Case, values: dict[tuple[str, str, str, str], dict[str, Any]]) -> None:
    for place, expected in case.text["expected"].items():
        window = case.text.get("window", KPIS[case.kpi_id].windows[0])
        row = values[case.text["period"], case.kpi, window, case.place(place)]
        wanted = {**expected, "value": None if expected["value"] is None else Decimal(str(expected["value"]))}
        assert {name: row[name] for name in wanted} == wanted, f"{case.id}, {place}"


def test_every_kpi_has_at_least_five_worked_cases() -> None:
    assert {case.kpi_id for case in ALL} == set(KPIS)
    assert [kpi_id for kpi_id in KPIS if sum(case.kpi_id == kpi_id for case in ALL) < 5] == []

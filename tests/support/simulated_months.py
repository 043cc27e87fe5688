"""Months of a simulated ward, counted by the oracle in pandas: no extract is written or decoded and no model runs, so that half a year of
cells takes seconds. Before its last answers came, the month of a survey is there as well: two revisions of the same days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pandas_oracle
import pytest

from seika.config import Organization, load_organization
from seika.config.fact import load_facts
from seika.disclosure import Kpi, Rules
from seika.period import Period
from seika.simulate import simulate
from seika.transform.declared import Month
from seika.transform.linked import disclosure_of
from seika.transform.windows import days_of

Row = dict[str, Any]
LATE = 2  # sheets that had not come when the month of the survey was published first
NUMBERS = ("numerator", "denominator", "people")


@dataclass(frozen=True)
class Counted:
    """The true cells of a month, and what disclosure control must know of its KPIs and units."""

    rows: list[Row]
    kpis: Mapping[str, Kpi]
    units: Mapping[str, str | None]


def simulated_months(
    ward: str, folder: Path, staff: int, months: int, asked: Mapping[str, str], patch: pytest.MonkeyPatch, seed: int = 1
) -> list[Counted]:
    """Return months from April 2025 on in the order of their publication; the month of the survey twice, first without some answers.

    ``asked`` says for each breakdown down to which level of units it is counted. What one person makes of an amount is not counted.
    """
    organization, wards = load_organization(ward), list[Any]()
    with patch.context() as patched:
        patched.setattr("seika.simulate.step.truth", lambda organization, ward, periods: wards.append(ward) or [])
        simulate([ward], folder, staff=staff, months=months, seed=seed)
    known = pandas_oracle.frames(wards[0])
    waves = sorted(known["sheets"]["wave"].unique())
    found = []
    for period in (Period(organization.header.first_period).plus(step) for step in range(months)):
        sheets = known["sheets"]
        is_wave = any(pd.Timestamp(wave) == pd.Timestamp(period.first_day) for wave in waves)
        late = sheets["who"].drop_duplicates().tail(LATE)
        for those in ([sheets[~sheets["who"].isin(late)]] if is_wave else []) + [sheets]:
            with patch.context() as patched:
                patched.setattr(pandas_oracle, "frames", lambda _, those=those: known | {"sheets": those})
                cells = pandas_oracle.true_cells(
                    None, organization.folder, [str(period)], dict(asked), organization.header.first_period, set(organization.kpis)
                )
            found.append(_counted(organization, period, cells, waves))
    return found


def _counted(organization: Organization, period: Period, cells: pd.DataFrame, waves: Sequence[Any]) -> Counted:
    told = disclosure_of(Month(organization, period, [], load_facts()))
    kpis = {
        name: Kpi(
            each["numerator"], each["denominator"], Rules(**each["rules"]), each["is_part"], frozenset(each["stocks"]), each["weight"]
        )
        for name, each in told.items()
    }
    return Counted(list(_rows(organization, period, cells, waves)), kpis, organization.unit_tree.on(period.last_day).parents)


def _rows(organization: Organization, period: Period, cells: pd.DataFrame, waves: Sequence[Any]) -> Iterator[Row]:
    first, levels = Period(organization.header.first_period).first_day, organization.unit_tree.on(period.last_day).levels
    past = [Period(f"{pd.Timestamp(wave):%Y-%m}") for wave in waves]
    wave = max((each for each in past if each <= period), default=None)
    for row in cells.to_dict("records"):
        kpi = organization.kpis[row["kpi_id"]]
        days = days_of(row["window_id"], period, wave, first if kpi.from_first_period else None)
        numbers = {name: None if pd.isna(row[name]) else int(row[name]) for name in NUMBERS}
        numbers["numerator_people"] = numbers["numerator"] if kpi.part_of_whole else 0
        yield row | numbers | {"speaks_from": days.start, "speaks_to": days.end, "unit_level": levels[row["unit_code"]]}

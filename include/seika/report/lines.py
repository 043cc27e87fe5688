"""One published number with all that is said beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from seika.config.kpi import Kpi, KpiChoice
from seika.config.organization import Organization
from seika.config.table import Row
from seika.errors import BadConfig
from seika.period import Period
from seika.report.past import History, Past
from seika.report.wording import Voice, number_text, signed_text
from seika.store.number_id import number_id

PublishedRow = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One KPI in one window for one unit. Figures are None where the row has none; people also where it is withheld.

    ``before``, ``year_ago`` and ``replaced`` are the same cell in the month before, the year before, and the revision before of this month.
    ``trend`` are the values of 13 months, oldest first. ``step`` is what a change must reach to be told as one: the declared tolerance,
    else one in the last decimal.
    """

    voice: Voice
    number: str
    kpi_id: str
    kpi: Kpi
    outcome: str
    window: str
    span: str
    unit_code: str
    unit_label: str
    unit_level: str
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    people: int | None
    target: Decimal | None
    target_source: str | None
    baseline: Decimal | None
    status: str
    stale_since: str | None
    is_first_window: bool
    tolerance: Decimal | None
    before: Past | None
    year_ago: Past | None
    replaced: Past | None
    trend: tuple[Decimal | None, ...]

    @property
    def label(self) -> str:
        """The KPI's name."""
        return self.voice.said(self.kpi.label)

    @property
    def unit(self) -> str:
        """The unit that the value is in."""
        return self.voice.said(self.kpi.unit.label)

    @property
    def value_text(self) -> str:
        """The value with its declared decimals, or the words for withheld and for no data."""
        return self._figure(self.value, self.kpi.unit.decimals, "no_data")

    @property
    def target_text(self) -> str:
        """The target with its direction, a dash where there is none."""
        if self.target is None:
            return self.voice.words.values["none"]
        return self.voice.words.target[self.kpi.direction].format(value=number_text(self.target, self.kpi.unit.decimals))

    @property
    def baseline_text(self) -> str:
        """The baseline, a dash where none is declared."""
        return self.voice.words.values["none"] if self.baseline is None else number_text(self.baseline, self.kpi.unit.decimals)

    @property
    def numerator_text(self) -> str:
        """The numerator in its own unit (minutes, hours, persons, points)."""
        return self._figure(self.numerator, 0, "none")

    @property
    def denominator_text(self) -> str:
        """The denominator; a dash for a count, which has none."""
        return self._figure(self.denominator, 0, "none")

    @property
    def people_text(self) -> str:
        """How many people the value speaks of."""
        return self._figure(self.people, 0, "none")

    @property
    def status_text(self) -> str:
        """The status as shape and word."""
        return self.voice.words.status[self.status].text

    @property
    def key(self) -> tuple[str, str, str]:
        """What names the cell within its snapshot."""
        return self.kpi_id, self.window, self.unit_code

    @property
    def is_restated(self) -> bool:
        """Whether the revision before said something else in this cell."""
        return self.replaced is not None and (self.replaced.value, self.replaced.status) != (self.value, self.status)

    def past_text(self, past: Past | None) -> str:
        """Return what a cell was, or the words for withheld and a dash for none."""
        if past is None:
            return self.voice.words.values["none"]
        if past.status == "suppressed":
            return self.voice.words.values["withheld"]
        return self.voice.words.values["none"] if past.value is None else number_text(past.value, self.kpi.unit.decimals)

    def past_number(self, past: Past | None) -> str:
        """Return the id of the number that a cell was; empty for none."""
        cell = {"kpi_id": self.kpi_id, "window_id": self.window, "unit_code": self.unit_code}
        return "" if past is None else number_id(past.snapshot_id, cell)

    def change(self, past: Past | None) -> Decimal | None:
        """Return by how much the value is otherwise than it was; None where one of the two is not shown."""
        return None if past is None or past.value is None or self.value is None else self.value - past.value

    def change_text(self, past: Past | None) -> str:
        """Return the change with its sign, a dash where there is none to tell."""
        change = self.change(past)
        return self.voice.words.values["none"] if change is None else signed_text(change, self.kpi.unit.decimals)

    def _figure(self, figure: Decimal | int | None, decimals: int, otherwise: str) -> str:
        if self.status == "suppressed":
            return self.voice.words.values["withheld"]
        return self.voice.words.values[otherwise] if figure is None else number_text(figure, decimals)


def lines_of(
    organization: Organization, snapshot_id: str, period: Period, rows: Sequence[PublishedRow], history: History, voice: Voice
) -> list[Line]:
    """Return the lines of published rows in the order of ``kpis.yml`` and ``units.csv``, one for each missing KPI of the whole, too.

    Raises ``BadConfig REPORT-01`` where the rows name a KPI that the configuration does not know any more.
    """
    by_kpi: dict[str, list[PublishedRow]] = {choice.kpi: [] for choice in organization.kpi_choices}
    for row in rows:
        if row["kpi_id"] not in by_kpi:
            raise BadConfig("REPORT-01", organization=organization.id, kpi=row["kpi_id"])
        by_kpi[row["kpi_id"]].append(row)
    order = {unit["unit_code"]: index for index, unit in enumerate(organization.units)}
    nodes = list(organization.logic_model.nodes)
    found = []
    for choice in sorted(organization.kpi_choices, key=lambda choice: nodes.index(choice.outcome)):
        kpi = organization.kpis[choice.kpi]
        published = by_kpi[choice.kpi] + _missing(organization, kpi, choice, by_kpi[choice.kpi])
        published.sort(key=lambda row: (order.get(row["unit_code"], len(order)), kpi.windows.index(row["window_id"])))
        found += [_line(organization, snapshot_id, period, choice, row, history, voice) for row in published]
    return found


def _missing(organization: Organization, kpi: Kpi, choice: KpiChoice, rows: Sequence[PublishedRow]) -> list[PublishedRow]:
    there = {row["window_id"] for row in rows if row["unit_level"] == "organization"}
    root = next((unit["unit_code"] for unit in organization.units if unit["level"] == "organization"), "")
    blank = dict.fromkeys(("numerator", "denominator", "value", "target", "baseline", "speaks_from", "speaks_to", "stale_since"))
    place = {"kpi_id": choice.kpi, "unit_code": root, "unit_level": "organization", "people": 0, "status": "no_data"}
    return [{**blank, **place, "window_id": window, "is_missing": True} for window in kpi.windows if window not in there]


def _line(
    organization: Organization,
    snapshot_id: str,
    period: Period,
    choice: KpiChoice,
    row: PublishedRow,
    history: History,
    voice: Voice,
) -> Line:
    kpi = organization.kpis[choice.kpi]
    declared = choice.target_of(str(period), kpi.unit.decimals)
    key = (choice.kpi, row["window_id"], row["unit_code"])
    is_whole = row["unit_level"] == "organization"
    return Line(
        voice=voice,
        # what was never published has no number that could be traced
        number="" if row.get("is_missing") else number_id(snapshot_id, row),
        kpi_id=choice.kpi,
        kpi=kpi,
        outcome=choice.outcome,
        window=row["window_id"],
        span=voice.span(row["window_id"], row["speaks_from"], row["speaks_to"]),
        unit_code=row["unit_code"],
        unit_label=unit_label(organization.units, row["unit_code"], row["speaks_to"] or period.last_day, voice),
        unit_level=row["unit_level"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        value=_decimal(row["value"]),
        # a withheld cell's head count is itself what must not be told
        people=None if row["status"] == "suppressed" else row["people"],
        target=_decimal(row["target"]),
        target_source=declared.source if declared and row["target"] is not None else None,
        baseline=_decimal(row["baseline"]),
        status=row["status"],
        stale_since=row["stale_since"],
        is_first_window=row["window_id"] == kpi.windows[0],
        tolerance=choice.tolerance if is_whole else None,
        before=history.before(key, kpi, period),
        year_ago=history.year_ago(key, kpi, period),
        replaced=history.replaced.get(key),
        trend=history.trend(key, period, _decimal(row["value"])),
    )


def unit_label(units: Sequence[Row], code: str, day: date, voice: Voice) -> str:
    """Return what a unit is called on a day; ``label_en`` of ``units.csv`` in English where there is one; an unknown code itself."""
    names = [unit for unit in units if unit["unit_code"] == code]
    held = [unit for unit in names if unit["valid_from_date"] <= day.isoformat()]
    if not names:
        return code
    unit = (held or names)[-1]
    return (unit.get("label_en") if voice.language == "en" else None) or unit["label"]


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)

"""What a report says, as one frozen value: built purely from published rows and configuration, rendered three times.

PDF, HTML and workbook read the same ``Content``, so a number cannot differ between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from seika.config.kpi import Kpi, KpiChoice
from seika.config.logic_model import Edge, Node
from seika.config.organization import Organization
from seika.config.table import Row
from seika.errors import BadConfig
from seika.period import Period
from seika.report.summary import summary_of
from seika.report.waiver_notes import Waiver, waiver_notes
from seika.report.wording import month_text, number_text, phrases, span_text

PublishedRow = Mapping[str, Any]


@dataclass(frozen=True)
class Delivery:
    """One delivery that went into the snapshot."""

    source_id: str
    source_label: str
    period: str
    delivery_id: str
    sha256: str


@dataclass(frozen=True)
class Edition:
    """Which snapshot a report shows: its registry entry and its inputs."""

    snapshot_id: str
    period: Period
    status: str
    revision: int
    snapshot_hash: str
    input_hash: str
    configuration_hash: str
    code_hash: str
    deliveries: tuple[Delivery, ...]
    waivers: tuple[Waiver, ...] = ()

    @property
    def status_text(self) -> str:
        """Status and revision as a ward writes them."""
        words = phrases()
        return words.revision.format(status=words.snapshot_status[self.status], revision=self.revision)


@dataclass(frozen=True)
class Line:
    """One KPI in one window for one unit. Figures are None where the row has none; people also where it is withheld."""

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
    status: str
    is_first_window: bool

    @property
    def label(self) -> str:
        """The KPI's name."""
        return self.kpi.label.ja

    @property
    def value_text(self) -> str:
        """The value with its declared decimals, or the words for withheld and for no data."""
        return self._figure(self.value, self.kpi.unit.decimals, "no_data")

    @property
    def target_text(self) -> str:
        """The target with its direction, a dash where there is none."""
        if self.target is None:
            return phrases().values["none"]
        return phrases().target[self.kpi.direction].format(value=number_text(self.target, self.kpi.unit.decimals))

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
        return phrases().status[self.status].text

    def _figure(self, figure: Decimal | int | None, decimals: int, otherwise: str) -> str:
        if self.status == "suppressed":
            return phrases().values["withheld"]
        return phrases().values[otherwise] if figure is None else number_text(figure, decimals)


@dataclass(frozen=True)
class Box:
    """One node of the logic model with its status of the month."""

    node_id: str
    node: Node
    status: str
    kpi_count: int
    behind_count: int

    @property
    def status_text(self) -> str:
        """Shape and word, with how many KPIs stand behind it."""
        status = phrases().status[self.status]
        form = "inherited" if self.kpi_count == 0 else "kpis_behind" if self.behind_count else "kpis"
        return phrases().pictures[form].format(shape=status.shape, word=status.word, count=self.kpi_count, behind=self.behind_count).strip()


@dataclass(frozen=True)
class Content:
    """All that a month's report of one organization says."""

    organization_id: str
    organization_label: str
    is_simulated: bool
    edition: Edition
    summary: str
    lines: tuple[Line, ...]
    unit_lines: tuple[Line, ...]
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    document: str

    @property
    def heading(self) -> str:
        """The title with the organization's name."""
        return phrases().heading.format(organization=self.organization_label, title=phrases().title)

    @property
    def month(self) -> str:
        """The month the report is of, as a ward writes it."""
        return phrases().edition.format(month=month_text(self.edition.period))

    @property
    def waiver_notes(self) -> dict[str, str]:
        """By KPI what quality rule was waived for the deliveries behind it; empty without waivers."""
        return waiver_notes(self.edition.waivers, {line.kpi_id: line.label for line in self.lines})

    @property
    def printed(self) -> tuple[Line, ...]:
        """The lines of the page: without the members of families, which would fill ten pages more (HTML and workbook have them)."""
        return tuple(line for line in self.lines if line.kpi.member is None)

    @property
    def targets(self) -> list[Line]:
        """The lines with a target, in the order of their footnotes."""
        return [line for line in self.lines if line.target is not None]


def build_content(
    organization: Organization, edition: Edition, kpi_rows: Iterable[PublishedRow], outcome_rows: Iterable[PublishedRow]
) -> Content:
    """Return the content of a report: lines in the order of ``kpis.yml`` and ``units.csv``, a line for each missing KPI too.

    Raises ``BadConfig REPORT-01`` where the rows name a KPI that the configuration does not know any more.
    """
    lines = _lines(organization, edition.period, [row for row in kpi_rows if (row["tree_code"], row["breakdown_id"]) == ("as_was", "all")])
    whole = tuple(line for line in lines if line.unit_level == "organization")
    label = organization.header.label.ja
    return Content(
        organization_id=organization.id,
        organization_label=label,
        is_simulated=organization.header.simulated,
        edition=edition,
        summary=summary_of([(line.label, line.status, line.target is not None) for line in whole if line.is_first_window]),
        lines=whole,
        unit_lines=tuple(line for line in lines if line.unit_level != "organization"),
        boxes=_boxes(organization, outcome_rows),
        edges=organization.logic_model.edges,
        document=organization.title_of(organization.logic_model.document),
    )


def _lines(organization: Organization, period: Period, rows: Iterable[PublishedRow]) -> list[Line]:
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
        found += [_line(organization, period, choice, row) for row in published]
    return found


def _missing(organization: Organization, kpi: Kpi, choice: KpiChoice, rows: Sequence[PublishedRow]) -> list[PublishedRow]:
    there = {row["window_id"] for row in rows if row["unit_level"] == "organization"}
    root = next((unit["unit_code"] for unit in organization.units if unit["level"] == "organization"), "")
    blank = dict.fromkeys(("numerator", "denominator", "value", "target", "speaks_from", "speaks_to"))
    place = {"kpi_id": choice.kpi, "unit_code": root, "unit_level": "organization", "people": 0, "status": "no_data"}
    return [{**blank, **place, "window_id": window} for window in kpi.windows if window not in there]


def _line(organization: Organization, period: Period, choice: KpiChoice, row: PublishedRow) -> Line:
    kpi = organization.kpis[choice.kpi]
    target = None if row["target"] is None else Decimal(row["target"])
    declared = choice.target_of(str(period), kpi.unit.decimals)
    return Line(
        kpi_id=choice.kpi,
        kpi=kpi,
        outcome=choice.outcome,
        window=row["window_id"],
        span=span_text(row["window_id"], row["speaks_from"], row["speaks_to"]),
        unit_code=row["unit_code"],
        unit_label=_unit_label(organization.units, row["unit_code"], row["speaks_to"] or period.last_day),
        unit_level=row["unit_level"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        value=None if row["value"] is None else Decimal(row["value"]),
        # a withheld cell's head count is itself what must not be told
        people=None if row["status"] == "suppressed" else row["people"],
        target=target,
        target_source=declared.source if declared and target is not None else None,
        status=row["status"],
        is_first_window=row["window_id"] == kpi.windows[0],
    )


def _unit_label(units: Sequence[Row], code: str, day: date) -> str:
    names = [unit for unit in units if unit["unit_code"] == code]
    held = [unit for unit in names if unit["valid_from_date"] <= day.isoformat()]
    return (held or names)[-1]["label"] if names else code


def _boxes(organization: Organization, outcome_rows: Iterable[PublishedRow]) -> tuple[Box, ...]:
    rows = {row["node_id"]: row for row in outcome_rows}
    boxes = []
    for node_id, node in organization.logic_model.nodes.items():
        row = rows.get(node_id, {"status": "no_kpi", "kpi_count": 0, "behind_count": 0})
        boxes.append(Box(node_id, node, row["status"], row["kpi_count"], row["behind_count"]))
    return tuple(boxes)

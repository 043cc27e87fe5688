"""What a report says, as one frozen value: built purely from published rows and configuration, rendered three times.

PDF, HTML and workbook read the same ``Content``, so a number cannot differ between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from seika.config.editions import SECTIONS, SectionId
from seika.config.logic_model import Node
from seika.config.organization import Organization
from seika.period import Period
from seika.report.lines import Line, PublishedRow, lines_of, unit_label
from seika.report.past import History
from seika.report.waiver_notes import Waiver, waiver_notes
from seika.report.wording import Voice
from seika.store.instead import Instead


@dataclass(frozen=True)
class Delivery:
    """One delivery that went into the snapshot; the counts are those of its rows when it did."""

    source_id: str
    period: str
    delivery_id: str
    sha256: str
    accepted_count: int = 0
    quarantined_count: int = 0


@dataclass(frozen=True)
class Published:
    """The snapshot that a report shows: its registry entry and its inputs."""

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
    reason: str | None = None
    instead: Mapping[str, Instead] = field(default_factory=dict)


@dataclass(frozen=True)
class Box:
    """One node of the logic model with its status of the month."""

    node_id: str
    node: Node
    label: str
    status: str
    kpi_count: int
    behind_count: int
    status_text: str


@dataclass(frozen=True)
class Content:
    """All that a month's report says: of a whole organization, or of one unit with all below it (then ``unit_code`` is its code).

    ``lines`` are those of the organization or unit, ``unit_lines`` those of the units below. A unit's edition has no others.
    """

    organization: Organization
    voice: Voice
    published: Published
    history: History
    lines: tuple[Line, ...]
    unit_lines: tuple[Line, ...]
    boxes: tuple[Box, ...]
    sections: tuple[SectionId, ...] = SECTIONS
    unit_code: str | None = None

    @property
    def place(self) -> str:
        """The organization's name, with the unit's where the report is of one."""
        label = self.voice.said(self.organization.header.label)
        if self.unit_code is None:
            return label
        unit = unit_label(self.organization.units, self.unit_code, self.published.period.last_day, self.voice)
        return self.voice.words.cover["unit"].format(organization=label, unit=unit)

    @property
    def heading(self) -> str:
        """The title with the name of the place."""
        return self.voice.words.cover["heading"].format(place=self.place, title=self.voice.words.cover["title"])

    @property
    def month(self) -> str:
        """The month the report is of, as a ward writes it."""
        return self.voice.words.cover["edition"].format(month=self.voice.month(self.published.period))

    @property
    def status_text(self) -> str:
        """Status and revision of the snapshot as a ward writes them."""
        words = self.voice.words
        return words.cover["revision"].format(status=words.snapshot_status[self.published.status], revision=self.published.revision)

    @property
    def simulated(self) -> str | None:
        """That the figures are simulated, where they are."""
        return self.voice.words.cover["simulated"] if self.organization.header.simulated else None

    @cached_property
    def waiver_notes(self) -> dict[str, str]:
        """By KPI what quality rule was waived for the deliveries behind it; empty without waivers."""
        return waiver_notes(self.published.waivers, [line.kpi_id for line in self.lines], self.voice)

    @cached_property
    def printed(self) -> tuple[Line, ...]:
        """The lines of the page: without the members of families, which would fill ten pages more (HTML and workbook have them)."""
        return tuple(line for line in self.lines if line.kpi.member is None)

    @cached_property
    def first(self) -> tuple[Line, ...]:
        """The printed lines in the first window of each KPI: what is counted, compared and judged."""
        return tuple(line for line in self.printed if line.is_first_window)

    @cached_property
    def below(self) -> dict[str, tuple[Line, ...]]:
        """By KPI the lines in its first window of the units of the next level below, in the order of ``units.csv``."""
        levels = [line.unit_level for line in self.unit_lines]
        level = next((each for each in ("department", "section", "subsection") if each in levels), None)
        found: dict[str, list[Line]] = {}
        for line in self.unit_lines:
            if line.unit_level == level and line.is_first_window:
                found.setdefault(line.kpi_id, []).append(line)
        return {kpi_id: tuple(lines) for kpi_id, lines in found.items()}

    def of_unit(self, unit_code: str, below: set[str]) -> Content:
        """Return the edition of one unit: its own lines and those of the units ``below`` it, and no other number of anybody."""
        return replace(
            self,
            unit_code=unit_code,
            lines=tuple(line for line in self.unit_lines if line.unit_code == unit_code),
            unit_lines=tuple(line for line in self.unit_lines if line.unit_code in below),
            boxes=(),
        )


def build_content(
    organization: Organization,
    published: Published,
    kpi_rows: Iterable[PublishedRow],
    outcome_rows: Iterable[PublishedRow],
    voice: Voice,
    history: History | None = None,
    sections: Sequence[SectionId] = SECTIONS,
) -> Content:
    """Return the content of a whole organization's report; raises ``BadConfig REPORT-01`` for a KPI that the configuration has lost."""
    rows = [row for row in kpi_rows if (row["tree_code"], row["breakdown_id"]) == ("as_was", "all")]
    past = history or History()
    lines = lines_of(organization, published.snapshot_id, published.period, rows, past, voice)
    return Content(
        organization=organization,
        voice=voice,
        published=published,
        history=past,
        lines=tuple(line for line in lines if line.unit_level == "organization"),
        unit_lines=tuple(line for line in lines if line.unit_level != "organization"),
        boxes=_boxes(organization, outcome_rows, voice),
        sections=tuple(sections),
    )


def units_below(organization: Organization, unit_code: str, period: Period) -> set[str]:
    """Return the units below one on the last day of a month."""
    tree = organization.unit_tree.on(period.last_day)
    return {code for code in tree.parents if code != unit_code and unit_code in tree.way_up(code)}


def _boxes(organization: Organization, outcome_rows: Iterable[PublishedRow], voice: Voice) -> tuple[Box, ...]:
    rows: dict[str, Mapping[str, Any]] = {row["node_id"]: row for row in outcome_rows}
    boxes = []
    for node_id, node in organization.logic_model.nodes.items():
        row = rows.get(node_id, {"status": "no_kpi", "kpi_count": 0, "behind_count": 0})
        state, count, behind = row["status"], row["kpi_count"], row["behind_count"]
        form = "inherited" if count == 0 else "kpis_behind" if behind else "kpis"
        shown = voice.words.status[state]
        text = voice.words.pictures[form].format(shape=shown.shape, word=shown.word, count=count, behind=behind).strip()
        boxes.append(Box(node_id, node, voice.said(node.label), state, count, behind, text))
    return tuple(boxes)

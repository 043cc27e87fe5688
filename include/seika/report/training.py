"""Training against competencies: which competencies the year's courses teach, how many staff they reached, and how staff are rated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from seika.config.fact import load_facts
from seika.config.kpi import MEMBER
from seika.config.table import Row
from seika.report.blocks import Block, Cell, Column, Notes, Section, Table
from seika.report.content import Content
from seika.report.lines import Line
from seika.report.outcomes import cell_of, marks_of, trend_of

_SOURCES = {"training", "elearning"}
_COVERAGE, _POINTS = "training_competency_coverage", "competency_score_mean"


def training_section(content: Content) -> Section | None:
    """Return the page of training: courses by competency with the KPIs of their members, points by rank; none without courses."""
    trainings = _of_year(content, "trainings")
    if not trainings:
        return None
    voice = content.voice
    words = voice.words.training
    year = voice.fiscal_year(int(trainings[0]["fiscal_year"]))
    blocks = [_by_competency(content, trainings, year) or _by_category(content, trainings, year), _kpis(content), _points(content)]
    note = words["note"] if _table(content, "training_competencies") else words["no_marks"]
    said: tuple[Block, ...] = tuple(block for block in blocks if block)
    return Section("training", voice.words.sections["training"], (*said, Notes((note, words["ratings"]))))


def _by_competency(content: Content, trainings: Sequence[Row], year: str) -> Table | None:
    """Return a row a competency: its courses, how many of them are mandatory, and the share of staff who completed one."""
    marked = _table(content, "training_competencies")
    if not marked:
        return None
    words = content.voice.words
    courses = {row["course_id"]: row for row in trainings}
    count = Counter(row["competency"] for row in marked if row["course_id"] in courses)
    mandatory = Counter(row["competency"] for row in marked if courses.get(row["course_id"], {}).get("designation_code") == "mandatory")
    lines = {line.kpi_id: line for line in content.lines if line.is_first_window}
    codes = {row["label"]: row["competency_code"] for row in _table(content, "competency_flags")}
    names = ("competency", "courses", "mandatory", "coverage", "trend", "people")
    columns = tuple(
        Column(words.columns[name], "left" if name in ("competency", "trend") else "right", float(name == "competency")) for name in names
    )
    rows = []
    for label in dict.fromkeys([*codes, *count]):
        line = lines.get(f"{_COVERAGE}{MEMBER}{codes.get(label, '')}")
        counted = (Cell(str(count[label]), "number"), Cell(str(mandatory[label]), "number"))
        rows.append((Cell(label, "name"), *counted, *_figures(content, line)))
    return Table(columns, tuple(rows), words.training["competencies"].format(year=year, courses=len(courses)))


def _figures(content: Content, line: Line | None) -> tuple[Cell, Cell, Cell]:
    if line is None:
        none = Cell(content.voice.words.values["none"], "number")
        return none, Cell("", "trend"), none
    value = cell_of(content, line, "value")
    return value, Cell("", "trend", spark=trend_of(line)), Cell(line.people_text, "number", line.number)


def _kpis(content: Content) -> Table | None:
    """Return the KPIs that count over courses, in their first window."""
    lines = [line for line in content.first if _counts_courses(content, line)]
    if not lines:
        return None
    words = content.voice.words
    names = ("label", "value", "target", "year_ago", "trend", "status")
    columns = tuple(
        Column(words.columns[name], "left" if name in ("label", "trend", "status") else "right", float(name == "label")) for name in names
    )
    return Table(columns, tuple(tuple(cell_of(content, line, name) for name in names) for line in lines), words.training["kpis"])


def _counts_courses(content: Content, line: Line) -> bool:
    measure = content.organization.measures[line.kpi.versions[-1].numerator]
    return bool(_SOURCES & set(load_facts()[measure.fact].sources))


def _by_category(content: Content, trainings: Sequence[Row], year: str) -> Table:
    words = content.voice.words
    columns = tuple(
        Column(words.columns[name], "left" if name == "category" else "right", float(name == "category"))
        for name in ("category", "courses", "mandatory")
    )
    count = Counter(row["category"] for row in trainings)
    mandatory = Counter(row["category"] for row in trainings if row["designation_code"] == "mandatory")
    rows = tuple((Cell(label, "name"), Cell(str(count[label]), "number"), Cell(str(mandatory[label]), "number")) for label in count)
    return Table(columns, rows, words.training["categories"].format(year=year, courses=len(trainings)))


def _points(content: Content) -> Table | None:
    """Return mean points: competencies down, ranks across; a competency that a rank is not rated by has a dash."""
    words = content.voice.words
    lines = {
        line.kpi_id.partition(MEMBER)[2]: line
        for line in content.lines
        if line.kpi_id.startswith(_POINTS + MEMBER) and line.is_first_window
    }
    competencies = [row for row in _table(content, "competencies") if row["competency_id"] in lines]
    if not competencies:
        return None
    ranks = list(dict.fromkeys(row["rank_code"] for row in competencies))
    labels = {row["rank_code"]: row["label"] for row in _table(content, "ranks")}
    held: dict[str, dict[str, Line]] = {}
    for row in competencies:
        held.setdefault(row["normalized_label"], {})[row["rank_code"]] = lines[row["competency_id"]]
    columns = (Column(words.columns["competency"], width=1.0), *(Column(labels.get(rank, rank), "right", 0.6) for rank in ranks))
    rows = tuple((Cell(label, "name"), *(_point(content, of_rank.get(rank)) for rank in ranks)) for label, of_rank in held.items())
    first = next(iter(lines.values()))
    return Table(columns, rows, words.training["points"].format(span=first.span))


def _point(content: Content, line: Line | None) -> Cell:
    if line is None:
        return Cell(content.voice.words.values["none"], "number")
    return Cell(line.value_text, "number", line.number, marks=marks_of(line, content))


def _of_year(content: Content, name: str) -> list[Row]:
    rows = _table(content, name)
    years = [int(row["fiscal_year"]) for row in rows if int(row["fiscal_year"]) <= content.published.period.fiscal_year]
    return [row for row in rows if int(row["fiscal_year"]) == max(years, default=0)]


def _table(content: Content, name: str) -> list[Row]:
    is_there = (content.organization.folder / f"{name}.csv").is_file()
    return content.organization.table(name) if is_there else []

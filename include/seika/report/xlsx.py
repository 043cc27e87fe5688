"""The report as a workbook: real numbers, native charts, a sheet that explains every KPI, a sheet of where all comes from."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from seika.report.blocks import Items, Lead
from seika.report.content import Content
from seika.report.lines import Line
from seika.report.month import month_section
from seika.report.origin import origin_rows
from seika.report.outcomes import remarks
from seika.report.past import Past
from seika.report.sheets import Row, Sheets, Value, cells_by, titled
from seika.report.xlsx_trend import charts, trend

_UNIT_COLUMNS = (
    "unit_code", "unit_level", "unit_label", "kpi_id", "label", "window", "span", "value", "unit", "target", "status", "before", "change",
    "year_ago", "year_change", "numerator", "denominator", "people", "remark", "number",
)  # fmt: skip
_WHOLE_COLUMNS = (
    "label", "value", "unit", "target", "baseline", "status", "before", "change", "year_ago", "year_change", "numerator", "denominator",
    "people", "span", "window", "outcome", "kpi_id", "remark", "number",
)  # fmt: skip
_TERM_COLUMNS = (
    "kpi_id", "label", "description", "population", "unit", "direction_wanted", "minimum_people", "document", "confidence", "outcome",
    "target_source",
)  # fmt: skip
_ORIGIN_COLUMNS = ("source", "period", "delivery", "accepted", "quarantined", "hash")


def xlsx_bytes(content: Content) -> bytes:
    """Return the report as a workbook; the same content gives the same bytes. Text never becomes a formula."""
    import xlsxwriter

    names = content.voice.words.sheets
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        day = content.published.period.last_day
        book.set_properties({"title": titled(content), "created": datetime(day.year, day.month, day.day)})  # noqa: DTZ001 - a workbook's properties hold no zone
        sheets = Sheets(book, content.voice)
        sheets.overview(names["overview"], titled(content), _overview(content))
        whole = names["kpis" if content.unit_code is None else "kpis_unit"]
        sheets.table(whole, _WHOLE_COLUMNS, (_line(content, line, _WHOLE_COLUMNS) for line in content.lines))
        sheets.table(names["units"], _UNIT_COLUMNS, (_line(content, line, _UNIT_COLUMNS) for line in content.unit_lines), freeze=5)
        charts(sheets, content, trend(sheets, content))
        sheets.table(names["terms"], _TERM_COLUMNS, _terms(content))
        sheets.table(names["origin"], _ORIGIN_COLUMNS, _deliveries(content))
    return target.getvalue()


def _overview(content: Content) -> list[tuple[str, str]]:
    words = content.voice.words
    rows = [("", content.simulated)] if content.simulated else []
    for block in month_section(content).blocks:
        if isinstance(block, Lead):
            rows.append((words.sections["month"], block.text))
        elif isinstance(block, Items):
            rows += [(item.head, item.text) for item in block.items]
    notes = (words.notes["provisional"], words.notes["withheld"].format(withheld=words.values["withheld"]), words.notes["rounding"])
    return [*rows, *origin_rows(content), *(("", note) for note in notes)]


def _line(content: Content, line: Line, columns: Sequence[str]) -> list[tuple[Value, int]]:
    decimals = line.kpi.unit.decimals
    words = content.voice.words
    is_withheld = line.status == "suppressed"
    cells: dict[str, tuple[Value, int]] = {
        "unit_code": (line.unit_code, 0),
        "unit_level": (words.unit_levels[line.unit_level], 0),
        "unit_label": (line.unit_label, 0),
        "kpi_id": (line.kpi_id, 0),
        "label": (line.label + (f" ({words.marks['provisional']})" if line.kpi.is_provisional else ""), 0),
        "window": (words.windows[line.window], 0),
        "span": (line.span, 0),
        "value": (line.value_text if line.value is None else float(line.value), decimals),
        "unit": (line.unit, 0),
        "target": (_number(line.target), decimals),
        "baseline": (_number(line.baseline), decimals),
        "before": (_past(line, line.before), decimals),
        "change": (_number(line.change(line.before)), decimals),
        "year_ago": (_past(line, line.year_ago), decimals),
        "year_change": (_number(line.change(line.year_ago)), decimals),
        "status": (line.status_text, 0),
        "numerator": (line.numerator_text if is_withheld else line.numerator, 0),
        "denominator": (line.denominator_text if is_withheld else line.denominator, 0),
        "people": (line.people_text if is_withheld else line.people, 0),
        "outcome": (line.outcome, 0),
        "remark": (words.cover["joined"].join(remarks(line, content)), 0),
        "number": (line.number, 0),
    }
    return cells_by(columns, cells)


def _past(line: Line, past: Past | None) -> Value:
    if past is None:
        return None
    return line.past_text(past) if past.value is None else float(past.value)


def _number(value: Decimal | None) -> Value:
    return None if value is None else float(value)


def _terms(content: Content) -> Iterable[Row]:
    voice = content.voice
    words = voice.words
    for line in content.lines:
        if line.is_first_window:
            kpi = line.kpi
            population = voice.said(kpi.population) if kpi.population else ""
            texts = (line.kpi_id, line.label, voice.said(kpi.description), population, line.unit, words.directions[kpi.direction])
            sources = (kpi.provenance.document, words.confidence[kpi.provenance.confidence], line.outcome, line.target_source or "")
            yield [*((text, 0) for text in texts), (kpi.minimum_people, 0), *((text, 0) for text in sources)]


def _deliveries(content: Content) -> Iterable[Row]:
    sources = content.organization.sources
    for each in content.published.deliveries:
        label = content.voice.said(sources[each.source_id].label) if each.source_id in sources else each.source_id
        # How many rows the whole organization's extracts have is not a unit's to tell.
        counts = (each.accepted_count, each.quarantined_count) if content.unit_code is None else (None, None)
        yield [(label, 0), (each.period, 0), (each.delivery_id, 0), *((count, 0) for count in counts), (each.sha256, 0)]

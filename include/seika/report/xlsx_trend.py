"""Thirteen months in the workbook: a sheet of values with native small lines, and a sheet of native charts over them."""

from __future__ import annotations

from typing import Any

from seika.report.content import Content
from seika.report.lines import Line
from seika.report.past import MONTHS
from seika.report.sheets import LINE, Sheets, printed

_FIRST = 6  # the column of the oldest month
_TARGETS = _FIRST + MONTHS  # hidden: the target once a month, as a chart wants it
_TOP = 3  # rows above the first KPI
_CHART = (480, 230)  # pixels
_ACROSS = 2
_LOOK: dict[str, Any] = {
    "line": {"color": "#1B2430", "width": 1.75},
    "marker": {"type": "circle", "size": 4, "fill": {"color": "#1B2430"}, "border": {"none": True}},
}


def trend(sheets: Sheets, content: Content) -> list[tuple[Line, int]]:
    """Write one row a KPI and window of the whole (or the unit) with its 13 months; return the lines with two values or more, and where.

    The id of a month's number is the snapshot below the month's head with KPI, window and unit of the row.
    """
    voice = content.voice
    words = voice.words
    sheet = sheets.book.add_worksheet(words.sheets["trend"])
    heads = [words.columns["label"], words.columns["trend"], words.columns["kpi_id"], words.sheets["window_id"]]
    heads += [words.columns["unit_code"], words.columns["unit"]]
    sheet.write_string(0, 0, words.sheets["trend_note"], sheets.text)
    for place, head in enumerate(heads):
        sheet.write_string(1, place, head, sheets.head)
    period, snapshots = content.published.period, content.history.snapshots
    for back in range(MONTHS):
        month, place = period.plus(back - MONTHS + 1), _FIRST + back
        sheet.write_string(1, place, voice.month(month), sheets.head)
        held = content.published.snapshot_id if month == period else snapshots.get(str(month), "")
        sheet.write_string(2, place, held, sheets.text)
    drawn = []
    for row, line in enumerate(content.lines, start=_TOP):
        for at, text in enumerate((line.label, "", line.kpi_id, line.window, line.unit_code, line.unit)):
            sheet.write_string(row, at, text, sheets.text)
        for back, value in enumerate(line.trend):
            sheets.put(sheet, row, _FIRST + back, None if value is None else float(value), sheets.formats[line.kpi.unit.decimals])
            if line.target is not None:
                sheet.write_number(row, _TARGETS + back, float(line.target), sheets.formats[line.kpi.unit.decimals])
        if sum(value is not None for value in line.trend) > 1:
            values = f"'{words.sheets['trend']}'!{_cell(row, _FIRST)}:{_cell(row, _FIRST + MONTHS - 1)}"
            sheet.add_sparkline(row, 1, {"range": values, "series_color": "#1B2430", "last_point": True, "last_color": "#B3450B"})
            drawn.append((line, row))
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, 1, 20)
    sheet.set_column(2, 3, 30)
    sheet.set_column(4, _FIRST + MONTHS - 1, 14)
    sheet.set_column(_TARGETS, _TARGETS + MONTHS - 1, 14, None, {"hidden": True})
    sheet.set_row(1, 2 * LINE)
    sheet.freeze_panes(_TOP, 2)
    printed(sheet)
    return drawn


def charts(sheets: Sheets, content: Content, drawn: list[tuple[Line, int]]) -> None:
    """Draw a native line chart of each KPI in its first window that has a trend, with its target; the scale begins at zero."""
    words = content.voice.words
    chosen = [(line, row) for line, row in drawn if line.is_first_window and line.kpi.member is None]
    if not chosen:
        return
    sheet = sheets.book.add_worksheet(words.sheets["charts"])
    width, height = _CHART
    months = [words.sheets["trend"], 1, _FIRST, 1, _FIRST + MONTHS - 1]
    for index, (line, row) in enumerate(chosen):
        chart = sheets.book.add_chart({"type": "line"})
        values = [words.sheets["trend"], row, _FIRST, row, _FIRST + MONTHS - 1]
        chart.add_series({"name": words.sheets["chart_value"], "categories": months, "values": values, **_LOOK})
        if line.target is not None:
            _target(chart, sheets, row, months)
        chart.set_title({"name": line.label, "name_font": {"size": 11}})
        is_above_zero = min(value for value in line.trend if value is not None) >= 0
        grid = {"visible": True, "line": {"color": "#D9DEE5"}}
        chart.set_y_axis({"name": line.unit, "min": 0 if is_above_zero else None, "major_gridlines": grid})
        chart.set_x_axis({"num_font": {"rotation": -45, "size": 8}})
        chart.set_legend({"position": "none" if line.target is None else "bottom"})
        chart.set_size({"width": width - 20, "height": height - 10})
        sheet.insert_chart(index // _ACROSS * (height // 20), index % _ACROSS * (width // 64), chart)
    printed(sheet)


def _target(chart: Any, sheets: Sheets, row: int, months: list[Any]) -> None:
    words = sheets.voice.words.sheets
    look = {"line": {"color": "#5A6472", "width": 1, "dash_type": "dash"}}
    values = [words["trend"], row, _TARGETS, row, _TARGETS + MONTHS - 1]
    chart.add_series({"name": words["chart_target"], "categories": months, "values": values, **look})
    chart.show_hidden_data()


def _cell(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))

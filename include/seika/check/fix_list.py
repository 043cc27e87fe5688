"""What a sender must mend, as a workbook: one sheet a file, no value of anybody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from seika.check.held import Held, held_rows
from seika.config import load_organization
from seika.store import ledger
from seika.store.ledger import Delivery

_CREATED = datetime(2020, 1, 1)  # noqa: DTZ001 - a workbook's properties hold no zone; fixed, so that the bytes are too
_PLACE = re.compile(r"^\S+ \[[^\]]*\] ")
_ARROW = " \u2192 "
_LINE = 15.0  # points
_LONGEST_NAME = 31  # of a sheet
_FORBIDDEN = str.maketrans("[]:*?/\\", "_______")


def write_fix_list(organization_id: str, delivery_ids: Sequence[str], path: Path) -> int:
    """Write the workbook and return how many points it lists: rows of deliveries in force that are held back, and refused files.

    With ``delivery_ids`` only these. The same findings give the same bytes.
    """
    words: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("fix_list.yml").read_text(encoding="utf-8"))
    held = held_rows(organization_id, delivery_ids=delivery_ids)
    refused = _refused(organization_id, delivery_ids)
    by_delivery = {each: [row for row in held if row.delivery_id == each] for each in dict.fromkeys(row.delivery_id for row in held)}
    _write(path, load_organization(organization_id).header.label.ja, by_delivery, refused, words)
    return len(held) + len(refused)


def _refused(organization_id: str, delivery_ids: Sequence[str]) -> list[Delivery]:
    """Return the refused files that nothing accepted has come after."""
    every = ledger.deliveries(organization_id)
    counting = {(each.source_id, each.period) for each in every if each.state == "accepted"}
    refused = [each for each in every if each.state == "rejected"]
    if delivery_ids:
        return [each for each in refused if each.delivery_id in delivery_ids]
    return [each for each in refused if (each.source_id, each.period) not in counting]


def _write(path: Path, label: str, by_delivery: dict[str, list[Held]], refused: list[Delivery], words: dict[str, Any]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED, "title": words["cover"]["title"]})
        look = {
            "title": book.add_format({"bold": True, "font_size": 16}),
            "head": book.add_format({"bold": True, "bg_color": "#E6ECF2", "border": 1, "text_wrap": True, "valign": "vcenter"}),
            "cell": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
        }
        cover = book.add_worksheet(words["cover"]["sheet"])
        _cover(cover, label, by_delivery, refused, words, look)
        for number, (_, rows) in enumerate(by_delivery.items(), start=1):
            name = f"{number} {rows[0].file_name}".translate(_FORBIDDEN)[:_LONGEST_NAME]
            points = [[row.row_number, row.header or "", row.why.ja, row.do.ja, "", row.rule_id] for row in rows]
            _sheet(book.add_worksheet(name), rows[0].file_name, points, words, look)
        for number, each in enumerate(refused, start=len(by_delivery) + 1):
            name = f"{number} {each.file_name}".translate(_FORBIDDEN)[:_LONGEST_NAME]
            # The ledger has the refusal as one line: code and place, what is wrong, an arrow, what to do.
            what, _, todo = (each.reason or "").partition(_ARROW)
            point = [words["whole"], "", _PLACE.sub("", what), todo or words["do_whole"], "", each.reason_code or ""]
            _sheet(book.add_worksheet(name), each.file_name, [point], words, look)


def _cover(
    sheet: Any, label: str, by_delivery: dict[str, list[Held]], refused: list[Delivery], words: dict[str, Any], look: dict[str, Any]
) -> None:
    sheet.write_string(0, 0, f"{label} {words['cover']['title']}", look["title"])
    for line, note in enumerate(words["notes"], start=2):
        sheet.write_string(line, 0, note)
    top = len(words["notes"]) + 3
    sheet.write_row(top, 0, words["overview"], look["head"])
    lines = [[rows[0].file_name, delivery_id, words["states"]["accepted"], len(rows)] for delivery_id, rows in by_delivery.items()]
    lines += [[each.file_name, each.delivery_id, words["states"]["rejected"], 1] for each in refused]
    for line, cells in enumerate(lines, start=top + 1):
        sheet.write_row(line, 0, cells, look["cell"])
    for column, width in enumerate((34, 44, 26, 8)):
        sheet.set_column(column, column, width)
    _paper(sheet)


def _sheet(sheet: Any, file_name: str, points: list[list[Any]], words: dict[str, Any], look: dict[str, Any]) -> None:
    sheet.write_string(0, 0, file_name, look["title"])
    sheet.write_row(1, 0, words["headings"], look["head"])
    for line, cells in enumerate(points, start=2):
        sheet.write_row(line, 0, cells, look["cell"])
        # Not every program makes room for wrapped text by itself; a Japanese character is two of the width's units wide.
        lines = max(-(-2 * len(str(cell)) // width) for cell, width in zip(cells, words["widths"], strict=True))
        sheet.set_row(line, _LINE * max(1, lines))
    for column, width in enumerate(words["widths"]):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, len(points) + 1, len(words["headings"]) - 1)
    sheet.repeat_rows(1)
    _paper(sheet)


def _paper(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)

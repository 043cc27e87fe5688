"""What the scales of several items, the eNPS and the wish to be promoted come to, from the definitions alone, like ``definitions.py``."""

from __future__ import annotations

from collections.abc import Iterator

from seika.simulate.people import Sheet
from seika.simulate.scene import Part, Scene

_SCALES = {"work_engagement_score": "work_engagement", "psychological_safety_score": "psychological_safety"}
_TOP_RANKS = {"department_head", "chief_foreman"}
Items = dict[str, dict[str, str]]


def attitudes(scene: Scene, sheets: list[Sheet]) -> Iterator[tuple[str, str, str, list[Part]]]:
    """Yield the KPIs of a wave that look at whole scales, at promoters or at ranks: KPI, window, unit and parts."""
    for kpi_id, topic in _SCALES.items():
        yield kpi_id, "wave", "points", list(_whole_scales(sheets, _items(scene, topic)))
    yield "enps", "wave", "balance", list(_promoters(sheets, _items(scene, "enps")))
    yield "promotion_willingness_rate", "wave", "percent", list(_willing(sheets, _items(scene, "promotion_willingness")))


def _items(scene: Scene, topic: str) -> Items:
    return {item["item_id"]: item for item in scene.organization.survey_items if item["subcategory_id"] == topic}


def _whole_scales(sheets: list[Sheet], items: Items) -> Iterator[Part]:
    for sheet in sheets:
        if items and set(items) <= set(sheet.points):
            turned = [_turned(sheet.points[item_id], item) for item_id, item in items.items()]
            yield sheet.unit_code, sheet.respondent, sum(turned), len(turned), True


def _promoters(sheets: list[Sheet], items: Items) -> Iterator[Part]:
    for sheet in sheets:
        for item_id in items:
            if item_id in sheet.points:
                points = sheet.points[item_id]
                yield sheet.unit_code, sheet.respondent, (points >= 9) - (points <= 6), 1, True


def _willing(sheets: list[Sheet], items: Items) -> Iterator[Part]:
    for sheet in sheets:
        for item_id in items:
            if item_id in sheet.points and sheet.rank_code and sheet.rank_code not in _TOP_RANKS:
                yield sheet.unit_code, sheet.respondent, int(sheet.points[item_id] >= 4), 1, True


def _turned(points: int, item: dict[str, str]) -> int:
    return int(item["scale_max"]) + 1 - points if item["is_reversed"] == "1" else points

"""What families of KPIs, means of pay and numbers given for groups come to, from the definitions alone, like ``definitions.py``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from seika.period import fiscal_year_of
from seika.simulate.people import Person, Sheet
from seika.simulate.scene import NOWHERE, Part, Scene, to_date, unit

Definition = tuple[str, str, str, list[Part]]
_KINDS = {"gender_pay_gap": None, "gender_pay_gap_regular": True, "gender_pay_gap_non_regular": False}


def families(scene: Scene) -> Iterator[Definition]:
    """Yield each member of the families over evaluations and training, the report on disabled staff and what is given for groups."""
    grades = list(_graded(scene))
    for row in scene.organization.table("grades"):
        code = row["grade_code"]
        yield (
            f"evaluation_grade_share__{code.lower()}",
            "fiscal_year",
            "percent",
            [(where, number, int(grade == code), 1, True) for where, number, grade in grades],
        )
    for row in scene.organization.table("competencies"):
        code = row["competency_id"]
        yield f"competency_score_mean__{code}", "fiscal_year", "points", list(_points(scene, code))
    if (scene.organization.folder / "competency_flags.csv").is_file():
        yield from _coverage(scene)
    yield from _disability(scene)
    yield from _stress(scene)


def questions(scene: Scene, sheets: list[Sheet]) -> Iterator[Definition]:
    """Yield each category and each issue of a survey wave that has such lists."""
    items = {item["item_id"]: item for item in scene.organization.survey_items}
    for category in {item["category_id"] for item in items.values() if item["category_id"]}:
        ours = {item_id for item_id, item in items.items() if item["category_id"] == category}
        yield f"setagaya_category_positive_rate__{category}", "wave", "percent", list(_positive(sheets, items, ours))
    for item_id in items:
        yield f"setagaya_issue_positive_rate__{item_id}", "wave", "percent", list(_positive(sheets, items, {item_id}))


def pay_gaps(scene: Scene) -> Iterator[tuple[str, list[tuple[str, Person, int]]]]:
    """Yield each pay gap with what was paid to whom in which section."""
    first, last = scene.ended_year
    paid = [entry for entry in scene.entries("payroll") if first <= entry.on <= last and entry.person]
    for kpi_id, is_regular in _KINDS.items():
        ours = [
            (unit(entry.person, entry.on), entry.person, entry.cells["annual_pay_yen"])
            for entry in paid
            if entry.person and is_regular in {None, entry.person.employment_type == "regular"}
        ]
        yield kpi_id, ours


def _positive(sheets: list[Sheet], items: dict[str, dict[str, str]], ours: set[str]) -> Iterator[Part]:
    for sheet in sheets:
        for item_id in ours & set(sheet.points):
            top = int(items[item_id]["scale_max"])
            turned = top + 1 - sheet.points[item_id] if items[item_id]["is_reversed"] == "1" else sheet.points[item_id]
            yield sheet.unit_code, sheet.respondent, int(turned >= top - 1), 1, True


def _graded(scene: Scene) -> Iterator[tuple[str, str, str]]:
    first, last = scene.ended_year
    for person in scene.ward.people:
        for sheet in person.evaluations:
            if first <= sheet.cycle_end <= last and sheet.is_target and sheet.grade and sheet.due <= scene.period.last_day:
                yield unit(person, sheet.cycle_end), person.number, sheet.grade


def _points(scene: Scene, item: str) -> Iterator[Part]:
    first, last = scene.ended_year
    for entry in scene.entries("evaluation_points"):
        points = entry.cells["second_points_count"]
        if entry.person and entry.cells["item_id"] == item and first <= entry.on <= last and points is not None:
            yield unit(entry.person, entry.on), entry.person.number, points, 1, True


def _coverage(scene: Scene) -> Iterator[Definition]:
    trained: dict[str, set[str]] = {}
    for row in scene.organization.table("training_competencies"):
        trained.setdefault(row["course_id"], set()).add(row["competency"])
    for flag in scene.organization.table("competency_flags"):
        parts: list[Part] = []
        for person in scene.ward.people:
            place = person.assignment_on(scene.period.last_day)
            if place and place.rank_code in flag["rank_codes"].split():
                done = {each.course_id for each in person.trainings if each.completed and to_date(scene, each.completed)}
                parts.append((place.unit_code, person.number, int(any(flag["label"] in trained.get(each, ()) for each in done)), 1, True))
        yield f"training_competency_coverage__{flag['competency_code']}", "fiscal_year_to_date", "percent", parts


def _disability(scene: Scene) -> Iterator[Definition]:
    year = scene.period.year - (scene.period.month < 6)
    rates: list[Part] = []
    shortages: list[Part] = []
    for entry in scene.entries("disability_report"):
        if entry.cells["report_date"] != date(year, 6, 1):
            continue
        base, disabled = entry.cells["base_halves_count"], entry.cells["disabled_halves_count"]
        thousandths = 30 if fiscal_year_of(date(year, 6, 1)) >= 2027 else 28 if year >= 2024 else 26
        required = 2 * (base * thousandths // 2000)
        people: list[Part] = [(NOWHERE, number, 0, 0, True) for number in range(base // 2)]
        rates += [(NOWHERE, None, disabled, base, False), *people]
        shortages += [(NOWHERE, None, max(0, required - disabled), 0, False), *people]
    yield "disability_employment_rate", "june_first", "percent_2", rates
    yield "disability_employment_shortage", "june_first", "halves", shortages


def _stress(scene: Scene) -> Iterator[Definition]:
    taken: list[Part] = []
    high: list[Part] = []
    risks: list[Part] = []
    for entry in scene.entries("stress_check"):
        where, took_part = entry.cells["unit_code"], entry.cells["examinee_count"]
        if not to_date(scene, entry.cells["conducted_date"]):
            continue
        taken += [(where, None, took_part, entry.cells["target_count"], False), *_heads(where, entry.cells["target_count"])]
        if entry.cells["high_stress_count"] is not None:
            high += [(where, None, entry.cells["high_stress_count"], took_part, False), *_heads(where, took_part)]
            risks += [(where, None, entry.cells["total_risk_count"], 0, False), *_heads(where, took_part)]
    yield "stress_check_participation_rate", "fiscal_year_to_date", "given_percent", taken
    yield "high_stress_rate", "fiscal_year_to_date", "given_percent", high
    yield "total_health_risk", "fiscal_year_to_date", "given_index", risks


def _heads(where: str, people: int) -> Iterator[Part]:
    return ((where, number, 0, 0, True) for number in range(people))

"""Outcomes and KPIs that do not find each other are refused with file and line, and what the wards declare is cited."""

import shutil
from pathlib import Path

import pytest
from shelf import CHOICES, MODEL, declare, line_with

from seika.config import load_organization
from seika.config.logic_model import MEASURED
from seika.errors import BadConfig


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(tmp_path))
    return tmp_path


def refusal(file: Path, line: int) -> BadConfig:
    with pytest.raises(BadConfig) as refused:
        load_organization("trial")
    assert (refused.value.where["file"], refused.value.where["line"]) == (str(file), str(line))
    return refused.value


def test_an_outcome_without_a_kpi_is_refused_and_a_reason_lets_it_through(shelf: Path) -> None:
    second = "  O2: {label: {ja: 直接2, en: Second}, level: direct, provenance: stated, place: p2}\n"
    model = MODEL.replace("  F1:", second + "  F1:")
    file = declare(shelf, model=model) / "logic_model.yml"
    assert refusal(file, line_with(file, "O2:")).code == "CONFIG-50"
    declare(shelf, model=model.replace("place: p2}\n  F1", "place: p2, no_kpis: 文書に測れる指標がない}\n  F1"))
    assert load_organization("trial").logic_model.nodes["O2"].no_kpis


def test_a_reason_for_no_kpi_is_refused_where_a_kpi_follows_the_outcome(shelf: Path) -> None:
    model = MODEL.replace("level: direct, provenance: stated, place: p2", "level: direct, provenance: stated, place: p2, no_kpis: 測れない")
    declare(shelf, model=model)
    with pytest.raises(BadConfig, match="at least 5"):
        load_organization("trial")
    file = declare(shelf, model=model.replace("測れない", "文書に指標がない")) / "logic_model.yml"
    assert refusal(file, line_with(file, "no_kpis")).code == "CONFIG-51"


def test_a_kpi_that_is_chosen_twice_is_refused_at_the_second(shelf: Path) -> None:
    file = declare(shelf, kpis=CHOICES + "- {kpi: headcount, outcome: F1}\n") / "kpis.yml"
    refused = refusal(file, 5)
    assert (refused.code, refused.where["first"]) == ("CONFIG-52", "1")


def test_an_unknown_outcome_and_a_cycle_are_refused_with_their_line(shelf: Path) -> None:
    file = declare(shelf, kpis=CHOICES.replace("O1", "O9")) / "kpis.yml"
    assert refusal(file, 2).code == "CONFIG-14"
    model = MODEL.replace("level: final", "level: direct, no_kpis: 文書に指標がない") + "  - {source: F1, target: O1, provenance: stated}\n"
    file = declare(shelf, model=model) / "logic_model.yml"
    assert refusal(file, line_with(file, "target: F1")).code == "CONFIG-13"


def test_a_family_hangs_its_members_where_its_table_says_and_an_unknown_outcome_is_refused(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Path(__file__).parents[2]
    left_out = shutil.ignore_patterns("seika", "fonts", "organizations")
    shutil.copytree(project / "include", shelf / "home" / "include", ignore=left_out)
    monkeypatch.setenv("SEIKA_HOME", str(shelf / "home"))
    shared = (project / "include" / "kpis" / "headcount.yml").read_text(encoding="utf-8")
    family = shared + "each: {table: parts, id: part_id, label: label, outcome: outcome}\n"
    (shelf / "home" / "include" / "kpis" / "parts.yml").write_text(family, encoding="utf-8")
    model = MODEL.replace("  F1:", "  O2: {label: {ja: 直接2, en: Second}, level: direct, provenance: stated, place: p2}\n  F1:")
    folder = declare(shelf, model=model, kpis=CHOICES.replace("headcount", "parts"))
    (folder / "parts.csv").write_text("part_id,label,outcome\na,甲,O1\nb,乙,O2\n", encoding="utf-8")
    hung = {choice.kpi: choice.outcome for choice in load_organization("trial").kpi_choices}
    assert hung == {"parts__a": "O1", "parts__b": "O2"}
    (folder / "parts.csv").write_text("part_id,label,outcome\na,甲,O1\nb,乙,O9\n", encoding="utf-8")
    assert refusal(folder / "kpis.yml", 2).code == "CONFIG-14"


def test_a_review_note_of_an_unknown_node_is_refused_with_its_line(shelf: Path) -> None:
    notes = "reviews:\n  2025:\n    check:\n      - {text: 結果, node: X9, provenance: stated, place: p9}\n"
    file = declare(shelf, model=MODEL + notes) / "logic_model.yml"
    assert refusal(file, line_with(file, "X9")).code == "CONFIG-11"


def test_what_is_derived_needs_a_reason_everywhere(shelf: Path) -> None:
    for wrong in (MODEL.replace(", reason: みたて", ""), MODEL.replace("stated, place: p1", "derived, place: p1")):
        declare(shelf, model=wrong)
        with pytest.raises(BadConfig, match="needs a reason"):
            load_organization("trial")


def test_the_wards_have_the_shape_their_documents_give(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEIKA_ORGANIZATIONS")
    shapes = {}
    for ward in ("shinagawa", "setagaya"):
        model = load_organization(ward).logic_model
        shapes[ward] = {level: sum(node.level == level for node in model.nodes.values()) for level in (*MEASURED, "final")}
        assert all(node.label.ja and node.label.en for node in model.nodes.values())
        assert model.plan and model.owner
    assert shapes["shinagawa"] == {"direct": 6, "intermediate": 3, "final": 1}
    assert shapes["setagaya"] == {"direct": 7, "intermediate": 5, "final": 1}  # four priorities and the other measures
    setagaya, shinagawa = load_organization("setagaya").logic_model, load_organization("shinagawa").logic_model
    assert list(setagaya.keywords) == ["K1", "K2", "K3", "K4", "K5"]
    assert {year: len(review.notes) for year, review in shinagawa.reviews.items()} == {2022: 1, 2023: 1, 2024: 7, 2025: 2}
    assert not any(review.check for year, review in shinagawa.reviews.items() if year >= 2024)  # the document ends before

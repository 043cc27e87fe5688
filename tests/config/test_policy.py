"""``seika policy check``: a changed document names every declaration that rests on it."""

from collections import Counter
from pathlib import Path

import pytest
from shelf import CHOICES, DOCUMENTS, MODEL, declare, line_with
from typer.testing import CliRunner

from seika.canonical import hash_file
from seika.cli import app
from seika.config import load_organization, organization_ids
from seika.config.evidence import family_of
from seika.config.policy import citations, findings

TARGET = '  baselines: [{period: "2025-03", value: 1, provenance: stated, place: p4}]\n  targets: [{since: "2025-04", value: 2, source: s, provenance: stated, place: p5}]\n'  # noqa: E501
REVIEW = "keywords:\n  K1: {label: {ja: 語, en: word}, provenance: stated, place: p6}\nreviews:\n  2025:\n    do:\n      - {text: 実施, provenance: stated, place: p7}\n"  # noqa: E501


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(tmp_path / "organizations"))
    return tmp_path


def hashed(plan: Path) -> str:
    return f"plan:\n  title: 計画\n  publisher: 試市\n  file: {{name: plan.txt, sha256: {hash_file(plan)}, bytes: {plan.stat().st_size}}}\n"


def check(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["policy", "check", *words], env={"SEIKA_LANGUAGE": "en"})
    return done.exit_code, done.output


def test_every_declaration_of_the_project_names_a_document_that_is_known() -> None:
    assert organization_ids()
    for organization_id in organization_ids():
        body = load_organization(organization_id)
        assert [(each.problem, each.citation.name) for each in findings(body, {})] == []
        kinds = Counter(each.kind for each in citations(body))
        chosen = {family_of(choice.kpi): choice for choice in body.kpi_choices}  # of a family all members are chosen at once
        assert (kinds["node"], kinds["edge"], kinds["kpi"]) == (
            len(body.logic_model.nodes),
            len(body.logic_model.edges),
            len(chosen),
        )
        assert kinds["target"] == sum(len(choice.targets) for choice in chosen.values())
    sizes = {
        document.file.bytes
        for ward in ("shinagawa", "setagaya")
        for document in load_organization(ward).documents.values()
        if document.file
    }
    assert sizes == {66881, 127738}


def test_a_document_with_the_declared_bytes_touches_nothing_and_another_edition_everything_that_cites_it(shelf: Path) -> None:
    plan = shelf / "plan.txt"
    plan.write_text("第一版", encoding="utf-8")
    folder = declare(shelf / "organizations", model=MODEL + REVIEW, kpis=CHOICES + TARGET, documents=hashed(plan))
    assert check("-o", "trial", "-d", f"plan={plan}")[0] == 0
    plan.write_text("第二版", encoding="utf-8")
    code, said = check("-o", "trial", "-d", f"plan={plan}")
    assert code == 1
    assert f"plan is now sha256 {hash_file(plan)}, bytes {len('第二版'.encode())}" in said
    model, kpis = folder / "logic_model.yml", folder / "kpis.yml"
    for kind, name, file, at in (
        ("node", "A1", model, "A1: {"),
        ("edge", "O1 -> F1", model, "source: O1"),
        ("keyword", "K1", model, "K1: {"),
        ("note", "2025 do", model, "実施"),
        ("kpi", "headcount", kpis, "kpi: headcount"),
        ("baseline", "headcount 2025-03", kpis, "2025-03"),
        ("target", "headcount 2025-04", kpis, "2025-04"),
    ):
        assert f"{file}:{line_with(file, at)}: {kind} {name} rests on the changed plan" in said
    assert "definition" not in said  # the shared headcount rests on another document


def test_a_shared_definition_is_touched_by_its_title() -> None:
    changed = findings(load_organization("setagaya"), {"policy_2024": Path(__file__)})
    kinds = Counter(each.citation.kind for each in changed)
    assert kinds["definition"] >= 2 and kinds["node"] == len(load_organization("setagaya").logic_model.nodes)
    assert not any("male_childcare" in each.citation.name for each in changed if each.citation.kind == "target")  # a national target


def test_what_cites_an_unknown_document_or_none_is_named_with_its_line(shelf: Path) -> None:
    model = MODEL.replace("place: p1}", "place: p1, document: memo}")
    folder = declare(shelf / "organizations", model=model, kpis="- kpi: headcount\n  outcome: O1\n")
    code, said = check("-o", "trial")
    assert code == 1
    assert f"{folder / 'logic_model.yml'}:{line_with(folder / 'logic_model.yml', 'memo')}: node A1 cites the unknown memo p1" in said
    assert f"{folder / 'kpis.yml'}:1: kpi headcount cites no document" in said
    assert "2 to look at again" in said


@pytest.mark.parametrize("wished", ["plan=plan.txt", "moon=plan.txt", "plan", "plan=missing.txt"])
def test_what_cannot_be_compared_is_refused(shelf: Path, wished: str) -> None:
    (shelf / "plan.txt").write_text("x", encoding="utf-8")
    declare(shelf / "organizations", documents=hashed(shelf / "plan.txt") if "missing" in wished else DOCUMENTS)
    code, said = check("-o", "trial", "-d", wished.replace("=", f"={shelf}/"))
    assert code == 1 and "CONFIG-58" in said

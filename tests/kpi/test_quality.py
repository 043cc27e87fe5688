"""The data-quality statement says what there is evidence for, and says it where there is none."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from seika.config import Organization, load_organization
from seika.kpi import quality
from seika.kpi.quality import Evidence, SourceEvidence, WaivedRule, quality_statement

CLEAN = Evidence(["roster.delivery.has_rows"], 5, True, [SourceEvidence("roster", "d1", "2026-09", 100, 100, 0, 18, 1_800, 0)])


@pytest.fixture
def body() -> Organization:
    return load_organization("setagaya")


def told(body: Organization, kpi_id: str, evidence: Evidence = CLEAN, period: str = "2026-09") -> dict[str, str]:
    return {part.name: " ".join(part.sentences) for part in quality_statement(body, kpi_id, evidence, "en", period)}


def test_what_is_verified_is_counted_and_what_is_not_is_said(body: Organization) -> None:
    assert "pass 1 rules" in told(body, "headcount")["verified"] and "5 cases" in told(body, "headcount")["verified"]
    bare = told(body, "headcount", Evidence([], 0, False, []))["verified"]
    assert "no rule says" in bare and "no case worked" in bare and "not compared with a second calculation yet" in bare


def test_rows_that_are_held_back_are_a_limit_with_their_share_and_with_what_makes_up_for_it(body: Organization) -> None:
    held = replace(CLEAN, sources=[SourceEvidence("roster", "d1", "2026-09", 100, 97, 3, 18, 1_800, 7)])
    said = told(body, "headcount", held)
    assert "0.39 % of the rows" in said["limits"]  # 7 of 1,800
    assert "100 rows received, 97 accepted, 3 held back" in said["sources"]
    assert "fix list" in said["compensation"] and "fix list" not in told(body, "headcount")["compensation"]


def test_a_provisional_definition_a_derived_choice_and_a_waiver_are_limits(body: Organization) -> None:
    waived = replace(CLEAN, waived=[WaivedRule("roster.unit_code.known", "2026-10-31", "組織改正の反映待ち")])
    said = told(body, "non_regular_share", waived)["limits"]
    assert "waits for the body's confirmation" in said
    assert "not in the document but was worked out" in said
    assert "roster.unit_code.known is waived until 2026-10-31" in said
    assert "worked out" not in told(body, "headcount")["limits"]  # stated in the policy


def test_a_break_is_a_limit_from_its_month_on(body: Organization) -> None:
    assert "before 2023-04" in told(body, "age_51plus_share", period="2023-04")["limits"]
    assert "before 2023-04" not in told(body, "age_51plus_share", period="2023-03")["limits"]


def test_without_anything_against_it_it_says_so(body: Organization) -> None:
    real = replace(body, header=body.header.model_copy(update={"simulated": False}))
    assert told(real, "headcount")["limits"] == "no limit is known"
    assert "simulated" in told(body, "headcount")["limits"]


def test_every_phrase_is_there_in_both_languages_with_the_same_blanks() -> None:
    phrases = yaml.safe_load(Path(quality.__file__).with_name("quality.yml").read_text(encoding="utf-8"))
    assert set(phrases) == {"verified", "sources", "accuracy", "limits", "compensation"}
    for part in phrases.values():
        for name, phrase in part.items():
            blanks = {tongue: sorted(piece.split("}")[0] for piece in text.split("{")[1:]) for tongue, text in phrase.items()}
            assert blanks["ja"] == blanks["en"], name

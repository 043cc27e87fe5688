from pathlib import Path

import pytest

from seika.check.suite import load_rules
from seika.config.load import load_yaml
from seika.config.source import Source
from seika.errors import BadConfig

ROOT = Path(__file__).parents[2]
GOOD = """
- id: leave.quantity_count.plausible
  expect: {type: expect_column_values_to_be_between, column: quantity_count, min_value: 1}
  action: quarantine
  why: {ja: 理由, en: reason}
  do: {ja: 直す, en: mend}
  protects: []
  history: []
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEIKA_HOME", str(tmp_path))
    (tmp_path / "expectations").mkdir()
    return tmp_path / "expectations" / "leave.yml"


def test_every_source_has_rules_and_all_protect_kpis_that_exist() -> None:
    sources = {path.stem for path in (ROOT / "include/organizations").glob("*/sources/*.yml")}
    kpis = {path.stem for path in (ROOT / "include/kpis").glob("*.yml")}
    assert len(sources) == 19
    for source_id in sources:
        rules = load_rules(source_id)
        assert any(rule.action == "reject" for rule in rules)
        for rule in rules:
            assert rule.protects and set(rule.protects) <= kpis, rule.id


def test_every_source_that_names_people_is_checked_against_the_roster_and_waits_for_it() -> None:
    waiting = 0
    for path in (ROOT / "include/organizations").glob("*/sources/*.yml"):
        source = load_yaml(path, Source)
        asked = [value for rule in load_rules(path.stem) for value in rule.parameters.values() if isinstance(value, dict)]
        references = {value.get("reference") or value.get("spells_of") for value in asked}
        if "roster.person_key" in references:
            assert "roster" in source.check_after, path
            waiting += 1
    assert waiting == 22


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (GOOD.replace("action: quarantine", "action: drop"), "CONFIG-02", "4"),
        (GOOD.replace("why:", "because:"), "CONFIG-02", "2"),
        (GOOD.replace(", en: reason", ""), "CONFIG-02", "5"),
        (GOOD.replace("  do: {ja: 直す, en: mend}\n", ""), "CONFIG-02", "2"),
        (GOOD.replace("en: mend", 'en: ""'), "CONFIG-02", "6"),
        (GOOD.replace("leave.quantity_count.plausible", "quantity"), "CONFIG-02", "2"),
        (GOOD.replace("leave.quantity_count", "attendance.quantity_count"), "CHECK-06", "2"),
        (GOOD + GOOD, "CHECK-06", "10"),
        ("[]", "CHECK-06", "1"),
    ],
)
def test_a_wrong_file_of_rules_is_refused_with_its_line(write: Path, content: str, code: str, line: str) -> None:
    write.write_text(content, encoding="utf-8")
    with pytest.raises(BadConfig) as refusal:
        load_rules("leave")
    assert refusal.value.code == code
    assert refusal.value.where["file"] == str(write)
    if code == "CHECK-06":
        assert refusal.value.where["line"] == line


def test_a_source_without_rules_is_refused_and_does_not_pass(write: Path) -> None:
    with pytest.raises(BadConfig, match="CONFIG-01"):
        load_rules("leave")

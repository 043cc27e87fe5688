"""What a month is judged by, and goalposts that are moved."""

from decimal import Decimal
from pathlib import Path

import pytest
from shelf import CHOICES, declare, line_with

from seika.config import load_organization
from seika.config.goalposts import goalposts
from seika.config.kpi import KpiChoice
from seika.errors import BadConfig
from seika.kpi import status_of

MOVED = "moved: {on: 2026-03-01, from: 85, reason: 議会で改めた}"
BASELINE = '  baselines: [{period: "2025-03", value: 40.9, provenance: stated, place: p2}]\n'


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(tmp_path))
    return tmp_path


def choice(**keys: object) -> KpiChoice:
    return KpiChoice.model_validate({"kpi": "headcount", "outcome": "O1", **keys})


def expected(follows: KpiChoice, period: str, decimals: int = 1) -> str | None:
    target = follows.target_of(period, decimals)
    return None if target is None else str(target.value)


def test_a_linear_path_gives_each_month_its_exact_share_of_the_way_rounded_half_up() -> None:
    follows = choice(
        baselines=[{"period": "2023-03", "value": "40.9"}, {"period": "2022-03", "value": "39.6"}],
        targets=[{"since": "2025-04", "due": "2026-03", "value": "85.0", "source": "s", "path": "linear"}],
    )
    assert expected(follows, "2025-03") is None
    assert expected(follows, "2025-04") == "71.5"  # 40.9 + 44.1 * 25 / 36 = 71.525
    assert expected(follows, "2025-12") == "81.3"  # 40.9 + 44.1 * 33 / 36 = 81.325
    assert expected(follows, "2025-04", 2) == "71.53"  # half up, not to even
    assert expected(follows, "2026-02") == "83.8"  # 83.775
    assert [expected(follows, month) for month in ("2026-03", "2027-01")] == ["85.0", "85.0"]


def test_a_path_may_lead_down() -> None:
    target = {"since": "2025-04", "due": "2026-03", "value": "8", "source": "s", "path": "linear"}
    follows = choice(baselines=[{"period": "2025-03", "value": "11"}], targets=[target])
    assert [expected(follows, f"2025-{month:02}") for month in (4, 5, 12)] == ["10.8", "10.5", "8.8"]  # 10.75, 10.5, 8.75


def test_milestones_hold_until_the_next_and_the_target_itself_from_its_month_on() -> None:
    path = [{"since": "2025-04", "value": "50"}, {"since": "2026-04", "value": "60"}]
    follows = choice(targets=[{"since": "2025-04", "due": "2027-03", "value": "70", "source": "s", "path": path}])
    months = ("2025-04", "2026-03", "2026-04", "2027-02", "2027-03")
    assert [expected(follows, month) for month in months] == ["50", "50", "60", "60", "70"]


def test_a_value_that_would_reach_the_target_in_time_only_by_a_jump_is_behind_before_the_miss() -> None:
    follows = choice(
        baselines=[{"period": "2025-03", "value": "40"}],
        targets=[{"since": "2025-04", "due": "2028-03", "value": "85", "source": "s", "path": "linear"}],
    )
    halfway = follows.target_of("2026-09", 1)
    assert halfway and halfway.value == Decimal("62.5")
    assert status_of(Decimal("50.0"), halfway.value, "higher", 90) == "behind"
    assert status_of(Decimal("57.0"), halfway.value, "higher", 90) == "on_track"
    assert status_of(Decimal("57.0"), Decimal(85), "higher", 90) == "behind"  # what the final target alone would have said


@pytest.mark.parametrize(
    ("targets", "says"),
    [
        ("- {value: 1, source: s}", "Field required"),
        ("- {since: 2025, value: 1, source: s}", "valid string"),
        ('- {since: "2025", value: 1, source: s}', "match pattern"),
        ('- {since: "2025-04", value: 1, source: s, path: linear}', "it needs due"),
        ('- {since: "2025-04", due: "2025-03", value: 1, source: s}', "before since"),
        ('- {since: "2025-04", due: "2026-03", value: 1, source: s, path: [{since: "2025-05", value: 0}]}', "begin with"),
    ],
)
def test_a_target_without_a_date_or_with_an_impossible_way_is_refused_with_its_line(shelf: Path, targets: str, says: str) -> None:
    file = declare(shelf, kpis=f"{CHOICES}  targets:\n    {targets}\n") / "kpis.yml"
    with pytest.raises(BadConfig, match=says) as refused:
        load_organization("trial")
    assert (refused.value.where["file"], refused.value.where["line"]) == (str(file), "6")


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ('{since: "2026-04", value: 90, source: s}', "CONFIG-53"),
        (f'{{since: "2026-04", value: 90, source: s, {MOVED.replace("85", "84")}}}', "CONFIG-53"),
        (f'{{since: "2025-04", value: 90, source: s, {MOVED}}}', "CONFIG-53"),
        (f'{{since: "2026-04", due: "2028-03", value: 90, source: s, path: linear, {MOVED}}}', "CONFIG-54"),
    ],
)
def test_a_target_that_takes_the_place_of_another_without_saying_so_rightly_is_refused(shelf: Path, second: str, code: str) -> None:
    first = '  targets:\n    - {since: "2025-04", value: 85, source: s}\n'
    file = declare(shelf, kpis=f"{CHOICES}{first}    - {second}\n") / "kpis.yml"
    with pytest.raises(BadConfig) as refused:
        load_organization("trial")
    assert (refused.value.code, refused.value.where["line"]) == (code, str(line_with(file, "value: 90")))


def test_a_target_after_one_that_was_due_is_no_moved_goalpost(shelf: Path) -> None:
    targets = '  targets:\n    - {since: "2025-04", due: "2026-03", value: 85, source: s}\n    - {since: "2026-04", value: 90, source: s}\n'
    declare(shelf, kpis=CHOICES + targets)
    assert goalposts(load_organization("trial").kpi_choices[0].targets) == []


def test_a_target_that_comes_before_the_other_was_due_is_a_moved_goalpost(shelf: Path) -> None:
    targets = '  targets:\n    - {since: "2025-04", due: "2026-04", value: 85, source: s}\n    - {since: "2026-04", value: 90, source: s}\n'
    declare(shelf, kpis=CHOICES + targets)
    with pytest.raises(BadConfig, match="CONFIG-53"):
        load_organization("trial")


def test_a_moved_goalpost_is_kept_with_old_and_new_day_and_reason(shelf: Path) -> None:
    targets = f'  targets:\n    - {{since: "2025-04", value: 85, source: s}}\n    - {{since: "2026-04", value: 80, source: s, {MOVED}}}\n'
    declare(shelf, kpis=CHOICES + targets)
    (found,) = goalposts(load_organization("trial").kpi_choices[0].targets)
    assert (found.old.value, found.new.value, found.moved.on.isoformat(), found.moved.reason) == (85, 80, "2026-03-01", "議会で改めた")
    under = [status_of(Decimal("81"), target.value, "higher", 100) for target in (found.old, found.new)]
    assert under == ["behind", "achieved"]  # what moving it made of the same value


def test_a_linear_path_with_a_baseline_is_read(shelf: Path) -> None:
    declare(shelf, kpis=f'{CHOICES}{BASELINE}  targets: [{{since: "2025-04", due: "2026-03", value: 85, source: s, path: linear}}]\n')
    follows = load_organization("trial").kpi_choices[0]
    assert expected(follows, "2025-09") == "63.0"  # 40.9 + 44.1 * 6 / 12 = 62.95
    assert follows.baseline_of("2025-09") and follows.baseline_of("2025-02") is None

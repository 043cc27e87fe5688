from pathlib import Path

import pytest

from seika.config import load_organization
from seika.config.new import contract_ids, write_skeleton
from seika.errors import BadConfig
from seika.period import Period


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("sources", [*([each] for each in contract_ids()), ["survey", "survey_items"], contract_ids()], ids="+".join)
def test_the_skeleton_of_any_sources_is_a_configuration_that_can_be_read(sources: list[str]) -> None:
    write_skeleton("minato", sources, Period("2026-04"))
    made = load_organization("minato")
    assert sorted(made.sources) == sorted(sources)
    assert made.header.first_period == "2026-04"
    for source_id, source in made.sources.items():
        carried = set(made.contracts[source_id].columns) - ({"item_id", "points_count"} if source.answers else set())
        assert set(source.columns) == carried


def test_the_skeleton_follows_the_kpis_that_its_sources_can_carry_and_no_other() -> None:
    write_skeleton("minato", ["survey"], Period("2026-04"))
    followed = set(load_organization("minato").kpis)
    assert "engagement_score_mean" in followed
    assert "survey_response_rate" not in followed  # it needs a roster


def test_what_waits_for_what_is_declared() -> None:
    write_skeleton("minato", contract_ids(), Period("2026-04"))
    sources = load_organization("minato").sources
    assert sources["attendance"].check_after == ("roster", "staff_number")
    assert sources["survey"].check_after == ("survey_items",)
    assert sources["staff_number"].check_after == ()


def test_each_file_says_what_is_still_to_do(shelf: Path) -> None:
    for path in write_skeleton("minato", ["roster"], Period("2026-04")):
        if path.suffix == ".yml" and path.name != "kpis.yml":
            assert "TODO" in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize(
    ("organization_id", "sources", "code"),
    [
        ("Minato", ["roster"], "CONFIG-40"),
        ("../x", ["roster"], "CONFIG-40"),
        ("taken", ["roster"], "CONFIG-41"),
        ("minato", ["moon"], "CONFIG-42"),
    ],
)
def test_nothing_is_written_over_or_under_a_wrong_name(shelf: Path, organization_id: str, sources: list[str], code: str) -> None:
    (shelf / "taken").mkdir()
    with pytest.raises(BadConfig, match=code):
        write_skeleton(organization_id, sources, Period("2026-04"))
    assert sorted(path.name for path in shelf.iterdir()) == ["taken"]

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seika.canonical import hash_file
from seika.errors import BadConfig
from seika.orchestrate import rounds
from seika.orchestrate.rounds import Trial
from seika.store import ledger

FIRST, SECOND = ("a.csv", "b.csv"), ("b_v2.csv", "c.csv")


@pytest.fixture
def simulated(state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "organizations" / "minato").mkdir(parents=True)
    (tmp_path / "organizations" / "minato" / "organization.yml").touch()
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(tmp_path / "organizations"))
    for number, names in ((1, FIRST), (2, SECOND)):
        folder = rounds.folder() / f"round-{number}" / "minato"
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).write_text(name, encoding="utf-8")
    return rounds.folder()


def _names(number: int) -> list[str]:
    return [extract.path.name for extract in rounds.to_drop(number)]


def _receive(path: Path) -> None:
    ledger.add_delivery("minato", "roster", "2026-04", hash_file(path), path.name, 1)


def test_at_first_all_extracts_of_a_round_are_to_be_dropped(simulated: Path) -> None:
    assert (_names(1), _names(2)) == (list(FIRST), list(SECOND))


def test_what_the_ledger_knows_is_not_dropped_again(simulated: Path) -> None:
    _receive(simulated / "round-1" / "minato" / "a.csv")
    assert _names(1) == ["b.csv"]


def test_what_lies_in_the_drop_folder_is_not_dropped_again(simulated: Path) -> None:
    rounds.drop(rounds.to_drop(1))
    assert _names(1) == []


def test_a_copy_that_was_cut_short_does_not_count(simulated: Path, state: Path) -> None:
    (state / "inbox" / "minato").mkdir(parents=True)
    (state / "inbox" / "minato" / "a.csv.part").write_text("a.csv", encoding="utf-8")
    assert _names(1) == list(FIRST)
    rounds.drop(rounds.to_drop(1))
    assert sorted(path.name for path in (state / "inbox" / "minato").iterdir()) == list(FIRST)


@pytest.mark.parametrize("name", SECOND)
def test_nothing_of_round_1_follows_anything_of_round_2(simulated: Path, name: str) -> None:
    _receive(simulated / "round-2" / "minato" / name)
    assert _names(1) == []
    assert name not in _names(2)
    assert len(_names(2)) == 1


def test_the_same_bytes_in_both_rounds_do_not_end_round_1(simulated: Path) -> None:
    again = simulated / "round-2" / "minato" / "a_again.csv"
    again.write_text("a.csv", encoding="utf-8")
    _receive(again)
    assert _names(1) == ["b.csv"]


def test_a_simulation_is_complete_with_its_manifest(simulated: Path) -> None:
    trial = Trial(60, 6)
    assert not rounds.simulated(trial)
    manifest = simulated / "manifest.json"
    manifest.write_text('{"staff": 60, "mon', encoding="utf-8")
    assert not rounds.simulated(trial)
    manifest.write_text(json.dumps({"staff": 60, "months": 6, "seed": 1, "files": []}), encoding="utf-8")
    assert rounds.simulated(trial)


def test_another_demo_in_the_same_place_is_refused(simulated: Path) -> None:
    (simulated / "manifest.json").write_text(json.dumps({"staff": 60, "months": 6, "seed": 1}), encoding="utf-8")
    with pytest.raises(BadConfig, match=r"ORCHESTRATE-05.*staff 60, months 6"):
        rounds.simulated(Trial(600, 6))

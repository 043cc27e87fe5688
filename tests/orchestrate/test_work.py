from __future__ import annotations

from pathlib import Path

import pytest

from seika.errors import Outage
from seika.orchestrate import work
from seika.orchestrate.api import Run
from seika.orchestrate.bodies import body


class Idle:
    """An Airflow that takes every order and does nothing."""

    def __init__(self) -> None:
        self.started: list[str] = []

    def active(self) -> list[Run]:
        return []

    def trigger(self, dag_id: str) -> Run:
        self.started.append(dag_id)
        return Run(dag_id, "run", "queued")


@pytest.fixture
def inbox(state: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(work, "_LOOK_SECONDS", 0)
    folder = state / "inbox" / "shinagawa"
    folder.mkdir(parents=True)
    return folder


def test_the_roster_is_started_and_starts_the_others_by_its_asset(inbox: Path) -> None:
    for name in ("shokuin_202604.csv", "kintai_202604.csv", "ishiki_202604.csv"):
        (inbox / name).touch()
    assert work.to_do(body("shinagawa")) == ["ingest__shinagawa__roster"]


def test_without_a_roster_at_the_door_the_others_are_started_themselves(inbox: Path) -> None:
    (inbox / "kintai_202604.csv").touch()
    assert work.to_do(body("shinagawa")) == ["ingest__shinagawa__attendance"]


def test_with_nothing_at_the_door_there_is_nothing_to_do(inbox: Path) -> None:
    api = Idle()
    work.settle(api, ["shinagawa"], lambda line: None)  # type: ignore[arg-type]
    assert api.started == []


def test_work_that_does_not_get_on_is_given_up_and_says_which_dag(inbox: Path) -> None:
    (inbox / "kintai_202604.csv").touch()
    api = Idle()
    with pytest.raises(Outage, match=r"ORCHESTRATE-04.*ingest__shinagawa__attendance has run 3 times"):
        work.settle(api, ["shinagawa"], lambda line: None)  # type: ignore[arg-type]
    assert api.started == ["ingest__shinagawa__attendance"] * 3

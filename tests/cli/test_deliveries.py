"""``seika status`` and ``seika ingest --again``: what a steward sees of several deliveries for one month, and can do."""

from pathlib import Path

import pytest
from door import GOOD, KEY, lay
from typer.testing import CliRunner

from seika.cli import app
from seika.store import ledger


def said(*words: str) -> str:
    done = CliRunner().invoke(app, [*words, "-o", "shinagawa"], env={"COLUMNS": "300"}, catch_exceptions=False)
    return done.output


@pytest.fixture
def two_rosters(state: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A roster, the leave that was checked against it, and a roster that corrects the first."""
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    for name in ("shokuin_202504.csv", "kyuka_202504.csv"):
        lay(name, GOOD[name])
    said("ingest")
    first = (Path(__file__).parents[1] / "fixtures" / GOOD["shokuin_202504.csv"]).read_bytes()
    lay("shokuin_202504.csv", first.rstrip(b"\r\n"))
    said("ingest")
    return [each.delivery_id for each in ledger.deliveries("shinagawa", "roster")]


def test_status_says_which_delivery_does_not_count_and_by_which_it_is_superseded(two_rosters: list[str]) -> None:
    first, second = two_rosters
    assert f"{first} does not count: superseded by {second}" in said("status")


def test_an_accepted_delivery_is_judged_again_on_request(two_rosters: list[str]) -> None:
    (leave,) = ledger.deliveries("shinagawa", "leave")
    assert leave.delivery_id in said("ingest", "--again", leave.delivery_id)
    again = ledger.delivery(leave.delivery_id)
    assert again.state == "accepted" and again.check_number > leave.check_number


def test_an_unknown_delivery_is_not_opened_and_nothing_else_is(two_rosters: list[str]) -> None:
    done = CliRunner().invoke(app, ["ingest", "--again", two_rosters[0], "--again", "nothing"])
    assert done.exit_code != 0
    assert ledger.delivery(two_rosters[0]).state == "accepted"

"""A range of months in one call: in order, one publication a month, safe to run again, never approved by whoever asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from door import KEY
from hoshimi import CITY, deliver, say, settle_down

from seika.errors import BadData
from seika.orchestrate import ranges
from seika.period import Period
from seika.restate import backfill, restate
from seika.store import database, releases

JUNE, JULY, AUGUST = (Period(f"2026-{month:02d}") for month in (6, 7, 8))


@pytest.fixture(scope="module")
def city(own_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """June is final, July provisional; August has come and is not published; then the wording of a target changes."""
    with pytest.MonkeyPatch.context() as patch:
        folder = settle_down(tmp_path_factory.mktemp("shelf"))
        patch.setenv("SEIKA_ORGANIZATIONS", str(folder.parent))
        patch.setenv("SEIKA_PERSON_KEY", KEY)
        for month in (JUNE, JULY):
            deliver(month.text)
        assert say("ingest").exit_code == 0
        assert say("release", "-p", "2026-06", "--final").exit_code == 0
        assert say("release", "-p", "2026-07").exit_code == 0
        yield folder
        database.close()


def chain() -> list[str]:
    return [f"{each.snapshot_id} {each.status}" for each in releases.snapshots(CITY)]


def a_range_is_restated_in_order_once_a_month_and_again_nothing_happens(city: Path) -> None:
    done = restate(CITY, JUNE, AUGUST, "nothing is otherwise", "Sato")
    assert [each.says for each in done] == ["unchanged", "unchanged", "not_published"]
    with (city / "organization.yml").open("a", encoding="utf-8") as header:
        header.write("approval: [restated]\n")  # another configuration, and one that asks a person
    told = ranges.restate(CITY, "2026-06", "2026-08", "a correction of the target", "Sato")
    assert [each["says"] for each in told] == ["waits", "published", "not_published"]
    assert ranges.published(told) == ["2026-07"]
    ranges.verdict(told)  # what waits for a person is no failure
    assert chain() == ["hoshimi-2026-06-r1 final", "hoshimi-2026-07-r1 provisional", "hoshimi-2026-07-r2 provisional"]
    said = say("approve", "hoshimi-2026-06-r2")
    assert said.exit_code != 0


def nobody_approves_their_own_restatement_and_somebody_else_does(city: Path) -> None:
    from seika.release.approval import decide

    with pytest.raises(BadData, match="RELEASE-22"):
        decide("hoshimi-2026-06-r2", "approved", "sato", "looks right")
    decide("hoshimi-2026-06-r2", "approved", "Suzuki", "looks right")
    done = restate(CITY, JUNE, JULY, "a correction of the target", "Sato")
    assert [each.says for each in done] == ["published", "unchanged"]
    assert chain()[-1] == "hoshimi-2026-06-r2 restated"
    newest = releases.current(CITY, JUNE)
    assert newest and newest.reason == "a correction of the target"
    said = say("restate", "--from", "2026-06", "--to", "2026-07", "--reason", "once more")
    assert (said.exit_code, said.output.count("unchanged")) == (0, 2)


def a_backfill_takes_in_and_publishes_what_is_new_and_leaves_closed_months(city: Path) -> None:
    deliver("2026-08")
    said = say("backfill", "--from", "2026-06", "--to", "2026-08")
    assert said.exit_code == 0, said.output
    assert "2026-08: published (hoshimi-2026-08-r1)" in said.output
    assert [line for line in chain() if "2026-06" in line][-1] == "hoshimi-2026-06-r2 restated"
    assert backfill(CITY, JUNE, AUGUST, "Sato") == []
    assert ranges.take_in(CITY, "2026-06", "2026-08") == 0


def test_months_are_restated_approved_and_filled_in_one_after_the_other(city: Path) -> None:
    a_range_is_restated_in_order_once_a_month_and_again_nothing_happens(city)
    nobody_approves_their_own_restatement_and_somebody_else_does(city)
    a_backfill_takes_in_and_publishes_what_is_new_and_leaves_closed_months(city)


def test_a_range_that_ends_before_it_begins_and_a_restatement_without_a_reason_are_refused(city: Path) -> None:
    with pytest.raises(BadData, match="PERIOD-02"):
        restate(CITY, JULY, JUNE, "x", "Sato")
    with pytest.raises(BadData, match="PERIOD-02"):
        backfill(CITY, JULY, JUNE, "Sato")
    with pytest.raises(BadData, match="RELEASE-02"):
        restate(CITY, JUNE, JULY, " ", "Sato")


def test_a_month_that_is_refused_turns_the_run_red_after_all_others_were_done(city: Path) -> None:
    from airflow.sdk.exceptions import AirflowFailException

    with pytest.raises(AirflowFailException, match="2026-06: why not"):
        ranges.verdict([{"period": "2026-06", "says": "refused", "why": "why not"}, {"period": "2026-07", "says": "published", "why": ""}])

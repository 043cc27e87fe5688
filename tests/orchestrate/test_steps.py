from __future__ import annotations

from pathlib import Path

import pytest
from airflow.sdk.exceptions import AirflowFailException

from seika.errors import BadData
from seika.orchestrate import steps
from seika.report import files_of
from seika.store import ledger, releases
from seika.store.releases import Manifest


def _deliver(source_id: str, period: str = "2026-04", name: str = "x.csv") -> str:
    delivery, _ = ledger.add_delivery("shinagawa", source_id, period, f"{abs(hash((source_id, period, name))):064x}", name, 1)
    return delivery.delivery_id


def _publish(period: str) -> str:
    hashes = dict.fromkeys(("input_hash", "configuration_hash", "code_hash", "content_hash", "deliveries_hash"), "0" * 64)
    return releases.publish(Manifest("shinagawa", period, "provisional", **hashes), [], [], []).snapshot.snapshot_id


def test_files_and_deliveries_that_are_not_judged_are_at_the_door(state: Path) -> None:
    inbox = state / "inbox" / "shinagawa"
    inbox.mkdir(parents=True)
    (inbox / "shokuin_202604.csv").touch()
    (inbox / "nobody_knows_this.csv").touch()
    _deliver("leave")
    ledger.mark_decoded(_deliver("training"), 1, 0)
    judged = _deliver("survey")
    ledger.mark_decoded(judged, 1, 0)
    ledger.mark_accepted(judged, 1, 0)
    assert steps.at_the_door("shinagawa") == {"roster", "leave", "training"}


def test_no_month_is_ready_while_something_is_at_the_door(state: Path) -> None:
    _deliver("leave")
    assert steps.ready("shinagawa") == []


def test_a_period_of_another_form_is_refused_first(state: Path) -> None:
    with pytest.raises(BadData, match="PERIOD-01"):
        steps.ready("shinagawa", "2026/04")
    with pytest.raises(BadData, match="PERIOD-01"):
        steps.report("shinagawa", "April")


def test_a_run_with_a_refused_delivery_turns_red_with_the_ledgers_words(state: Path) -> None:
    good, bad = _deliver("leave"), _deliver("leave", name="bad.csv")
    ledger.mark_rejected(bad, "DECODE-01", "not CP932")
    steps.verdict([good])
    with pytest.raises(AirflowFailException, match=rf"{bad} \(bad\.csv\): not CP932"):
        steps.verdict([good, bad])


def test_months_of_deliveries_are_told_once_and_in_order(state: Path) -> None:
    found = [_deliver("leave", "2026-05"), _deliver("leave", "2026-04"), _deliver("leave", "2026-04", "again.csv")]
    assert steps.periods(found) == ["2026-04", "2026-05"]


def test_a_snapshot_is_unreported_until_all_files_of_all_its_editions_are_there(state: Path) -> None:
    later, earlier = _publish("2026-05"), _publish("2026-04")
    assert steps.unreported("shinagawa") == [(earlier, "2026-04"), (later, "2026-05")]
    done = files_of(releases.snapshot(earlier))
    files = [path for edition in (done, *done.others) for path in edition.files]
    assert done.folder == state / "reports" / "shinagawa" / "2026-04" and len(files) > 3
    done.folder.mkdir(parents=True)
    for path in files[:-1]:
        path.touch()
    assert len(steps.unreported("shinagawa")) == 2
    files[-1].touch()
    assert steps.unreported("shinagawa") == [(later, "2026-05")]


def test_a_month_that_is_refused_does_not_hold_up_the_others(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse_may(_organization_id: str, period: object) -> object:
        if str(period) == "2026-05":
            raise BadData("PERIOD-01", value="a rule of the build")
        return period

    monkeypatch.setattr("seika.transform.transform", refuse_may)
    assert steps.transform("shinagawa", ["2026-04", "2026-05", "2026-06"]) == ["2026-04", "2026-06"]
    (told,) = ledger.events("shinagawa")
    assert (told.verb, told.period, told.code, told.level) == ("transform", "2026-05", "PERIOD-01", "error")

"""Alerts against a real SMTP server and a real webhook: what comes once, what comes again, what never comes."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from mail_server import mail_server
from sqlalchemy import text
from trial import declare_trial, deliver, publish
from webhook import Webhook, webhook

from seika.alert import Told, alert
from seika.errors import BadConfig
from seika.receive.credentials import Credentials
from seika.store import alerts, database, ledger
from seika.store.database import transaction
from seika.store.last_words import note_task, note_verified

LATE = date(2026, 10, 8)  # the day after the fifth working day of October 2026
CHAT = "alerts: {channels: [{type: webhook, connection: chat}]}\n"
MAIL = "alerts: {channels: [{type: mail, connection: post, sender: seika@example.jp, to: [hr@example.jp], language: en}]}\n"


@pytest.fixture
def body(state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = declare_trial(tmp_path / "shelf")
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(folder.parent))
    deliver("roster", "2026-09", "2026-10-01")
    deliver("attendance", "2026-08", "2026-09-07")
    yield folder
    database.close()


@pytest.fixture
def hook(body: Path) -> Iterator[Webhook]:
    (body / "operation.yml").write_text(CHAT, encoding="utf-8")
    with webhook() as made:
        yield made


def told(hook: Webhook, day: date = LATE) -> list[str]:
    """Alert, and return what came to the webhook this time."""
    before = len(hook.came)
    for each in alert(["trial"], day, lambda _name: Credentials(password=hook.url)):
        assert each.error is None
    return [each["text"] for each in hook.came[before:]]


def test_a_late_extract_is_told_once_with_what_to_do_and_again_only_when_it_changes(hook: Webhook) -> None:
    (first,) = told(hook)
    assert "試市: 対応が必要なこと 1 件" in first
    assert "提出元へ" in first
    assert "attendance の 2026-09 が期限(2026-10-07)までに届いていません" in first and "→" in first
    assert told(hook) == [] == told(hook, date(2026, 10, 9))
    (second,) = told(hook, date(2026, 11, 10))  # October is late, too
    assert "2026-09 - 2026-10 (2)" in second
    deliver("attendance", "2026-10", "2026-11-10")
    deliver("attendance", "2026-09", "2026-11-10", digit="b")
    deliver("roster", "2026-10", "2026-11-10", digit="c")
    assert told(hook, date(2026, 11, 11)) == []
    assert alerts.open_alerts("trial") == []


def test_what_was_over_and_comes_back_is_told_again(hook: Webhook) -> None:
    ledger.note("release", "trial", "refused", code="RELEASE-04", period="2026-08", level="error")
    assert "RELEASE-04" in told(hook)[0]
    publish("2026-08", "2026-10-08")
    assert told(hook) == []
    ledger.note("transform", "trial", "refused", code="TRANSFORM-03", period="2026-08", level="error")
    assert "TRANSFORM-03" in told(hook)[0]


def test_a_webhook_that_is_down_loses_nothing_and_its_address_stays_secret(hook: Webhook, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    hook.status = 503
    (first,) = alert(["trial"], LATE, lambda _name: Credentials(password=hook.url))
    assert first.error and (first.error.code, first.count) == ("ALERT-01", 0)
    hook.status = 403
    (second,) = alert(["trial"], LATE, lambda _name: Credentials(password=hook.url))
    assert isinstance(second.error, BadConfig) and second.error.code == "ALERT-02"
    assert "planted-token" not in f"{first.error} {second.error} {caplog.text}"
    hook.status = 200
    assert len(told(hook)) == 1
    assert told(hook) == []


def test_a_redirect_is_not_followed(hook: Webhook) -> None:
    with webhook() as elsewhere:
        hook.status, hook.location = 307, elsewhere.url
        (told_so,) = alert(["trial"], LATE, lambda _name: Credentials(password=hook.url))
        assert told_so.error and told_so.error.code == "ALERT-02"
        assert elsewhere.came == []


@pytest.mark.parametrize("url", ["http://chat.example.jp/x", "file:///etc/passwd", "", "gopher://127.0.0.1/x", "//127.0.0.1/x"])
def test_a_webhook_is_https_or_on_this_machine(body: Path, url: str) -> None:
    (body / "operation.yml").write_text(CHAT, encoding="utf-8")
    (told_so,) = alert(["trial"], LATE, lambda _name: Credentials(password=url))
    assert told_so.error and told_so.error.code == "ALERT-04"


def test_one_mail_holds_all_that_is_new_by_whom_it_waits_for(body: Path, tmp_path: Path) -> None:
    (body / "operation.yml").write_text(MAIL, encoding="utf-8")
    deliver("attendance", "2026-09", "2026-10-07", accepted=1, held=1, digit="d")
    note_task("trial", "release__trial", "transform", "OSError")
    note_verified("trial", ["RELEASE-11", "RELEASE-12"])
    with mail_server(tmp_path) as box:
        server = Credentials(host="localhost", port=box.port, extra={"encryption": "none"})
        for _ in range(3):
            assert [each.error for each in alert(["trial"], LATE, lambda _name: server)] == [None]
        ((to, came),) = box.came
    assert (to, came["Subject"]) == (["hr@example.jp"], "[Seika] Trial: 3 things to do")
    part = came.get_body()
    assert part is not None
    said = part.get_content()
    assert said.index("for the data steward") < said.index("STATUS-03") < said.index("for the operator") < said.index("STATUS-10")
    assert "release__trial transform failed with OSError" in said
    assert "RELEASE-11, 2 differences" in said


def test_a_task_that_runs_through_again_and_a_clean_verification_are_over(hook: Webhook) -> None:
    note_task("trial", "release__trial", "transform", None)
    note_verified("trial", [])
    assert ledger.events("trial") == []  # nothing had failed: nothing is written
    note_task("trial", "release__trial", "transform", "OSError")
    note_verified("trial", ["RELEASE-11"])
    assert "STATUS-10" in (first := told(hook)[0]) and "STATUS-11" in first
    note_task("trial", "release__trial", "transform", None)
    note_verified("trial", [])
    assert told(hook) == []
    assert [each.concern for each in alerts.open_alerts("trial")] == ["late_extract"]


def test_a_channel_hears_only_of_what_it_is_for_and_two_channels_are_two(body: Path, tmp_path: Path) -> None:
    channels = [
        {"type": "webhook", "connection": "chat", "about": ["approval"]},
        {"type": "webhook", "connection": "chat", "language": "en"},
    ]
    (body / "operation.yml").write_text(json.dumps({"alerts": {"channels": channels}}), encoding="utf-8")
    with webhook() as hook:
        (only,) = told(hook)
    assert "has not come by its deadline" in only


def test_no_file_name_leaves_the_house_for_it_may_hold_a_name(hook: Webhook, state: Path) -> None:
    inbox = state / "inbox" / "trial"
    inbox.mkdir(parents=True)
    (inbox / "山田太郎_休職.csv").write_text("x")
    (first,) = told(hook)
    assert "1 件あります" in first
    assert "山田" not in first


def test_a_channel_that_cannot_be_told_does_not_hold_up_the_other(body: Path) -> None:
    channels = [{"type": "webhook", "connection": "gone"}, {"type": "webhook", "connection": "chat", "language": "en"}]
    (body / "operation.yml").write_text(json.dumps({"alerts": {"channels": channels}}), encoding="utf-8")

    def lookup(name: str) -> Credentials:
        if name == "gone":
            raise BadConfig("RECEIVE-07", connection=name, variable="AIRFLOW_CONN_GONE")
        return Credentials(password=hook.url)

    with webhook() as hook:
        found = alert(["trial"], LATE, lookup)
    assert [(each.connection, each.count, each.error and each.error.code) for each in found] == [
        ("gone", 0, "RECEIVE-07"),
        ("chat", 1, None),
    ]
    assert isinstance(found[0], Told)


def test_each_organization_alerts_its_own_people(body: Path, tmp_path: Path) -> None:
    (body / "operation.yml").write_text(MAIL, encoding="utf-8")
    other = body.parent / "another"
    shutil.copytree(body, other)
    (other / "operation.yml").write_text(MAIL.replace("hr@", "others@"), encoding="utf-8")
    with mail_server(tmp_path) as box:
        server = Credentials(host="localhost", port=box.port, extra={"encryption": "none"})
        alert(["another", "trial"], LATE, lambda _name: server)
    assert [to for to, _ in box.came] == [["others@example.jp"], ["hr@example.jp"]]
    with transaction() as connection:
        assert connection.execute(text("select channel from ledger.alert_told where channel like '%@%'")).all() == []


def test_a_hundred_conditions_are_one_message_of_thirty_lines(hook: Webhook) -> None:
    for month in range(1, 101):
        period = f"{2000 + month // 12}-{month % 12 + 1:02d}"
        ledger.note("release", "trial", "refused", code="RELEASE-04", period=period, level="error")
    (only,) = told(hook)
    assert only.count("\n- ") == 30
    assert "ほか 71 件" in only

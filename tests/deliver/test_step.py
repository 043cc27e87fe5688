"""A report comes to whoever is to have it, once: by mail through a real SMTP server, into folders and an object store."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import fsspec
import pytest
from mail_server import LATER, UNKNOWN, Mailbox, mail_server
from small_ward import WARD, write
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from seika.cli import app
from seika.config import load_organization, paths
from seika.deliver import Delivered, deliver, wants_delivery
from seika.errors import BadConfig, BadData, NotReady, Outage
from seika.orchestrate import steps
from seika.report import files_of, report
from seika.store import dispatches, journal, releases
from seika.store.database import transaction
from seika.store.dispatches import Parcel, mail_recipient, once
from seika.transform.hashes import configuration_hash

PASSWORD = "a secret that nobody may read"
MAYOR, HEAD = "mayor@example.jp", "head.of.general.affairs@example.jp"
MAIL = "mail: {connection: seika_mail, sender: 'Seika <seika@example.jp>'}\n"


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server with STARTTLS and a login, and the connection that leads to it."""
    with mail_server(tmp_path, "starttls", PASSWORD) as made:
        extra = f"encryption=starttls&certificates={made.authority}"
        monkeypatch.setenv("AIRFLOW_CONN_SEIKA_MAIL", f"smtp://seika:{PASSWORD.replace(' ', '%20')}@localhost:{made.port}?{extra}")
        yield made


def declare(reported: str, editions: str, delivery: str) -> None:
    """Say who gets what; the reports of new editions are written."""
    write("editions", editions)
    write("delivery", f"since: '2025-01'\n{delivery}")
    report(reported)


def last(recipient: str) -> str | None:
    found = {each.parcel.recipient: each.outcome for each in reversed(dispatches.attempts(WARD))}
    return found.get(recipient)


def test_nothing_is_declared_so_nothing_is_sent_nor_wanted(reported: str) -> None:
    (paths.organizations() / WARD / "delivery.yml").unlink(missing_ok=True)
    write("editions", "- {languages: [ja]}\n")
    assert deliver(reported) == Delivered() and not wants_delivery(WARD, reported)


def test_each_edition_comes_to_its_people_once_with_the_pdf_of_that_edition(reported: str, box: Mailbox) -> None:
    declare(reported, f"- {{to: [{MAYOR}]}}\n- {{unit: '0100000', to: [{HEAD}, {MAYOR}]}}\n", MAIL)
    assert wants_delivery(WARD, reported)
    assert deliver(reported) == Delivered(sent=3)
    assert sorted(to[0] for to, _ in box.came) == [HEAD, MAYOR, MAYOR] and box.logins
    whole, unit = files_of(releases.snapshot(reported)), files_of(releases.snapshot(reported)).others[0]
    for to, message in box.came:
        (attached,) = message.iter_attachments()
        subject = str(message["Subject"])
        edition = unit if "総務部" in subject else whole
        assert (attached.get_content_type(), attached.get_filename()) == ("application/pdf", edition.pdf.name)
        assert attached.get_content() == edition.pdf.read_bytes()
        body = message.get_body()
        assert body is not None and reported in body.get_content() and releases.snapshot(reported).snapshot_hash in body.get_content()
        assert len(to) == 1 and "速報" in subject and message["To"] == to[0]
    assert deliver(reported) == Delivered(sent_before=3) and len(box.came) == 3
    assert not wants_delivery(WARD, reported)


def test_the_ledger_and_the_log_know_no_address_and_no_password(reported: str, box: Mailbox, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        declare(reported, f"- {{to: [secretary@example.jp, {UNKNOWN}]}}\n", MAIL)
        done = deliver(reported)
    with transaction() as connection:
        rows = str(connection.execute(text("select * from ledger.dispatch")).all())
    ours = "\n".join(each.getMessage() for each in caplog.records if each.name.startswith("seika"))
    assert "report.delivered" in ours
    for said in (rows, ours, str(done)):
        assert "@example.jp" not in said and PASSWORD not in said
    assert mail_recipient("Secretary@example.jp ") in rows and (done.sent, len(done.errors)) == (1, 1)
    assert journal.faults(WARD) == []
    with pytest.raises(DBAPIError, match="what was decided stays"), transaction() as connection:
        connection.execute(text("delete from ledger.dispatch"))


@pytest.mark.parametrize(("address", "code", "kind"), [(UNKNOWN, "MAIL-03", BadConfig), (LATER, "MAIL-02", Exception)])
def test_what_fails_holds_up_nobody_is_seen_and_tried_again(
    reported: str, box: Mailbox, address: str, code: str, kind: type[Exception]
) -> None:
    other = f"other.{code.lower()}@example.jp"
    declare(reported, f"- {{to: [{address}, {other}]}}\n", MAIL)
    done = deliver(reported)
    assert done.sent == 1 and [error.code for error in done.errors] == [code] and isinstance(done.errors[0], kind)
    assert (last(mail_recipient(address)), last(mail_recipient(other))) == ("failed", "sent") and wants_delivery(WARD, reported)
    seen = CliRunner().invoke(app, ["status", "-o", WARD]).output.replace("\n", "")
    assert "DELIVER-06" in seen and code in seen
    assert len(deliver(reported).errors) == 1 and len([to for to, _ in box.came if other in to]) == 1
    told = CliRunner().invoke(app, ["deliver", "-o", WARD])
    assert told.exit_code == 1 and code in told.output and address not in told.output


def test_an_outage_of_the_server_is_over_and_the_report_comes(reported: str, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    late = "late@example.jp"
    declare(reported, f"- {{to: [{late}]}}\n", MAIL)
    with monkeypatch.context() as patch:
        patch.setenv("AIRFLOW_CONN_SEIKA_MAIL", "smtp://localhost:9?encryption=none")
        assert [error.code for error in deliver(reported).errors] == ["MAIL-02"]
    assert deliver(reported) == Delivered(sent=1) and last(mail_recipient(late)) == "sent"


def test_what_was_cut_off_is_not_sent_again_until_a_person_says_so(reported: str, box: Mailbox) -> None:
    where = "cut.off@example.jp"
    declare(reported, f"- {{to: [{where}]}}\n", MAIL)
    parcel = Parcel(WARD, "2025-05", reported, "whole.ja", mail_recipient(where), "1" * 64)
    with pytest.raises(KeyboardInterrupt), once(parcel) as is_due:
        assert is_due
        raise KeyboardInterrupt
    done = deliver(reported)
    assert (done.sent, len(done.uncertain), box.came) == (0, 1, []) and not wants_delivery(WARD, reported)
    assert "DELIVER-05" in CliRunner().invoke(app, ["status", "-o", WARD]).output
    assert CliRunner().invoke(app, ["deliver", "-o", WARD]).exit_code == 1
    assert CliRunner().invoke(app, ["deliver", "-o", WARD, "--again"]).exit_code == 0
    assert [to for to, _ in box.came] == [[where]] and deliver(reported, again=True) == Delivered(sent_before=1)


def test_places_get_the_files_they_ask_for_and_a_units_place_only_its_own(reported: str, tmp_path: Path) -> None:
    places = f"""places:
  archive: {{url: "{tmp_path}/archive", files: [pdf, csv, parquet]}}
  general_affairs: {{url: "memory://general", unit: '0100000'}}
"""
    declare(reported, "- {languages: [ja, en]}\n- {unit: '0100000'}\n", places)
    assert deliver(reported) == Delivered(sent=4)
    folder = tmp_path / "archive" / WARD / "2025-05"
    names = sorted(path.name for path in folder.iterdir())
    assert [name for name in names if name.endswith("pdf")] == [f"{reported}-0100000.pdf", f"{reported}.en.pdf", f"{reported}.pdf"]
    assert len([name for name in names if name.endswith(("csv", "parquet"))]) == 12 and not [name for name in names if "html" in name]
    there = fsspec.filesystem("memory").ls(f"/general/{WARD}/2025-05", detail=False)
    assert {Path(each).name for each in there} == {f"{reported}-0100000.{ending}" for ending in ("pdf", "html", "xlsx")}
    assert (folder / f"{reported}.pdf").read_bytes() == files_of(releases.snapshot(reported)).pdf.read_bytes()
    assert deliver(reported) == Delivered(sent_before=4)


def test_a_place_that_cannot_be_written_is_an_outage_that_names_it(reported: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    declare(reported, "- {languages: [ja]}\n", f"places:\n  broken: {{url: '{tmp_path}/file'}}\n")
    done = deliver(reported)
    assert [error.code for error in done.errors] == ["DELIVER-04"] and done.errors[0].where["place"] == "broken"
    (tmp_path / "file").unlink()
    assert deliver(reported) == Delivered(sent=1)


def test_a_mismatch_stops_all_of_it(reported: str, box: Mailbox, changed: Callable[[Path, bytes], None]) -> None:
    declare(reported, "- {to: [nobody.yet@example.jp]}\n", MAIL)
    path = files_of(releases.snapshot(reported)).html
    changed(path, path.read_bytes().replace(b">31.5</data>", b">31.6</data>", 1))
    with pytest.raises(BadData, match="DELIVER-01"):
        deliver(reported)
    assert box.came == [] and last(mail_recipient("nobody.yet@example.jp")) is None
    assert "DELIVER-01" in CliRunner().invoke(app, ["deliver", "-o", WARD, "--check"]).output


def test_what_is_missing_is_said_before_anything_is_sent(reported: str) -> None:
    declare(reported, f"- {{to: [{MAYOR}]}}\n", "")
    with pytest.raises(BadConfig, match="DELIVER-03"):
        deliver(reported)
    older = releases.snapshots(WARD)[0].snapshot_id
    with pytest.raises(NotReady, match="DELIVER-02"):
        deliver(older)


def test_months_before_and_other_publications_are_left_to_the_command(reported: str) -> None:
    write("editions", f"- {{to: [{MAYOR}]}}\n")
    for settings in ("since: '2025-06'\n", "since: '2025-01'\nstatuses: [final]\n"):
        write("delivery", settings + MAIL)
        assert not wants_delivery(WARD, reported)


def test_who_gets_what_moves_no_number(reported: str) -> None:
    before = configuration_hash(load_organization(WARD))
    write("delivery", "since: '2025-06'\n" + MAIL)
    assert configuration_hash(load_organization(WARD)) == before


def test_the_task_sends_what_is_due_of_all_months_and_raises_what_can_be_tried_again(reported: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    places = f"places:\n  shelf: {{url: '{tmp_path}/shelf', files: [pdf]}}\n  wall: {{url: '{tmp_path}/file', files: [pdf]}}\n"
    write("editions", "- {languages: [ja]}\n")
    write("delivery", f"since: '2025-05'\n{places}")
    report(reported)
    with pytest.raises(Outage, match="DELIVER-04"):
        steps.deliver(WARD)
    assert (tmp_path / "shelf" / WARD / "2025-05" / f"{reported}.pdf").is_file()
    (tmp_path / "file").unlink()
    assert (steps.deliver(WARD), steps.deliver(WARD)) == ([reported], [])

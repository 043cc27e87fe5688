"""Mail against a real server: what comes, what is refused, what is never said."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from mail_server import LATER, UNKNOWN, Mailbox, mail_server

from seika.errors import BadConfig, Outage
from seika.mail import Attachment, MailServer, compose, send

SECRET = "s3cret-of-the-mail-server"
SENDER = "成果 <seika@example.jp>"


def server(box: Mailbox, encryption: str = "none", **more: object) -> MailServer:
    return replace(MailServer("localhost", SENDER, box.port, encryption=encryption, certificates=box.authority), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("encryption", ["none", "starttls", "tls"])
def test_a_message_comes_as_it_was_written_over_each_kind_of_connection(tmp_path: Path, encryption: str) -> None:
    report = Attachment("成果報告_2026-09.pdf", b"%PDF-\x00\xff.\r\n.\r\n", "application/pdf")
    with mail_server(tmp_path, encryption, SECRET if encryption != "none" else None) as box:
        login = {"login": "seika", "password": SECRET} if encryption != "none" else {}
        message = compose(SENDER, ["hr@example.jp", "audit@example.jp"], "期限を\n過ぎました", "勤怠が\n.\n届いていません\n", [report])
        send(server(box, encryption, **login), message)
        ((to, came),) = box.came
    assert to == ["hr@example.jp", "audit@example.jp"]
    assert (came["Subject"], came["From"]) == ("期限を 過ぎました", SENDER)
    body = came.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == "勤怠が\n.\n届いていません\n"
    (file,) = came.iter_attachments()
    assert (file.get_filename(), file.get_content()) == (report.name, report.content)


def test_nobody_gets_a_message_that_one_addressee_cannot_get(tmp_path: Path) -> None:
    with mail_server(tmp_path) as box:
        with pytest.raises(BadConfig, match="MAIL-03") as refused:
            send(server(box), compose(SENDER, ["hr@example.jp", UNKNOWN], "s", "t"))
        with pytest.raises(Outage, match="MAIL-02"):
            send(server(box), compose(SENDER, [LATER], "s", "t"))
    assert box.came == []
    assert UNKNOWN not in str(refused.value)


def test_a_wrong_password_is_a_wrong_setting_and_is_not_repeated(tmp_path: Path) -> None:
    with mail_server(tmp_path, "starttls", "another") as box, pytest.raises(BadConfig, match="MAIL-03") as refused:
        send(server(box, "starttls", login="seika", password=SECRET), compose(SENDER, ["hr@example.jp"], "s", "t"))
    assert SECRET not in str(refused.value)
    assert SECRET not in repr(server(box, password=SECRET))


def test_a_server_that_nobody_vouches_for_gets_neither_login_nor_message(tmp_path: Path) -> None:
    with mail_server(tmp_path, "starttls", SECRET) as box, pytest.raises(BadConfig, match="certificate"):
        send(server(box, "starttls", login="seika", password=SECRET, certificates=None), compose(SENDER, ["hr@example.jp"], "s", "t"))
    assert (box.came, box.logins) == ([], [])


def test_a_server_that_is_down_is_an_outage() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Outage, match="MAIL-02"):
        send(MailServer("127.0.0.1", SENDER, port, encryption="none"), compose(SENDER, ["hr@example.jp"], "s", "t"))


def test_mail_leaves_the_machine_encrypted_only() -> None:
    with pytest.raises(BadConfig, match="MAIL-04"):
        send(MailServer("mail.example.jp", SENDER, encryption="none"), compose(SENDER, ["hr@example.jp"], "s", "t"))


@pytest.mark.parametrize("address", ["nobody", "", "hr@example.jp\nBcc: all@example.jp"])
def test_what_is_no_address_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(BadConfig, match="addressee 2") as refused:
        compose(SENDER, ["hr@example.jp", address], "s", "t")
    assert "Bcc" not in str(refused.value)

"""A real SMTP server in a thread, with what it was handed: plain, with STARTTLS or TLS, with a login, with addressees it does not know."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

UNKNOWN, LATER = "nobody@example.jp", "later@example.jp"


@dataclass
class Mailbox:
    """Where the server listens, and what has come."""

    port: int = 0
    authority: Path | None = None
    came: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    logins: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if address in (UNKNOWN, LATER):
            return "550 no such user" if address == UNKNOWN else "451 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content
        assert content is not None
        self.came.append((list(envelope.rcpt_tos), message_from_bytes(content, policy=policy.default)))  # type: ignore[arg-type]
        return "250 kept"


@contextmanager
def mail_server(folder: Path, encryption: str = "none", password: str | None = None) -> Iterator[Mailbox]:
    """Serve on a free port of this machine; with ``password`` only after a login with it."""
    box = Mailbox()
    options: dict[str, Any] = {}
    if encryption != "none":
        authority = trustme.CA()
        box.authority = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(box.authority))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("localhost").configure_cert(context)
        options = {"ssl_context": context} if encryption == "tls" else {"tls_context": context, "require_starttls": True}

    def authenticate(_server: object, _session: object, _envelope: object, _mechanism: str, data: LoginPassword) -> AuthResult:
        box.logins.append(data.login)
        return AuthResult(success=data.password.decode() == password, handled=False)

    if password is not None:
        options |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": encryption != "none"}
        if encryption == "tls":
            options["auth_require_tls"] = False  # aiosmtpd sees only STARTTLS as encryption
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="localhost", port=box.port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()

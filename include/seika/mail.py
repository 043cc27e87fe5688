"""Mail: one message to a few people through one SMTP server, encrypted unless the server is on this machine."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr
from pathlib import Path
from typing import Literal

from seika.errors import BadConfig, Outage

Encryption = Literal["starttls", "tls", "none"]
HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_PORTS: dict[Encryption, int] = {"starttls": 587, "tls": 465, "none": 25}
_FOR_GOOD = 500  # replies of the 500s mean: the same again will be refused again


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over; ``certificates`` is a file of authorities besides those of the system."""

    host: str
    sender: str
    port: int | None = None
    login: str = ""
    password: str = field(default="", repr=False)
    encryption: Encryption = "starttls"
    certificates: Path | None = None
    timeout_seconds: float = 30


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message: its name, its bytes and its kind (``application/pdf``)."""

    name: str
    content: bytes
    kind: str


def compose(sender: str, to: Sequence[str], subject: str, text: str, attachments: Sequence[Attachment] = ()) -> EmailMessage:
    """Return a message in UTF-8 with date and id; raises ``BadConfig MAIL-01`` for what is no address."""
    for number, address in enumerate((sender, *to)):
        if "@" not in parseaddr(address)[1] or not address.isprintable():
            raise BadConfig("MAIL-01", what=f"addressee {number}" if number else "sender")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, ", ".join(to), " ".join(subject.split())
    message["Date"], message["Message-ID"] = formatdate(localtime=True), make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    message.set_content(text, cte="base64")  # in any server's lines, whatever the script
    for each in attachments:
        kind, _, form = each.kind.partition("/")
        message.add_attachment(each.content, maintype=kind, subtype=form, filename=each.name)
    return message


def send(server: MailServer, message: EmailMessage) -> None:
    """Hand a message over to the server, to all its addressees or to none.

    Raises ``Outage MAIL-02`` where the server does not answer or asks to try later, ``BadConfig MAIL-03`` where it refuses login, sender or
    an addressee for good, ``BadConfig MAIL-04`` for a server elsewhere without encryption. Nothing that the server says is repeated:
    servers quote addresses and logins.
    """
    if server.encryption == "none" and server.host not in HERE:
        raise BadConfig("MAIL-04", host=server.host)
    try:
        with _connected(server) as session:
            if server.login:
                session.login(server.login, server.password)
            _hand_over(session, message)
    except smtplib.SMTPRecipientsRefused as refused:
        raise _refusal(server, "addressee", max(code for code, _ in refused.recipients.values())) from None
    except smtplib.SMTPSenderRefused as refused:
        raise _refusal(server, "sender", refused.smtp_code) from None
    except smtplib.SMTPAuthenticationError as refused:
        raise _refusal(server, "login", refused.smtp_code) from None
    except smtplib.SMTPResponseException as refused:
        raise _refusal(server, "message", refused.smtp_code) from None
    except ssl.SSLCertVerificationError:
        raise BadConfig("MAIL-03", host=server.host, what="certificate", status="-") from None
    except (smtplib.SMTPException, OSError) as error:
        raise Outage("MAIL-02", host=server.host, problem=type(error).__name__) from None


def _connected(server: MailServer) -> smtplib.SMTP:
    port = server.port or _PORTS[server.encryption]
    if server.encryption == "none":
        return smtplib.SMTP(server.host, port, timeout=server.timeout_seconds)
    trusted = ssl.create_default_context(cafile=str(server.certificates) if server.certificates else None)
    if server.encryption == "tls":
        return smtplib.SMTP_SSL(server.host, port, timeout=server.timeout_seconds, context=trusted)
    session = smtplib.SMTP(server.host, port, timeout=server.timeout_seconds)
    session.starttls(context=trusted)
    return session


def _hand_over(session: smtplib.SMTP, message: EmailMessage) -> None:
    """Ask for every addressee before the message goes: whoever would send again after half of them have it, sends twice."""
    sender, to = parseaddr(message["From"])[1], [parseaddr(address)[1] for address in str(message["To"]).split(",")]
    session.ehlo_or_helo_if_needed()
    code, said = session.mail(sender)
    if code >= 300:
        raise smtplib.SMTPSenderRefused(code, said, sender)
    answers = {address: session.rcpt(address) for address in to}
    refused = {address: answer for address, answer in answers.items() if answer[0] >= 300}
    if refused:
        session.rset()
        raise smtplib.SMTPRecipientsRefused(refused)
    code, said = session.data(message.as_bytes(policy=SMTP))
    if code >= 300:
        raise smtplib.SMTPDataError(code, said)


def _refusal(server: MailServer, what: str, status: int) -> BadConfig | Outage:
    if status < _FOR_GOOD:
        return Outage("MAIL-02", host=server.host, problem=f"{what}: {status}")
    return BadConfig("MAIL-03", host=server.host, what=what, status=status)

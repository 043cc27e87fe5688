"""How a message goes out: by mail or to a webhook, with what is secret from a connection."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import cast, get_args
from urllib.parse import urlsplit

import httpx

from seika.alert.wording import Message
from seika.config.operation import AnyChannel, MailChannel
from seika.errors import BadConfig, Outage
from seika.mail import HERE, Encryption, MailServer, compose, send
from seika.receive.credentials import Credentials

for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # both tell whole addresses at lower levels
_TIMEOUT = httpx.Timeout(20, connect=10)
_LATER = (408, 425, 429)


def deliver(channel: AnyChannel, message: Message, credentials: Credentials) -> None:
    """Send a message; raises ``Outage`` (``MAIL-02, ALERT-01``) where it may go through later and ``BadConfig`` where it never will."""
    if isinstance(channel, MailChannel):
        server = mail_server(channel.connection, credentials, channel.sender)
        send(server, compose(channel.sender, channel.to, message.subject, message.text))
    else:
        _post(channel.connection, credentials, message)


def mail_server(connection: str, credentials: Credentials, sender: str) -> MailServer:
    """Return the SMTP server that a connection names; ``BadConfig ALERT-03`` for one without a host or with an unknown encryption."""
    encryption = str(credentials.extra.get("encryption", "starttls"))
    if not credentials.host or encryption not in get_args(Encryption):
        raise BadConfig("ALERT-03", connection=connection)
    authority = credentials.extra.get("certificates")
    return MailServer(
        host=credentials.host,
        sender=sender,
        port=credentials.port,
        login=credentials.login,
        password=credentials.password,
        encryption=cast(Encryption, encryption),
        certificates=Path(str(authority)) if authority else None,
    )


def _post(connection: str, credentials: Credentials, message: Message) -> None:
    url = credentials.password  # the whole address is the secret: whoever has it may write
    parts = urlsplit(url)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)):
        raise BadConfig("ALERT-04", connection=connection)
    try:
        # No redirect is followed: it would carry the message to a place that nobody declared.
        answer = httpx.post(url, json={"text": f"*{message.subject}*\n{message.text}"}, timeout=_TIMEOUT, follow_redirects=False)
    except httpx.HTTPError as error:
        raise Outage("ALERT-01", connection=connection, problem=type(error).__name__) from None
    if answer.status_code >= 500 or answer.status_code in _LATER:
        raise Outage("ALERT-01", connection=connection, problem=f"status {answer.status_code}")
    if not answer.is_success:
        raise BadConfig("ALERT-02", connection=connection, status=answer.status_code)

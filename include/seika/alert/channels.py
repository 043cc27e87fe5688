"""How a message goes out: by mail or to a webhook, with what is secret from a connection."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

import httpx

from seika.alert.wording import Message
from seika.config.operation import AnyChannel, MailChannel
from seika.errors import BadConfig, Outage
from seika.mail import HERE, compose, send
from seika.receive.credentials import Credentials
from seika.receive.mail_server import mail_server

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

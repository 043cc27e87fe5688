"""The SMTP server that a connection names, for whoever sends: alerts and reports."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

from seika.errors import BadConfig
from seika.mail import Encryption, MailServer
from seika.receive.credentials import Credentials


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

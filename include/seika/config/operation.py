"""How a body runs its months: close and promise, whom to alert, how long to keep what was received.

``include/operation.yml`` is for all, ``organizations/<id>/operation.yml`` for one.
Nothing here moves a number, so it is not part of a snapshot's configuration hash.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from seika.config import paths
from seika.config.load import Strict, load_yaml
from seika.config.organization import Organization
from seika.config.retention import Retention
from seika.errors import BadConfig
from seika.period import Period
from seika.workdays import working_day

_MONTHS = 12
Concern = Literal[
    "late_extract",
    "rejected_delivery",
    "quarantine",
    "failed_check",
    "approval",
    "promise_missed",
    "unpublished",
    "late_delivery",
    "nobodys_file",
    "broken_chain",
    "failed_task",
    "undelivered_report",
]


class Close(Strict):
    """The close (締め) of each month from ``since`` on, in working days of the month after.

    What comes after the day ``working_day`` is late: it is counted and goes to the next revision. The month is promised to be released
    by the day ``released_by``. ``days_off`` are days on which the body's offices are closed besides those of the law.
    """

    since: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    working_day: int = Field(ge=1, le=20)
    released_by: int = Field(ge=1, le=40)
    days_off: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _released_after_the_close(self) -> Close:
        if self.released_by < self.working_day:
            raise ValueError("released_by is the day of the close or a later one")
        return self

    def closes_on(self, period: Period) -> date | None:
        """Return the last day on which a delivery for ``period`` is in time; none before ``since``."""
        return working_day(period.next, self.working_day, self.days_off) if period.text >= self.since else None

    def promised_by(self, period: Period) -> date | None:
        """Return the day by which ``period`` is promised to be released; none before ``since``."""
        return working_day(period.next, self.released_by, self.days_off) if period.text >= self.since else None


class Channel(Strict):
    """Where alerts go: ``about`` leaves out all other concerns, ``language`` is that of the text, ``connection`` holds what is secret."""

    connection: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    language: Literal["ja", "en"] = "ja"
    about: tuple[Concern, ...] = ()


class MailChannel(Channel):
    """Mail by the SMTP server of the connection (host, port, login, password; extra: ``encryption``, ``certificates``)."""

    type: Literal["mail"]
    sender: str
    to: tuple[str, ...] = Field(min_length=1)


class WebhookChannel(Channel):
    """A webhook that takes ``{"text": …}`` as Slack, Mattermost and others do; its whole address is the password of the connection."""

    type: Literal["webhook"]


AnyChannel = Annotated[MailChannel | WebhookChannel, Field(discriminator="type")]


class Alerts(Strict):
    """What is worth an alert, and where it goes; without a channel alerts are kept in the ledger only."""

    quarantine_percent: int = Field(5, ge=0, le=100)
    channels: tuple[AnyChannel, ...] = ()


class Operation(Strict):
    """The whole file; a section that an organization's own file has stands in place of the installation's, whose legal holds stay."""

    close: Close | None = None
    alerts: Alerts = Alerts()
    retention: Retention = Retention()


def check_promise(organization: Organization, operation: Operation) -> None:
    """Raise ``BadConfig CONFIG-60`` where a month is promised before a required extract of every month is due."""
    if operation.close is None:
        return
    every_month = [organization.sources[each].due for each in organization.header.required_sources if each in organization.sources]
    due = max((each.working_day for each in every_month if len(each.months) == _MONTHS), default=0)
    if operation.close.released_by < due:
        raise BadConfig("CONFIG-60", organization=organization.id, promised=operation.close.released_by, due=due)


def load_operation(organization_id: str | None = None) -> Operation:
    """Return how an organization is run; of the installation without one. Raises ``BadConfig`` with path and line."""
    installation = Path(os.environ.get("SEIKA_OPERATION") or paths.home() / "include" / "operation.yml")
    common = load_yaml(installation, Operation) if installation.is_file() else Operation()
    own_file = paths.organizations() / organization_id / "operation.yml" if organization_id else None
    if own_file is None or not own_file.is_file():
        return common
    own = load_yaml(own_file, Operation)
    sections = {name: getattr(own, name) for name in own.model_fields_set}
    # Whoever declares terms of their own must not lift a hold that is laid on all without a word of it.
    others = [hold for hold in common.retention.holds if hold.id not in {each.id for each in own.retention.holds}]
    sections["retention"] = sections.get("retention", common.retention).model_copy(update={"holds": (*own.retention.holds, *others)})
    return common.model_copy(update=sections)

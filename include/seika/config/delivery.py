"""Where an organization's reports go: ``organizations/<id>/delivery.yml``, optional. Who gets which edition says ``editions.yml``.

Nothing here moves a number, so it is not part of a snapshot's configuration hash.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from seika.config.load import Strict, load_yaml
from seika.config.organization import Organization

FileKind = Literal["pdf", "html", "xlsx", "csv", "parquet"]


class MailDelivery(Strict):
    """The SMTP server of ``connection`` (host, port, login, password; extra: ``encryption``, ``certificates``) and who sends."""

    connection: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    sender: str


class Place(Strict):
    """A folder or any fsspec URL; files go below it into ``<organization>/<month>``.

    ``unit``: only that unit's edition, of a place that only its people read; without one the whole's and every other. The tables (csv,
    parquet) are those of the whole snapshot and go to places without a unit only.
    """

    url: str = Field(min_length=1)
    unit: str | None = None
    files: tuple[FileKind, ...] = Field(default=("pdf", "html", "xlsx"), min_length=1)


class Delivery(Strict):
    """The whole file; places by their id. What of earlier months than ``since`` is in force is sent by ``seika deliver --period`` only.

    ``statuses``: which publications of a month are sent, each of its revisions once.
    """

    since: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    statuses: tuple[Literal["provisional", "final", "restated"], ...] = ("provisional", "final", "restated")
    mail: MailDelivery | None = None
    places: dict[str, Place] = Field(default_factory=dict)


def load_delivery(organization: Organization) -> Delivery:
    """Return where an organization's reports go, nowhere without ``delivery.yml``; raises ``BadConfig`` with path and line."""
    path = organization.folder / "delivery.yml"
    return load_yaml(path, Delivery) if path.is_file() else Delivery(since="1900-01")

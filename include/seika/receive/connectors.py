"""Which module serves which kind of connector; imported when a source needs it, for some bring a library along."""

from __future__ import annotations

from importlib import import_module

from seika.config import Organization
from seika.config.connector import DatabaseConnector
from seika.receive.credentials import Lookup
from seika.receive.offer import Offer, Request
from seika.receive.query import read_query

# Each module has ``offers(request: Request) -> list[Offer]``.
_MODULES = {
    "database": "seika.receive.database",
    "folder": "seika.receive.folder",
    "kaonavi": "seika.receive.kaonavi",
    "king_of_time": "seika.receive.king_of_time",
    "object_store": "seika.receive.object_store",
    "sftp": "seika.receive.sftp",
    "smarthr": "seika.receive.smarthr",
}


def offers(request: Request) -> list[Offer]:
    """Return what the connector of a source has for it, oldest month first, then by name; raises ``Outage``, ``BadConfig``."""
    connector = request.organization.sources[request.source_id].connector
    found: list[Offer] = import_module(_MODULES[connector.type]).offers(request)
    return sorted(found, key=lambda offer: (offer.months.first, offer.file_name))


def check_connector(organization: Organization, source_id: str, lookup: Lookup) -> str | None:
    """Return the connection that a source needs, none where it needs none, without reaching out.

    Raises ``BadConfig RECEIVE-07, RECEIVE-08`` where the connection cannot be looked up and ``CONFIG-01, CONFIG-20`` for its query.
    """
    connector = organization.sources[source_id].connector
    if isinstance(connector, DatabaseConnector):
        read_query(organization.folder / "sources" / connector.query)
    connection: str | None = getattr(connector, "connection", None)
    if connection:
        lookup(connection)
    return connection


def sharing(organization: Organization, source_id: str) -> list[str]:
    """Return the sources with the very same connector, sorted, this one included: one file, a delivery for each."""
    connector = organization.sources[source_id].connector
    return sorted(other for other, source in organization.sources.items() if source.connector == connector)

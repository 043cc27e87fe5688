"""Which module serves which kind of connector; imported when a source needs it, for some bring a library along."""

from __future__ import annotations

from importlib import import_module

from seika.config import Organization
from seika.receive.offer import Offer, Request

# Each module has ``offers(request: Request) -> list[Offer]``.
_MODULES = {
    "folder": "seika.receive.folder",
}


def offers(request: Request) -> list[Offer]:
    """Return what the connector of a source has for it, oldest month first, then by name; raises ``Outage``, ``BadConfig``."""
    connector = request.organization.sources[request.source_id].connector
    found: list[Offer] = import_module(_MODULES[connector.type]).offers(request)
    return sorted(found, key=lambda offer: (offer.months.first, offer.file_name))


def sharing(organization: Organization, source_id: str) -> list[str]:
    """Return the sources with the very same connector, sorted, this one included: one file, a delivery for each."""
    connector = organization.sources[source_id].connector
    return sorted(other for other, source in organization.sources.items() if source.connector == connector)
